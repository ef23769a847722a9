// bench/routing/over_smpp: the routing benchmark with nothing of ours in between. Gateways that differ in their policy
// alone carry the same messages at the same time over SMPP to a truth each (docs/routing.md). Takes as long as it says.
// node bench/routing/over_smpp/main.mjs [--rate 20] [--minutes 10] [--seed N] [--port 26600]
import { parseArgs } from 'node:util';
import { createRequire } from 'node:module';
import { PortRange } from '../../../tests/integration/port_range.mjs';
import { LINKS } from './world.mjs';
import { POLICIES, Player } from './player.mjs';

const { makeRandom } = createRequire(import.meta.url)('../../../tests/integration/random.js');

// A scenario a rate; messages a second of a network, on average.
const FORMS = {
  0.2: { scenario: 'stationary', networks: 50 },
  2: { scenario: 'incidents', networks: 10 },
  20: { scenario: 'black hole', networks: 4, shiftMax: 20 },
};
const TURN_MS = 20;
const REST_MS = 3_000; // for what is on its way at the end

const { values } = parseArgs({
  options: {
    rate: { type: 'string', multiple: true, default: Object.keys(FORMS) },
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    port: { type: 'string', default: '26600' },
  },
});

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The same messages to all, at Poisson times of the seed's; networks by Zipf's law.
async function sendAll(players, { rate, networks, seed, seconds }) {
  const random = makeRandom(seed + 17);
  const weights = Array.from({ length: networks }, (_, network) => [network, 1 / (network + 1)]);
  const begin = Date.now();
  let message = 0;
  for (let next = 0; next < seconds; ) {
    for (; next < Math.min(seconds, (Date.now() - begin) / 1e3); next -= Math.log(1 - random()) / (rate * networks)) {
      const network = random.weighted(weights);
      message += 1;
      for (const player of players) player.send(network, message);
    }
    await pause(TURN_MS);
  }
  await pause(REST_MS);
}

const number = (value, digits) => value.toFixed(digits).padStart(11);

function render(results) {
  const lines = ['               regret/1000   delivered  cost/deliv.     at loss  seconds until the traffic left'];
  for (const [name, score] of Object.entries(results)) {
    const shifts = score.shifts_s.length ? score.shifts_s.map((each) => each.toFixed(0)).join(' ') : '-';
    lines.push(
      `${name.padEnd(14)} ${number(score.regret_per_1000, 2)} ${number((100 * score.delivered) / score.submits, 2)} ${number(score.cost_per_delivered, 5)} ${number(score.at_loss, 0)}  ${shifts}`,
    );
  }
  return lines.join('\n');
}

// What is wrong, or missed.
function judge(results, { shiftMax }) {
  const faults = Object.entries(results).flatMap(([name, { wrong }]) => wrong.map((each) => `${name}: ${each}`));
  const { at_loss, shifts_s } = results.kaskad;
  if (at_loss) faults.push(`${at_loss} attempts were bought dearer than sold`);
  const late = shiftMax ? shifts_s.filter((each) => each > shiftMax) : [];
  if (late.length) faults.push(`traffic met a black hole for ${late.map((each) => each.toFixed(1)).join(', ')} s, at most ${shiftMax} wanted`);
  return faults;
}

async function play(rate, ports) {
  const form = FORMS[rate];
  if (!form) throw new Error(`--rate: ${Object.keys(FORMS).join(', ')}, not ${rate}`);
  const plan = { ...form, rate: Number(rate), seed: Number(values.seed), seconds: Number(values.minutes) * 60 };
  console.log(`== ${rate} messages a second of a network, ${form.networks} networks, ${values.minutes} min: ${form.scenario}`);
  const players = [];
  try {
    for (const name of Object.keys(POLICIES)) {
      const own = [];
      while (own.length <= LINKS.length) own.push(await ports.next());
      players.push(new Player(name, plan, own));
    }
    await Promise.all(players.map((player) => player.start()));
    await sendAll(players, plan);
    const results = {};
    for (const player of players) results[player.name] = await player.end();
    const best = Math.min(...Object.keys(results).filter((name) => name !== 'kaskad').map((name) => results[name].regret_per_1000));
    console.log(`${render(results)}\nregret ${(results.kaskad.regret_per_1000 / best).toFixed(2)} of the best of the others`);
    return judge(results, form);
  } finally {
    await Promise.all(players.map((player) => player.dispose()));
  }
}

const ports = new PortRange(Number(values.port), 200);
const faults = [];
for (const rate of values.rate) faults.push(...(await play(rate, ports)));
for (const fault of faults) console.log(`MISSED ${fault}`);
console.log(`seed: ${values.seed}`);
process.exit(faults.length ? 1 : 0);

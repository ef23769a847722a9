// One way of choosing links, played by the product itself: a gateway with that policy, and the truth behind its links.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Gateway } from '../../../tests/integration/gateway_process.mjs';
import { makeClient, makeLink, makePrice } from '../../../tests/integration/settings.mjs';
import { until } from '../../../tests/integration/deadline.mjs';
import { LINKS, SELLING, VALUE, World, networkCode, numberOf } from './world.mjs';

const TRUTH = path.join(path.dirname(fileURLToPath(import.meta.url)), 'truth.mjs');
const KEY = 'player-key-of-the-routing-benchmark-001';

const all = (weight) => LINKS.map((name) => ({ name, ...(weight ? { weight } : {}) }));

export const POLICIES = {
  kaskad: { policy: 'expected_value', value: String(VALUE), band_percent: 2 },
  'least cost': { policy: 'least_cost' },
  'cost, floor': { policy: 'least_cost', floor_percent: 80 },
  'best quality': { policy: 'chain', link: all().reverse() },
  'round robin': { policy: 'weighted', link: all(1) },
};

function settingsOf(policy, world, ports, apiPort) {
  const buy = LINKS.flatMap((link, place) =>
    world.usual.map((arms, network) => ({ link, network: networkCode(network), price: String(arms[place].price), currency: 'EUR' })),
  );
  return {
    number_plan: 'plan.csv',
    api: { port: apiPort },
    store: 'data',
    log: { level: 'info' },
    link: LINKS.map((name, place) => makeLink(name, ports[place])),
    client: [makeClient('player', KEY, { opening_balance: '100000', route: [policy] })],
    price: [...buy, makePrice({}, String(SELLING))],
  };
}

function planOf(world) {
  const rows = world.usual.map((_, network) => `${numberOf(network, 0).slice(0, 7)},DE,${networkCode(network)},Operator ${network}`);
  return ['prefix,country,mccmnc,operator', ...rows, ''].join('\n');
}

export class Player {
  constructor(name, plan, ports) {
    this.name = name;
    const [apiPort, ...links] = ports;
    const world = new World(plan);
    this.truth = spawn(process.execPath, [TRUTH, JSON.stringify({ ...plan, ports: links })], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.said = [];
    readline.createInterface({ input: this.truth.stdout }).on('line', (line) => this.said.push(JSON.parse(line)));
    this.gateway = new Gateway(settingsOf(POLICIES[name], world, links, apiPort));
    fs.writeFileSync(path.join(this.gateway.folder, 'plan.csv'), planOf(world));
    this.accepted = 0;
    this.refused = [];
  }

  async start() {
    await until('the truth listens', () => this.said.length > 0);
    await this.gateway.start();
    for (const name of LINKS) await this.gateway.hasLogged(new RegExp(`link ${name}: bind 0 is bound`));
    this.api = this.gateway.client(KEY);
    this.tell('begin');
  }

  tell(what) {
    this.truth.stdin.write(`${JSON.stringify({ do: what })}\n`);
  }

  async send(network, message) {
    const answer = await this.api.post({ to: `+${numberOf(network, message)}`, text: `message ${message}` }).catch((error) => ({ text: error.message }));
    if (answer.status === 202) this.accepted += 1;
    else this.refused.push(answer.text);
  }

  // The truth's score, and what is wrong with the run.
  async end() {
    this.tell('end');
    await until('the truth has counted', () => this.said.find(({ score }) => score));
    const { score } = this.said.find((line) => line.score);
    const wrong = [];
    if (this.refused.length) wrong.push(`${this.refused.length} messages were refused, the first: ${this.refused[0]}`);
    if (score.submits !== this.accepted) wrong.push(`${this.accepted} accepted, ${score.submits} submitted`);
    if (score.messages !== score.submits) wrong.push(`${score.submits - score.messages} submitted twice`);
    return { ...score, wrong };
  }

  async dispose() {
    this.truth.kill('SIGKILL');
    await this.gateway.dispose();
  }
}

// The crash test's command line; docs/testing.md says what it shows. Exit 0: nothing was lost or doubled.
import { parseArgs } from 'node:util';
import { CrashRun, scenarios } from './crash.mjs';
import { PortRange } from './shared.mjs';
import { stores } from './stores.mjs';

const options = {
  long: { type: 'boolean', default: false },
  scenario: { type: 'string', default: 'kill' }, // or all, one after the other
  verbose: { type: 'boolean', default: false }, // a line for each fault
  store: { type: 'string' }, // file, postgresql; by default what the scenario needs, or file
  rounds: { type: 'string' }, // faults; by default the scenario's own number, short or long
  seed: { type: 'string', default: process.env.KASKAD_SEED || String(Date.now() % 1_000_000) },
  port: { type: 'string', default: '21800' }, // the first of fifty
  'pause-max': { type: 'string', default: '120' }, // ms a poster rests between two orders, at most
};

const { values } = parseArgs({ options });
const say = (text) => console.log(text);

async function main() {
  const wanted = values.scenario === 'all' ? Object.keys(scenarios) : [values.scenario];
  let status = 0;
  for (const name of wanted) status = Math.max(status, await runScenario(name));
  return status;
}

async function runScenario(name) {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`no scenario ${name}; there are all, ${Object.keys(scenarios).join(', ')}`);
  const place = values.store ?? scenario.store ?? 'file';
  if (!stores[place]) throw new Error(`no store ${place}; there are ${Object.keys(stores).join(', ')}`);
  const store = new stores[place]();
  const seed = Number(values.seed);
  const rounds = Number(values.rounds ?? scenario.rounds[values.long ? 'long' : 'short']);
  say(`crash: scenario ${scenario.name}, store ${place}, ${rounds} faults, --seed ${seed}`);
  const ports = new PortRange(Number(values.port));
  const began = performance.now();
  const run = new CrashRun({ scenario, rounds, seed, ports, store, pauseMax: Number(values['pause-max']), say, tell: values.verbose ? say : undefined });
  const { violations, figures } = await run.run();
  say(JSON.stringify({ ...figures, seconds: Math.round((performance.now() - began) / 100) / 10 }, null, 1));
  for (const violation of violations) say(`VIOLATION: ${violation}`);
  return violations.length ? 1 : 0;
}

main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

// bench/cascades: what cascades cost, with the simulators as provider and operator (docs/performance.md).
// bench/run cascades [--program FILE] [--rate 2000] [--seconds 60] [--rounds 3] [--port 26700]
// bench/run cascades --open 1000000 --timeout 1200
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from '../end_to_end/machine.mjs';
import { runFlow } from './flow.mjs';
import { runOpen } from './open.mjs';
import { Stage } from './stage.mjs';

const SOURCE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({
  options: {
    program: { type: 'string', default: path.join(SOURCE, 'build/bench/kaskad') },
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '3' },
    port: { type: 'string', default: '26700' },
    open: { type: 'string', default: '0' },
    timeout: { type: 'string', default: '1200' },
  },
});

const shown = (value) => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(2)) : value);
const isOpenRun = Number(values.open) > 0;
const wanted = { rate: Number(values.rate), seconds: Number(values.seconds), open: Number(values.open), timeout: Number(values.timeout) };

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

console.log(describeMachine('/tmp'));
for (let round = 0; round < (isOpenRun ? 1 : Number(values.rounds)); ++round) {
  const stage = new Stage({ program: path.resolve(values.program), port: Number(values.port) });
  try {
    const figures = await (isOpenRun ? runOpen : runFlow)(stage, wanted);
    console.log(Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, shown(value)])));
    if (figures.wrong.length) process.exitCode = 1;
  } finally {
    await stage.stop();
  }
}

// The command line.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SOURCE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const BUILT = path.join(SOURCE, 'build/bench');

const KNOWN = {
  program: { type: 'string', default: path.join(BUILT, 'kaskad') },
  tools: { type: 'string', default: path.join(BUILT, 'bench') },
  seconds: { type: 'string', default: '60' },
  rounds: { type: 'string', default: '5' },
  only: { type: 'string', default: '' },
  port: { type: 'string', default: '23600' },
  folder: { type: 'string', default: os.tmpdir() },
  out: { type: 'string', default: '' },
  backlog: { type: 'string', default: '1000000' },
  'half-rate': { type: 'string', default: '' },
  'no-list': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

export const USAGE = `usage: bench/end_to_end [options]
  --only A,B      variants to run, out of those below; all of them if left out
  --seconds N     load of one run (60; a run takes about 25 seconds longer)
  --rounds N      runs of each variant, taking turns; medians are shown (5)
  --program FILE  the gateway (build/bench/kaskad)       --tools FOLDER  the measuring programs (build/bench/bench)
  --port N        first of 10 ports that are used (23600) --folder FOLDER where state is kept, on a real disk (${os.tmpdir()})
  --half-rate N   rate of the half-load variants; half of what this very run has measured if left out
  --backlog N     messages of the backlog variant (1000000)
  --no-list       do not read all messages back over the API after each run (10 to 60 seconds a run)
  --out FILE      all figures as JSON`;

export function readOptions(words) {
  const { values } = parseArgs({ args: words, options: KNOWN });
  const port = Number(values.port);
  const wanted = {
    help: values.help,
    program: path.resolve(values.program),
    tools: path.resolve(values.tools),
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    only: values.only.split(',').filter(Boolean),
    folder: path.resolve(values.folder),
    out: values.out,
    backlog: Number(values.backlog),
    halfRate: Number(values['half-rate']),
    withList: !values['no-list'],
    ports: { http: port, smsc: port + 1, callback: port + 2, admin: port + 3, box: port + 4, postgres: port + 5, smpp: port + 6 },
  };
  for (const file of [wanted.program, path.join(wanted.tools, 'bench_load')])
    if (!wanted.help && !fs.existsSync(file)) throw new Error(`there is no ${file}; see docs/performance.md`);
  return wanted;
}

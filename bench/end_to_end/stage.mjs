// Everything around the gateway in one run: a folder, a sheet in memory, the operator and the callbacks' server. The load
// comes and goes on it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Child } from './child.mjs';

const SHEETS = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

const folders = new Set();

function removeFolder(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

process.on('exit', () => folders.forEach(removeFolder));

function makeFolder(parent) {
  const folder = fs.mkdtempSync(path.join(parent, 'kaskad-bench-'));
  folders.add(folder);
  return folder;
}

export class Stage {
  // `tools`: folder of the measuring programs. `lines`: messages at most.
  constructor({ tools, folder, ports, lines, law = {}, anywhere = false }) {
    Object.assign(this, { tools, ports, lines, law, anywhere });
    this.folder = makeFolder(folder);
    this.sheetFolder = makeFolder(SHEETS);
    this.sheet = path.join(this.sheetFolder, 'sheet');
  }

  tool(name, words) {
    const all = ['--sheet', this.sheet, '--lines', this.lines, ...words];
    return new Child(name, [path.join(this.tools, `bench_${name}`), ...all]);
  }

  startOperator() {
    const { min = 2_000, max = 10_000 } = this.law;
    this.operator = this.tool('smsc_sink', ['--port', this.ports.smsc, '--delay-min', min, '--delay-max', max, ...(this.anywhere ? ['--anywhere'] : [])]);
  }

  startCallbackServer() {
    this.callbackServer = this.tool('callback_sink', ['--port', this.ports.callback]);
  }

  load(words) {
    return this.tool('load', ['--port', this.ports.http, ...words]);
  }

  smppLoad(words) {
    return this.tool('smpp_load', words);
  }

  // What operator and callbacks' server counted.
  async stop() {
    const counts = {};
    for (const name of ['operator', 'callbackServer']) {
      if (!this[name]) continue;
      this[name].process.kill('SIGTERM');
      counts[name] = await this[name].report();
    }
    return counts;
  }

  async remove() {
    for (const child of [this.operator, this.callbackServer]) await child?.stop('SIGKILL');
    removeFolder(this.folder);
    removeFolder(this.sheetFolder);
  }
}

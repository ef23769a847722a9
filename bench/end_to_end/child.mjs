// A program of the run: started, watched, told to stop, its output kept. It dies with us even if we are killed, where the
// kernel can.
import { spawn, spawnSync } from 'node:child_process';

const TIED = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0 ? ['setpriv', '--pdeathsig', 'KILL'] : [];
const LINES_KEPT = 200;
const running = new Set();

process.on('exit', () => running.forEach((child) => child.process.kill('SIGKILL')));

export class Child {
  constructor(name, command, { cwd } = {}) {
    this.name = name;
    this.lines = [];
    const [program, ...words] = [...TIED, ...command.map(String)];
    this.process = spawn(program, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this);
    for (const stream of [this.process.stdout, this.process.stderr]) this.collect(stream);
    this.ended = new Promise((resolve) => {
      this.process.on('error', (error) => this.lines.push(String(error)));
      this.process.on('close', (code, signal) => {
        running.delete(this);
        resolve((this.exit = { code, signal }));
      });
    });
  }

  get pid() {
    return this.process.pid;
  }

  collect(stream) {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      this.lines.push(...lines);
      if (this.lines.length > 2 * LINES_KEPT) this.lines.splice(0, this.lines.length - LINES_KEPT);
    });
    stream.on('end', () => rest && this.lines.push(rest));
  }

  // What it says of itself at the end, as one line of JSON.
  async report() {
    const { code, signal } = await this.ended;
    const line = this.lines.findLast((text) => text.startsWith('{'));
    if (code !== 0 || !line) throw new Error(`${this.name} ended with ${code ?? signal}:\n${this.lines.join('\n')}`);
    return JSON.parse(line);
  }

  async stop(signal = 'SIGTERM', patienceMs = 30_000) {
    if (this.exit) return this.exit;
    this.process.kill(signal);
    const late = setTimeout(() => this.process.kill('SIGKILL'), patienceMs);
    await this.ended;
    clearTimeout(late);
    return this.exit;
  }

  mustRun() {
    if (this.exit) throw new Error(`${this.name} ended with ${JSON.stringify(this.exit)}:\n${this.lines.join('\n')}`);
  }
}

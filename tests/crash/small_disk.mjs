// A disk of its own for the gateway's data, small enough to be filled in a moment. It is mounted in a namespace that
// lives as long as a process which holds it, so it survives the gateway's kills and ends with the run.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fillUp, Hopeless, mounting, until } from './shared.mjs';

const SIZE = '96m';

export class SmallDisk {
  async open({ folder, data }) {
    Object.assign(this, { folder });
    fs.mkdirSync(data);
    const [program, ...words] = [...mounting(`size=${SIZE}`), data, 'sh', '-c', 'echo mounted && exec cat'];
    this.child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    this.child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
    this.child.on('close', (code) => (this.exit = { code }));
    await until('the small disk is mounted', () => {
      if (this.exit) throw new Hopeless(`the mount ended with ${this.exit.code}`);
      return said.includes('mounted');
    });
    this.data = path.join(`/proc/${this.child.pid}/root`, data);
    return this;
  }

  // Words before the program of one who is to see the disk.
  get words() {
    return ['nsenter', '-t', `${this.child.pid}`, '-m', 'sh', '-c', 'cd "$0" && exec "$@"', this.folder];
  }

  get ballast() {
    return path.join(this.data, 'ballast');
  }

  fill() {
    fillUp(this.ballast);
  }

  free() {
    fs.rmSync(this.ballast);
  }

  // The holder ends with its input.
  async dispose() {
    this.child.stdin.end();
    await until('the small disk is gone', () => this.exit);
  }
}

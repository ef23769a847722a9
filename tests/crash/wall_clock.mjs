// The wall clock as the gateway sees it, set forward and back while it runs. The machine's own is never touched: a small
// library, preloaded into the gateway alone, adds to it what stands in a file. Timers, which go by the steady clock, go on.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('wall_clock.c', import.meta.url));
const COMPILERS = ['clang-19', 'clang', 'cc'];
// Receipts tell the date of their submit in whole minutes, and are matched by address within two (engine/receipts.cpp).
const DATED = { from: -100_000, to: 50_000 };
const MOMENT_MS = 5_000; // a submit and its receipt are this near to each other

export class WallClock {
  constructor(now = Date.now) {
    Object.assign(this, { now, steps: [{ since: now(), offset: 0 }] }); // true time, ms
  }

  get offset() {
    return this.steps.at(-1).offset;
  }

  // What the clock shows, and what it would show had it not been set since then.
  get readings() {
    return [...new Set(this.steps.map(({ offset }) => offset))].map((offset) => this.now() + offset);
  }

  // Gives the words before a program's that make this its clock. The folder then holds the library and the offset.
  open(folder) {
    const library = path.join(folder, 'wall_clock.so');
    compile(library);
    const file = path.join(folder, 'wall_clock');
    this.descriptor = fs.openSync(file, 'w+');
    this.write(0);
    return ['env', `LD_PRELOAD=${library}`, `KASKAD_TEST_CLOCK=${file}`];
  }

  set(offset) {
    this.steps.push({ since: this.now(), offset });
    if (this.descriptor !== undefined) this.write(offset);
  }

  write(offset) {
    const octets = Buffer.alloc(8);
    octets.writeBigInt64LE(BigInt(offset));
    fs.writeSync(this.descriptor, octets, 0, 8, 0);
  }

  // When it was that the clock showed this: the first time, if it did so twice.
  trueTime(shown) {
    const ends = [...this.steps.slice(1).map(({ since }) => since), Infinity];
    const index = this.steps.findIndex(({ since, offset }, at) => shown - offset >= since && shown - offset < ends[at]);
    return shown - (index < 0 ? this.offset : this.steps[index].offset);
  }

  // Around that moment a receipt's date said what the gateway's clock did, nearly enough to match by address.
  isDated(moment) {
    const first = Math.max(0, this.steps.findLastIndex(({ since }) => since < moment - MOMENT_MS));
    const near = this.steps.slice(first).filter(({ since }) => since < moment + MOMENT_MS);
    return near.every(({ offset }) => offset >= DATED.from && offset <= DATED.to);
  }

  dispose() {
    if (this.descriptor !== undefined) fs.closeSync(this.descriptor);
    this.descriptor = undefined;
    return Promise.resolve();
  }
}

function compile(library) {
  const words = ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', '-o', library, SOURCE];
  for (const compiler of COMPILERS) {
    const { error, status, stderr } = spawnSync(compiler, words, { encoding: 'utf8' });
    if (error) continue; // not there
    if (status !== 0) throw new Error(`the clock's library cannot be compiled: ${stderr}`);
    return;
  }
  throw new Error(`none of ${COMPILERS.join(', ')} is there to compile the clock's library`);
}

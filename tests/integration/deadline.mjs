// Waits that end: a condition is asked again and again until it holds or its time is over. Nothing here hopes that some
// time is enough.
import { setTimeout as pause } from 'node:timers/promises';

export const PATIENCE_MS = Number(process.env.PATIENCE_MS || 20_000); // a loaded machine with sanitizers is slow

const LOOK_MS = 20;
const LATE_MS = 100; // a timer that comes so late is no standstill yet

// What waiting longer cannot mend.
export class Hopeless extends Error {}

// Gives the first value of `check` that is neither false nor nothing; an error of `check` counts as "not yet".
export async function until(what, check, within = PATIENCE_MS) {
  const end = Date.now() + within;
  let last;
  for (;;) {
    try {
      const value = await check();
      if (value) return value;
      last = value;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      last = error.message;
    }
    if (Date.now() >= end) throw new Error(`not within ${within} ms: ${what} (at last: ${JSON.stringify(last)})`);
    await pause(20);
  }
}

// For what must not happen: gives back after `period` when `check` stayed true all the while.
export async function throughout(what, period, check) {
  const end = Date.now() + period;
  while (Date.now() < end) {
    if (!(await check())) throw new Error(`did not hold for ${period} ms: ${what}`);
    await pause(20);
  }
}

// How long the whole machine stood still so far, ms: no timer of ours ran either. What must be quick is measured without
// that time.
export class Standstill {
  #last = performance.now();
  #total = 0;

  constructor() {
    setInterval(() => this.ms, LOOK_MS).unref();
  }

  get ms() {
    const now = performance.now();
    this.#total += Math.max(0, now - this.#last - LATE_MS);
    this.#last = now;
    return this.#total;
  }
}

export { pause };

// Waits that end: a condition is asked again and again until it holds or its time is over. Nothing here hopes that some
// time is enough.
import { setTimeout as pause } from 'node:timers/promises';

export const PATIENCE_MS = Number(process.env.PATIENCE_MS || 20_000); // a loaded machine with sanitizers is slow

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

export { pause };

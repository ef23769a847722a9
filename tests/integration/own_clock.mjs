// A gateway whose wall clock is a test's own: set before its start or while it runs (tests/crash/wall_clock.mjs).
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WallClock } from '../crash/wall_clock.mjs';

// `wrap`: the words before the program's.
export function openClock(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kaskad-clock-'));
  const clock = new WallClock();
  t.after(async () => {
    await clock.dispose();
    fs.rmSync(folder, { recursive: true });
  });
  return Object.assign(clock, { wrap: clock.open(folder) });
}

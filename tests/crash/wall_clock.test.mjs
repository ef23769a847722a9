// The false clock: what it showed when, and that a program which it is given to sees it, and goes on by the true one
// otherwise.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { WallClock } from './wall_clock.mjs';

const HOUR = 3_600_000;

// [[true time, offset], ...], asked at `now`.
function clockWith(steps, now = 1_000_000) {
  let time = 0;
  const clock = new WallClock(() => time);
  for (const [at, offset] of steps) {
    time = at;
    clock.set(offset);
  }
  time = now;
  return clock;
}

test('a clock that was never set tells the truth', () => {
  const clock = clockWith([]);
  assert.equal(clock.trueTime(500), 500);
  assert.equal(clock.isDated(500), true);
  assert.deepEqual(clock.readings, [1_000_000]);
});

test('what it showed tells when that was', () => {
  const clock = clockWith([[100_000, HOUR], [200_000, -HOUR], [300_000, 0]]);
  assert.equal(clock.trueTime(50_000), 50_000);
  assert.equal(clock.trueTime(150_000 + HOUR), 150_000);
  assert.equal(clock.trueTime(250_000 - HOUR), 250_000);
  assert.equal(clock.trueTime(350_000), 350_000);
  assert.deepEqual(clock.readings, [1_000_000, 1_000_000 + HOUR, 1_000_000 - HOUR]);
});

test('what it showed twice was the first time', () => {
  const clock = clockWith([[100_000, -30_000]]);
  assert.equal(clock.trueTime(90_000), 90_000, 'shown at 90 s, and again at 120 s');
});

test('dates of receipts hold but near a time at which it was wrong by more than two minutes', () => {
  const clock = clockWith([[100_000, HOUR], [200_000, 20_000], [300_000, -HOUR]]);
  for (const moment of [0, 90_000, 220_000, 290_000]) assert.equal(clock.isDated(moment), true, `${moment}`);
  for (const moment of [96_000, 101_000, 150_000, 203_000, 296_000, 400_000]) assert.equal(clock.isDated(moment), false, `${moment}`);
});

const SHOW = `const steady = performance.now(); process.stdin.on('data', () => console.log(JSON.stringify({ wall: Date.now(), steady: performance.now() - steady })));`;

test('a program sees it set forward and back while it runs, and its timers do not', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kaskad-clock-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const clock = new WallClock();
  const [program, ...words] = [...clock.open(folder), process.execPath, '-e', SHOW];
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  t.after(() => clock.dispose());
  for (const offset of [0, 30 * HOUR + 700, -1_700, -2 * HOUR, 0]) {
    clock.set(offset);
    child.stdin.write('?');
    const { wall, steady } = JSON.parse(await new Promise((resolve) => child.stdout.once('data', resolve)));
    assert.ok(Math.abs(wall - Date.now() - offset) < 500, `${offset}: ${wall - Date.now()}`);
    assert.ok(steady >= 0 && steady < 60_000, `${steady}`);
  }
});

test('what is not given to a program does not change its clock', () => {
  new WallClock().set(HOUR);
  const shown = Number(spawnSync('date', ['+%s'], { encoding: 'utf8' }).stdout) * 1_000;
  assert.ok(Math.abs(shown - Date.now()) < 5_000);
});

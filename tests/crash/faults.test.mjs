// The faults themselves: each does what it is there for, and a run in which one never hit says so.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { halt } from './halt.mjs';
import { missedBy, sum } from './hits.mjs';
import { canMount } from './shared.mjs';
import { SmallDisk } from './small_disk.mjs';

test('hits are added up, whatever the rounds hit', () => {
  assert.deepEqual(sum(sum({}, { cuts: 1, lost: 0 }), { cuts: 2, kills: 1 }), { cuts: 3, lost: 0, kills: 1 });
});

test('a figure that must not be 0 and is, or is missing, is a violation', () => {
  const scenario = { name: 'link-cut', mustHit: ['cuts', 'lost', 'kills'] };
  assert.deepEqual(missedBy(scenario, { cuts: 1, lost: 2, kills: 1 }), []);
  assert.deepEqual(missedBy(scenario, { cuts: 1, lost: 0 }), [
    'scenario link-cut shows nothing: lost is 0',
    'scenario link-cut shows nothing: kills is undefined',
  ]);
});

const TICKS = `setInterval(() => process.stdout.write('.'), 10)`;

test('a halted process does nothing for so long, and goes on', async (t) => {
  const child = spawn(process.execPath, ['-e', TICKS], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const tick = () => new Promise((resolve) => child.stdout.once('data', resolve));
  await tick();
  let ticks = 0;
  child.stdout.on('data', (text) => (ticks += text.length));
  const period = await halt(child, 500);
  assert.ok(period >= 499, `${period}`);
  assert.ok(ticks < 25, `${ticks} ticks while it was halted`);
  await tick();
});

test('a halt of what has ended fails', async () => {
  const child = spawn('true');
  await new Promise((resolve) => child.on('close', resolve));
  await assert.rejects(halt(child, 1));
});

test('a small disk is full when it is filled, has room when it is freed, and is gone at its end', { skip: !canMount }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kaskad-disk-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const data = path.join(folder, 'data');
  const disk = await new SmallDisk().open({ folder, data });
  const [program, ...words] = [...disk.words, 'sh', '-c', 'echo something to write >> data/file'];
  const write = () => spawnSync(program, words, { encoding: 'utf8' });
  assert.equal(write().status, 0);
  disk.fill();
  assert.match(spawnSync(program, [...words.slice(0, -1), 'head -c 65536 /dev/zero >> data/file'], { encoding: 'utf8' }).stderr, /No space left/);
  disk.free();
  assert.equal(write().status, 0);
  assert.ok(fs.existsSync(path.join(disk.data, 'file')));
  await disk.dispose();
  assert.deepEqual(fs.readdirSync(data), [], 'nothing of it is in the folder below');
});

// The books, proved from outside while the gateway runs and when it is gone.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';

const TO = '+4915123456789';
const ports = new PortRange(26850, 30);

const ledger = (scene, ...words) => runProgram(['ledger', ...words, '--config', scene.gateway.file], { cwd: scene.gateway.folder });

test('the books of a running gateway are read anew and are right, and a posting of it is proved', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  for (let i = 0; i < 5; ++i) await scene.message((await scene.shop.send({ to: TO, text: `n ${i}` })).id);
  const right = /^The books are right: (\d+) postings .* 5 messages/m;
  const verified = await until('all messages are in the books', () => {
    const run = ledger(scene, 'verify', '--roots');
    return right.test(run.output) && run;
  });
  assert.equal(verified.status, 0);
  const [, root] = /^\d{4}-\d\d-\d\d ([0-9a-f]{64}) \d+$/m.exec(verified.output);

  const proof = ledger(scene, 'prove', '--posting', '2');
  assert.equal(proof.status, 0);
  const told = JSON.parse(proof.output);
  assert.deepEqual([told.posting, told.root], [2, root]);
  const file = path.join(scene.gateway.folder, 'proof.json');
  fs.writeFileSync(file, proof.output);
  assert.match(runProgram(['ledger', 'check', file]).output, new RegExp(`in the tree with the root ${root}`));
  fs.writeFileSync(file, proof.output.replace('"octets":"01', '"octets":"00'));
  assert.equal(runProgram(['ledger', 'check', file]).status, 1);

  const nextDay = new Date(Date.parse(told.day) + 86_400_000).toISOString().slice(0, 10);
  const rootsOf = async (client, address) => (await client.get(`${address}?from=${told.day}&to=${nextDay}`)).json.roots;
  const [seen] = await rootsOf(scene.owner, '/v1/admin/ledger/roots');
  assert.deepEqual([seen.day, seen.root, seen.postings], [told.day, root, told.postings_of_day]);
  assert.deepEqual(await rootsOf(scene.shop, '/v1/ledger/roots'), [], 'the day is not over');

  await scene.gateway.stop();
  assert.match(ledger(scene, 'verify').output, right);
  assert.match(ledger(scene, 'roots', '--from', told.day).output, new RegExp(`^${told.day} ${root} ${told.postings_of_day} 1 ${told.postings_of_day}$`, 'm'));
  assert.equal(ledger(scene, 'roots', '--to', '2025-01-01').output, '');
  assert.equal(ledger(scene, 'roots', '--to', 'today').status, 2);
  assert.deepEqual([ledger(scene, 'prove', '--posting', '9999').status, ledger(scene, 'prove', '--posting', '0').status], [1, 2]);
});

test('messages are dropped neither beside a running gateway nor of a month that is open', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  await scene.message((await scene.shop.send({ to: TO, text: 'stays' })).id);
  const store = (...words) => runProgram(['store', ...words, '--config', scene.gateway.file], { cwd: scene.gateway.folder });
  const running = store('drop', '--before', '2027-01', '--yes');
  assert.equal(running.status, 1);
  assert.match(running.output, /in use by another process/);
  await scene.gateway.stop();
  const open = store('drop', '--before', '2027-01', '--yes');
  assert.equal(open.status, 1);
  assert.match(open.output, /the month before 2027-01 is not closed/);
  assert.deepEqual([store('sealed').status, store('sealed').output], [0, '']);
  assert.match(ledger(scene, 'verify').output, /1 messages charged as booked/);
});

test('a statement adds up, and so does its CSV', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ 'receipt-fails-to': '9' }] });
  await scene.linked();
  for (let i = 0; i < 3; ++i) await scene.message((await scene.shop.send({ to: TO, text: `n ${i}` })).id);
  await scene.message((await scene.shop.send({ to: '+79161234567', text: 'x'.repeat(200) })).id);
  const { balance } = await scene.shop.balance();
  await scene.gateway.stop();
  const of = (client, ...words) => runProgram(['statement', '--config', scene.gateway.file, '--client', client, ...words], { cwd: scene.gateway.folder });
  const statement = (...words) => of('shop', ...words);
  const days = ['--from', '2026-01-01', '--to', '2100-01-01'];

  const told = JSON.parse(statement(...days, '--json').output);
  assert.deepEqual([told.opening, told.closing], ['0', balance]);
  assert.deepEqual(told.bookings.map(({ why, amount }) => [why, amount]), [['topup', '100']]);
  assert.deepEqual(
    told.usage.map(({ country, network, items, parts, charged }) => [country, network, items, parts, charged]),
    [['DE', '26201', 3, 3, '0.1035'], ['RU', '25001', 1, 2, '0.069']],
  );
  const rows = statement(...days, '--csv').output.trim().split('\n').slice(1);
  const amounts = rows.map((row) => Number(row.split(',').at(-2)));
  assert.ok(Math.abs(amounts.slice(0, -1).reduce((sum, each) => sum + each) - amounts.at(-1)) < 1e-9, 'all but the last make the last');
  assert.match(statement(...days, '--zone', 'Europe/Berlin').output, /usage: 4 items, 5 parts +-0\.1725\nclosing balance +99\.8275/);

  assert.deepEqual(JSON.parse(statement('--from', '2025-01-01', '--to', '2025-02-01', '--json').output).usage, []);
  for (const [words, code, why] of [
    [['--from', '2026-13-01', '--to', '2026-12-01'], 2, /--from: '2026-13-01' is no day/],
    [['--from', '2026-11-01', '--to', '2026-11-01'], 2, /--to: a day behind/],
    [[...days, '--zone', 'Mars/Phobos'], 2, /--zone/],
  ]) {
    const { status, output } = statement(...words);
    assert.equal(status, code, output);
    assert.match(output, why);
  }
  assert.match(of('nobody', ...days).output, /no client 'nobody'/);
});

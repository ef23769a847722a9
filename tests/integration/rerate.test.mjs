// Prices that were wrong are put right afterwards: one correction, agreed to by a second person, and never twice.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { money } from './api_client.mjs';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { OPERATOR_KEY } from './settings.mjs';

const SECOND_KEY = 'second-operator-key-of-the-integration-tests';
const ports = new PortRange(44000, 100);
const day = (ms) => new Date(ms).toISOString().slice(0, 10);
const TODAY = day(Date.now());
const AFTER_TOMORROW = day(Date.now() + 2 * 86_400_000);

test('what was charged too much is given back once, with a line for each message', async (t) => {
  const scene = await Scene.open(t, ports, {
    change: (settings) => {
      settings.client.push({ name: 'second', currency: 'EUR', key: [{ name: 'main', key: SECOND_KEY, operator_scope: true }] });
    },
  });
  await scene.linked();
  const sent = [];
  for (let i = 0; i < 3; ++i) sent.push(await scene.shop.send({ to: '+4915123456789', text: 'x'.repeat(i ? 20 : 200) }));
  for (const { id } of sent) await scene.message(id);
  const charged = sent.reduce((sum, { price }) => sum + money(price.amount), 0n);
  const parts = 4n; // 2, 1 and 1

  const sheet = path.join(scene.gateway.folder, 'right.csv');
  const lines = path.join(scene.gateway.folder, 'differences.csv');
  fs.writeFileSync(sheet, 'MCCMNC,PriceSubmit,Currency\n[DEFAULT],0.01,EUR\n');
  const rerate = (...words) =>
    runProgram(
      ['rerate', '--config', scene.gateway.file, '--client', 'shop', '--prices', sheet, '--url', `http://127.0.0.1:${scene.gateway.port}`, '--operator-key', OPERATOR_KEY, ...words],
      { cwd: scene.gateway.folder },
    );
  const days = ['--from', TODAY, '--to', AFTER_TOMORROW];
  const balance = async () => money((await scene.owner.get('/v1/admin/clients/shop')).json.balance);
  const before = await balance();

  const dry = await until('the database has all three', () => {
    const run = rerate(...days, '--dry-run', '--output', lines);
    assert.equal(run.status, 0, run.output);
    return run.output.startsWith('3 messages charged, 3 of them otherwise') && run;
  });
  assert.match(dry.output, /nothing was booked/);
  assert.equal(fs.readFileSync(lines, 'utf8').trim().split('\r\n').length, 4);
  assert.equal(await balance(), before);

  const ordered = rerate(...days);
  assert.equal(ordered.status, 0, ordered.output);
  const id = /order (\d+) waits for a second person/.exec(ordered.output)[1];
  assert.equal(await balance(), before);
  const second = scene.gateway.client(SECOND_KEY);
  assert.equal((await scene.owner.request('POST', `/v1/admin/ledger/orders/${id}/approve`, { body: {} })).status, 403);
  assert.equal((await second.request('POST', `/v1/admin/ledger/orders/${id}/approve`, { body: {} })).status, 200);
  const given = charged - parts * money('0.01');
  assert.equal((await balance()) - before, given);

  const again = rerate(...days);
  assert.equal(again.status, 0, again.output);
  assert.match(again.output, new RegExp(`order ${id} was made for it before: booked`));
  const overlapping = await until('the database has the order', () => {
    const run = rerate('--from', TODAY, '--to', day(Date.now() + 86_400_000), '--dry-run'); // before that it would order
    return run.status === 1 && run;
  });
  assert.match(overlapping.output, /has corrected some of these days before/);
  assert.equal((await balance()) - before, given);

  fs.writeFileSync(sheet, 'MCCMNC,PriceSubmit,Currency\n[DEFAULT],cheap,EUR\n');
  const bad = rerate(...days);
  assert.equal(bad.status, 1);
  assert.match(bad.output, /right\.csv:2/);
  assert.match(rerate('--from', TODAY, '--to', TODAY).output, /a day behind --from/);
});

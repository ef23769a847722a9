// The books, proved from outside while the gateway runs and when it is gone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { money } from './api_client.mjs';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { openClock } from './own_clock.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { BUY_PRICE, INVOICING, makeContract, OPERATOR_KEY, SELL_PRICE } from './settings.mjs';

const TO = '+4915123456789';
const ports = new PortRange(26850, 30);

// Somebody writes another sum into the seals.
function touch(scene, was, is) {
  const words = `UPDATE seal SET totals = replace(totals, '${was}', '${is}')`;
  execFileSync('python3', ['-c', 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); db.commit()', path.join(scene.gateway.data, 'kaskad.db'), words]);
}

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

// The month before this one, in UTC.
const dayIn = (monthsAgo, day) => new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - monthsAgo, day)).toISOString().slice(0, 10);
const monthOf = (day) => day.slice(0, 7);
const LAST = monthOf(dayIn(1, 1));
const DAYS = ['--from', dayIn(1, 1), '--to', dayIn(0, 1)];

// All that is read of the last month, each by its own words.
class LastMonth {
  constructor(scene, message) {
    Object.assign(this, { scene, message });
  }

  run(...words) {
    const { gateway } = this.scene;
    return runProgram([...words, '--config', gateway.file], { cwd: gateway.folder });
  }

  bill(...words) {
    return this.run('bill', LAST, ...words, '--url', `http://127.0.0.1:${this.scene.gateway.port}`, '--operator-key', OPERATOR_KEY);
  }

  // The sums of a statement, and what it says of networks.
  statement() {
    const { output } = this.run('statement', '--client', 'shop', ...DAYS, '--json');
    const { usage, ...sums } = JSON.parse(output.slice(0, output.lastIndexOf('}') + 1));
    const charged = usage.reduce((sum, each) => sum + money(each.charged), 0n);
    return { sums, charged, networks: usage.map(({ country, network, items, parts }) => [country, network, items, parts]), said: /were dropped/.test(output) };
  }

  async invoice() {
    const pdf = path.join(this.scene.gateway.folder, 'invoice.pdf');
    fs.rmSync(pdf, { force: true });
    await until('the database has the invoice', () => this.run('invoice', 'pdf', 'main', '1', '--output', pdf).status === 0);
    const { text } = await this.scene.owner.get('/v1/admin/invoices?client=shop');
    return { text, csv: this.run('invoice', 'csv', 'main', '1').output, pdf: fs.readFileSync(pdf, 'latin1'), billed: this.bill().output };
  }

  async stats(from, to) {
    const { total, dropped_before } = (await this.scene.shop.get(`/v1/stats?from=${from}&to=${to}`)).json;
    return [total.accepted, total.parts, dropped_before];
  }
}

// Three messages of the last month, four parts and one failure, invoiced and closed; and one of today.
async function closeLastMonth(t) {
  const clock = openClock(t);
  clock.set(Date.parse(`${dayIn(1, 10)}T12:00:00Z`) - Date.now());
  const scene = await Scene.open(t, ports, {
    operators: [{ 'receipt-fails-to': '8' }],
    wrap: clock.wrap,
    change: (settings) => Object.assign(settings, INVOICING),
  });
  await scene.linked();
  const texts = [{ to: TO, text: 'one' }, { to: TO, text: 'x'.repeat(200) }, { to: '+79161234568', text: 'fails' }];
  const sent = [];
  for (const each of texts) sent.push(await scene.message((await scene.shop.send(each)).id));
  assert.deepEqual(sent.map(({ state }) => state), ['delivered', 'delivered', 'failed']);
  await scene.gateway.stop();
  clock.set(0);
  await scene.gateway.start();
  await scene.linked();
  const today = await scene.message((await scene.shop.send({ to: TO, text: 'stays' })).id);
  const month = new LastMonth(scene, sent[0].id);
  assert.equal((await scene.owner.request('PUT', '/v1/admin/contracts/shop', { body: makeContract() })).status, 201);
  await until('it is invoiced', () => month.bill().output.includes('RE-0001'));
  await until('it is closed', async () => (await scene.owner.request('POST', '/v1/admin/periods', { body: { month: LAST } })).json.closed);
  return { scene, month, today };
}

test('of a month that was dropped the books, its statement and its invoice stay', async (t) => {
  const { scene, month, today } = await closeLastMonth(t);
  const before = { statement: month.statement(), invoice: await month.invoice() };
  assert.equal(before.statement.charged, 4n * money(SELL_PRICE));
  assert.deepEqual(before.statement.networks, [['DE', '26201', 2, 3], ['RU', '25001', 1, 1]]);
  assert.deepEqual(await month.stats(dayIn(1, 1), dayIn(0, 1)), [3, 4, null]);

  await scene.gateway.stop();
  const drop = (...words) => month.run('store', 'drop', '--before', monthOf(dayIn(0, 1)), ...words);
  const dry = drop('--dry-run');
  assert.match(dry.output, /The books are right. 3 messages accepted before .* would go/);
  assert.match(month.run('explain', month.message).output, /Attempt 1 over alpha: delivered/, 'a dry run drops nothing');
  const dropped = drop('--yes');
  assert.equal(dropped.status, 0, dropped.output);

  const sealed = month.run('store', 'sealed').output;
  const day = dayIn(1, 10);
  assert.deepEqual(sealed.trim().split(/\r?\n/).slice(1), [
    `${day},client:1,25001,failed,1,1,${SELL_PRICE},EUR`,
    `${day},client:1,26201,delivered,2,3,0.1035,EUR`,
    `${day},payable:1,25001,failed,1,1,${BUY_PRICE},EUR`,
    `${day},payable:1,26201,delivered,2,3,0.0369,EUR`,
  ]);
  assert.match(ledger(scene, 'verify').output, /^The books are right: .* 1 messages charged as booked/m);
  touch(scene, '0.1035', '0.1036');
  const touched = ledger(scene, 'verify');
  assert.deepEqual([touched.status, /seal 1: what is kept of dropped messages is not what was sealed/.test(touched.output)], [1, true], touched.output);
  touch(scene, '0.1036', '0.1035');

  await scene.gateway.start();
  await scene.linked();
  const after = { statement: month.statement(), invoice: await month.invoice() };
  assert.deepEqual(after.statement, { ...before.statement, networks: [['', '', 3, 3]], said: true });
  assert.deepEqual(after.invoice, before.invoice);
  assert.match(month.run('usage', '--client', 'shop', ...DAYS).output, /were dropped.*\n0 messages/);
  const end = new RegExp(`no message ${month.message} in the database: messages accepted before ${day}T12:.*Z were dropped`);
  assert.match(month.run('explain', month.message).output, end);
  assert.equal((await scene.shop.get(`/v1/messages/${month.message}`)).status, 404);
  const [accepted, parts, until_] = await month.stats(dayIn(1, 1), dayIn(0, 1));
  assert.deepEqual([accepted, parts, until_.slice(0, 13)], [0, 0, `${day}T12`]);
  assert.deepEqual(await month.stats(dayIn(0, 1), dayIn(-1, 1)), [1, 1, null], 'of this month nothing was dropped');
  assert.equal((await scene.shop.message(today.id)).state, 'delivered');
  await scene.message((await scene.shop.send({ to: TO, text: 'goes on' })).id);
  await until('the books are right', () => /^The books are right: .* 2 messages/m.test(ledger(scene, 'verify').output));
});

// An invoice made of the sums alone had other lines, one part a message, and another rounding: 0.17 instead of 0.15.
test('a month that was dropped is not invoiced anew', async (t) => {
  const { scene, month } = await closeLastMonth(t);
  await scene.gateway.stop();
  assert.equal(month.run('store', 'drop', '--before', monthOf(dayIn(0, 1)), '--yes').status, 0);
  await scene.gateway.start();
  assert.equal((await scene.owner.request('POST', '/v1/admin/invoices/main/1/take-back', { body: {} })).status, 201);
  await until('the database has it', () => !month.bill('--dry-run').output.includes('RE-0001'));
  for (const words of [['--dry-run'], []]) {
    const { status, output } = month.bill(...words);
    assert.equal(status, 1, output);
    assert.match(output, /shop: 3 of its messages were dropped since/);
  }
  const { invoices } = (await scene.owner.get('/v1/admin/invoices?client=shop')).json;
  assert.deepEqual(invoices.map(({ printed_number, kind }) => [printed_number, kind]), [['RE-0002', 'credit_note'], ['RE-0001', 'invoice']]);
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

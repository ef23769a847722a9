// `kaskad payments`, `contract` and `period` as programs, beside a desk that stands for the gateway: what they ask of it,
// what they print, and how they end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BillingDesk } from './billing_desk.mjs';
import { PROGRAM } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';

const ports = new PortRange(43300, 50);
const DATA = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../data/payments');
const german = path.join(DATA, 'camt053_02.xml');
const russian = path.join(DATA, 'exchange_windows.txt');

const invoice = (number, gross, more = {}) => ({ seller: 'main', number, prefix: 'RE-2026-', client: 'kiosk', currency: 'EUR', gross, paid: 0, tax_number: 'DE1', ...more });

async function open(t, invoices = []) {
  const desk = await new BillingDesk(await ports.next()).start();
  desk.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kaskad-test-'));
  t.after(async () => {
    await desk.dispose();
    fs.rmSync(desk.folder, { recursive: true, force: true });
  });
  desk.invoices = invoices;
  return desk;
}

// Runs the program to its end: {status, output}. `input`: what is typed; `started`: gets the process.
function run(desk, words, input = '', started = () => {}) {
  const child = spawn(PROGRAM, [...words, '--url', desk.url, '--operator-key', 'desk-key'], { cwd: desk.folder });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  child.stdin.end(input);
  started(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}

const importFiles = (desk, ...words) => run(desk, ['payments', 'import', ...words]);
const keep = (desk, name, text) => fs.writeFileSync(path.join(desk.folder, name), text);

const roubles = (number, gross, tax_number) => invoice(number, gross, { prefix: 'СЧ-', currency: 'RUB', client: 'romashka', tax_number });

test('what came in is booked once, by number and by tax number', async (t) => {
  const desk = await open(t, [roubles(7, 150_000, '1'), roubles(8, 200_000, '7802345678')]);
  const first = await importFiles(desk, russian);
  assert.match(first.output, /2 payments: 2 booked\n/);
  assert.match(first.output, /1500 RUB .*СЧ-0007 of romashka\n/);
  assert.equal(first.status, 0, first.output);
  assert.deepEqual(desk.orders.map(({ reference, amount, for_day, invoice, kind }) => [reference, amount, for_day, invoice.number, kind]), [
    ['bank/40702810900000000001/2026-11-27/512/40702810100000000077', '1500', '2026-11-28', 7, 'payment'],
    ['bank/40702810900000000001/2026-11-28/9/40702810200000000088', '2000', '2026-11-28', 8, 'payment'],
  ]);

  // Their invoices are paid, so they are known by their orders alone.
  const again = await importFiles(desk, russian, path.join(DATA, 'exchange_utf8.txt'));
  assert.match(again.output, /2 stand twice and count once\n2 payments: 2 known\n/);
  assert.equal(again.status, 0, again.output);
  assert.equal(desk.changes.length, 2);
});

test('a dry run books nothing and says what would be', async (t) => {
  const desk = await open(t, [roubles(7, 150_000, '1')]);
  const told = await importFiles(desk, russian, '--dry-run');
  assert.match(told.output, /booked +СЧ-0007 of romashka\n/);
  assert.match(told.output, /2 payments: 1 booked, 1 unmatched; nothing was booked, this is what would be\n/);
  assert.equal(told.status, 1);
  assert.deepEqual(desk.changes, []);
});

test('what a person must look at is told, and kept as CSV', async (t) => {
  const desk = await open(t, [invoice(12, 11_900), invoice(13, 10_000)]);
  desk.approveAbove = 10_000;
  const told = await importFiles(desk, german, '--output', 'open.csv');
  assert.match(told.output, /119 EUR Kiosk GmbH +waiting +RE-2026-0012 of kiosk; order 1\n/);
  assert.match(told.output, /80 EUR Corner & Sons +booked +RE-2026-0013 of kiosk; 20 EUR stays open\n/);
  assert.match(told.output, /120 EUR Stall KG +unmatched it names RE-2026-0014, which is not open\n/);
  assert.match(told.output, /1 entries are announced/);
  assert.match(told.output, /4 payments: 1 booked, 1 waiting, 1 unmatched, 1 reversed\n/);
  assert.equal(told.status, 1);
  const lines = fs.readFileSync(path.join(desk.folder, 'open.csv'), 'utf8').split('\r\n');
  assert.equal(lines.length, 4); // a heading, two, and the end
  assert.match(lines[1], /camt053_02.xml:\d+,2026-11-27,35.5,EUR,.*,reversed,/);
  assert.match(lines[2], /,120,EUR,Stall KG,,RE-2026-0014,DE89370400440532013000\/2026-11-27\/2026112700003\/2,unmatched,/);
});

test('a file with one fault stops all files before anything is booked', async (t) => {
  const desk = await open(t, [invoice(12, 11_900), roubles(7, 150_000, '1')]);
  const text = fs.readFileSync(german, 'utf8');
  keep(desk, 'bad.xml', text.replace('404.50', '404.51'));
  keep(desk, 'laughs.xml', fs.readFileSync(path.join(DATA, 'billion_laughs.xml')));
  const told = await importFiles(desk, russian, 'bad.xml', 'laughs.xml', 'missing.xml');
  assert.match(told.output, /bad.xml, line 32, .*Sum: says 404.51, the entries come to 404.5/);
  assert.match(told.output, /laughs.xml, line \d+: declares types/);
  assert.match(told.output, /cannot read missing.xml/);
  assert.match(told.output, /nothing was imported\n$/);
  assert.equal(told.status, 1);
  assert.deepEqual(desk.asked, []);
});

test('an import that broke off in the middle of a payment is ended by the next', async (t) => {
  const desk = await open(t, [invoice(12, 5_000), invoice(11, 6_900)]);
  const text = fs.readFileSync(german, 'utf8').replace('Rechnung RE-2026-0012', 'RE-2026-0011 RE-2026-0012');
  keep(desk, 'both.xml', text);
  desk.refuse = ({ reference }) => (reference.endsWith('0012') || reference.endsWith('0011')) && desk.orders.length === 1 && { status: 503, code: 'overloaded' };
  const first = await importFiles(desk, 'both.xml');
  assert.match(first.output, /failed +RE-2026-001\d: .*overloaded/);
  assert.equal(first.status, 1);
  desk.refuse = () => undefined;
  const second = await importFiles(desk, 'both.xml');
  assert.match(second.output, /119 EUR Kiosk GmbH +booked +RE-2026-001\d of kiosk\n/);
  assert.deepEqual(desk.orders.map(({ reference }) => reference.slice(-12)).sort(), ['RE-2026-0011', 'RE-2026-0012']);
  assert.ok(desk.invoices.every(({ gross, paid }) => gross === paid));
  const third = await importFiles(desk, 'both.xml');
  assert.match(third.output, /119 EUR Kiosk GmbH +known/);
});

test('after Ctrl-C the order under way is told, and the next import ends the rest', async (t) => {
  const desk = await open(t, [roubles(7, 150_000, '1'), roubles(8, 200_000, '7802345678')]);
  let child;
  desk.refuse = () => void child.kill('SIGINT');
  const broken = await run(desk, ['payments', 'import', russian], '', (started) => (child = started));
  assert.match(broken.output, /broken off; start it again/);
  assert.match(broken.output, /booked +СЧ-0007 of romashka\n1 payments: 1 booked\n/);
  assert.equal(broken.status, 1);
  desk.refuse = () => undefined;
  const rest = await importFiles(desk, russian);
  assert.match(rest.output, /2 payments: 1 booked, 1 known\n/);
  assert.equal(rest.status, 0, rest.output);
});

test('a payment without a reference of the bank is never booked', async (t) => {
  const desk = await open(t, [invoice(12, 11_900)]);
  keep(desk, 'nameless.xml', fs.readFileSync(german, 'utf8').replace('>2026112700001<', '>NONREF<'));
  const told = await importFiles(desk, 'nameless.xml');
  assert.match(told.output, /119 EUR Kiosk GmbH +unmatched the bank gives it no reference/);
  assert.deepEqual(desk.changes, []);
});

test('orders are read as far back as the oldest payment, over all pages', async (t) => {
  const desk = await open(t, [roubles(7, 150_000, '1'), roubles(8, 200_000, '7802345678')]);
  const pages = () => desk.asked.filter((line) => line.startsWith('GET /v1/admin/ledger/orders')).length;
  const others = (count, asked_at) => Array.from({ length: count }, () => desk.orders.push({ id: desk.orders.length + 1, reference: 'ticket', amount: '1', asked_at }));
  others(10, '2026-11-26T23:59:59.999Z');
  await importFiles(desk, russian);
  // Arrived on the 28th: what was asked for before the 27th is nothing of it.
  assert.equal(pages(), 1);
  others(5, '2026-11-27T00:00:00.000Z');
  desk.asked = [];
  assert.match((await importFiles(desk, russian)).output, /2 payments: 2 known\n/);
  assert.equal(pages(), 4); // 5 and 2 at two a page, and the page that begins with an older one
});

test('more open invoices than fit one answer are asked for client by client', async (t) => {
  const desk = await open(t, [roubles(7, 150_000, '1'), invoice(1, 100), roubles(8, 200_000, '7802345678')]);
  desk.pageMax = 2;
  desk.clients = ['kiosk', 'romashka'];
  assert.equal((await importFiles(desk, russian)).status, 0);
  desk.pageMax = 1;
  desk.invoices.forEach((each) => (each.paid = 0));
  const told = await importFiles(desk, russian);
  assert.match(told.output, /romashka has more than 1000 open invoices/);
  assert.equal(told.status, 1);
});

test('a contract is agreed after its changes were shown', async (t) => {
  const desk = await open(t);
  const words = ['contract', 'set', 'kiosk', 'kiosk.json'];
  keep(desk, 'kiosk.json', JSON.stringify({ seller: 'main', payment_days: 30, fees: [{ name: 'bind', amount: '10', from: '2026-11-01' }] }));
  const shown = await run(desk, [...words, '--dry-run']);
  assert.deepEqual(shown.output.split('\n').sort(), ['', 'fees[0].amount: new: "10"', 'fees[0].from: new: "2026-11-01"', 'fees[0].name: new: "bind"', 'payment_days: new: 30', 'seller: new: "main"', 'steps: new: []']);
  assert.deepEqual(desk.changes, []);
  const refused = await run(desk, words, 'n\n');
  assert.match(refused.output, /Agree this with kiosk\? \[y\/N\] .*nothing was changed/s);
  assert.equal(refused.status, 1);
  assert.equal((await run(desk, words, 'y\n')).status, 0);

  // As it is printed it can be set again.
  const printed = await run(desk, ['contract', 'show', 'kiosk']);
  assert.equal(JSON.parse(printed.output).payment_days, 30);
  keep(desk, 'kiosk.json', printed.output.replace('30', '10'));
  const changed = await run(desk, [...words, '--yes']);
  assert.equal(changed.output, 'payment_days: 30 -> 10\nversion 2 of the contract with kiosk holds\n');
  // Made from version 1, which holds no more.
  const outdated = await run(desk, [...words, '--yes']);
  assert.match(outdated.output, /409 .*outdated/);
  assert.equal(outdated.status, 1);
  const other = await run(desk, ['contract', 'set', 'stall', 'kiosk.json', '--yes']);
  assert.match(other.output, /kiosk.json is the contract with kiosk, not with stall/);
  keep(desk, 'kiosk.json', (await run(desk, ['contract', 'show', 'kiosk'])).output);
  assert.equal((await run(desk, words)).output, 'nothing changes\n');
  // What the file leaves out is not agreed any more.
  keep(desk, 'kiosk.json', JSON.stringify({ seller: 'main', payment_days: 10 }));
  assert.match((await run(desk, [...words, '--dry-run'])).output, /^fees\[0\].name: gone: "bind"$/m);
});

test('a month is closed when nothing is missing', async (t) => {
  const desk = await open(t);
  desk.missing = ['invoice kiosk for 2026-11'];
  const words = ['period', 'close', '2026-11'];
  const missing = await run(desk, [...words, '--yes']);
  assert.match(missing.output, /\[ \] invoice kiosk for 2026-11\n/);
  assert.equal(missing.status, 1);
  assert.equal((await run(desk, [...words, '--nothing-for', 'stall,kiosk', '--dry-run'])).status, 0);
  assert.equal((await run(desk, words, 'n\n')).status, 1);
  assert.deepEqual(desk.changes, []);
  const closed = await run(desk, words, 'y\n');
  assert.match(closed.output, /2026-11 is closed\n/);
  assert.equal(closed.status, 0);
  assert.equal((await run(desk, ['period', 'close', '2026-13'])).status, 2);
  assert.equal((await run(desk, ['period', 'list'])).output, '2026-10-01 to 2026-11-01 closed by desk at 2026-11-05T00:00:00.000Z\n');
});

// A month's end from outside: fees, a commitment and an invoice by `kaskad bill`, each once however often it is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { openClock } from './own_clock.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { INVOICING, makeContract, OPERATOR_KEY } from './settings.mjs';

const SECOND_KEY = 'second-operator-key-of-the-integration-tests';
const ports = new PortRange(41000, 200);

// The month that is over, and the present one, in UTC.
const now = new Date();
const dayIn = (monthsAgo, day) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo, day)).toISOString().slice(0, 10);
const monthOf = (day) => day.slice(0, 7);
const LAST = monthOf(dayIn(1, 1));

function succeeded(answer, status) {
  assert.equal(answer.status, status, answer.text);
  return answer.json;
}

async function open(t, change = () => {}, more = {}) {
  const scene = await Scene.open(t, ports, {
    ...more,
    change: (settings) => {
      Object.assign(settings, INVOICING);
      settings.client.push({ name: 'second', currency: 'EUR', key: [{ name: 'main', key: SECOND_KEY, operator_scope: true }] });
      change(settings);
    },
  });
  await scene.linked();
  return scene;
}

const makeDearContract = (more = {}) =>
  makeContract({
    commitment: '100',
    fees: [
      { name: 'bind', subject: 'bind', of: '', cycle: 'monthly', amount: '10', from: dayIn(1, 1), until: dayIn(0, 1), pro_rata: false },
      { name: 'setup', subject: 'account', of: '', cycle: 'once', amount: '50', from: dayIn(1, 5), pro_rata: false },
    ],
    ...more,
  });

// The database trails by a moment, so that what was said just now is waited for.
async function agree(scene, client, contract) {
  const answer = await scene.owner.request('PUT', `/v1/admin/contracts/${client}`, { body: contract });
  assert.ok([200, 201].includes(answer.status), answer.text);
  await until('the database has the contract', () => !/no (such client|client has|contract)/.test(bill(scene, LAST, '--client', client, '--dry-run').output));
}

const bill = (scene, ...words) =>
  runProgram(['bill', ...words, '--config', scene.gateway.file, '--url', `http://127.0.0.1:${scene.gateway.port}`, '--operator-key', OPERATOR_KEY], { cwd: scene.gateway.folder });
const rowOf = ({ output }, client) => output.split('\n').find((line) => line.startsWith(`${client} `))?.split(/ {2,}/);
const orders = async (scene, client) => succeeded(await scene.owner.get(`/v1/admin/ledger/orders?client=${client}`), 200).orders.filter(({ reference }) => reference.startsWith('bill/'));
const balance = async (scene, client) => succeeded(await scene.owner.get(`/v1/admin/clients/${client}`), 200).balance;

function verify(scene) {
  return until('the books are right', () => {
    const run = runProgram(['ledger', 'verify', '--config', scene.gateway.file], { cwd: scene.gateway.folder });
    return run.status === 0 && run.output;
  });
}

test('a month is booked and invoiced once', async (t) => {
  const scene = await open(t);
  await agree(scene, 'shop', makeDearContract());

  // 10 + 50 + 100 of which nothing was used; 19 % of it are 30.40.
  const dry = bill(scene, LAST, '--dry-run');
  assert.equal(dry.status, 0, dry.output);
  assert.deepEqual(rowOf(dry, 'shop'), ['shop', '0', '0.00', '160.00', '0.00', '160.00', '30.40', '190.40', 'EUR', 'not yet'].map(String), dry.output);
  assert.deepEqual(await orders(scene, 'shop'), []);

  const made = bill(scene, LAST);
  assert.equal(made.status, 0, made.output);
  assert.equal(rowOf(made, 'shop').at(-1), 'RE-0001', made.output);
  assert.deepEqual(
    (await orders(scene, 'shop')).map(({ reference, amount, for_day }) => [reference, amount, for_day]).sort(),
    [
      [`bill/shop/${LAST}/commitment`, '-100', dayIn(0, 0)],
      [`bill/shop/${LAST}/fee/bind`, '-10', dayIn(1, 1)],
      ['bill/shop/once/fee/setup', '-50', dayIn(1, 5)],
    ],
  );
  assert.equal(await balance(scene, 'shop'), '-90.4');

  const again = bill(scene, LAST);
  assert.deepEqual([again.status, again.output], [0, made.output]);
  assert.equal(await balance(scene, 'shop'), '-90.4');

  // Its credit note has number 2. What was ordered stays, and stands on the next one.
  succeeded(await scene.owner.request('POST', '/v1/admin/invoices/main/1/take-back', { body: {} }), 201);
  await until('the month can be invoiced anew', () => rowOf(bill(scene, LAST), 'shop').at(-1) === 'RE-0003');
  assert.equal((await orders(scene, 'shop')).length, 3);
  assert.equal(await balance(scene, 'shop'), '-90.4');
  assert.match(await verify(scene), /The books are right/);
});

test('a contract that began within the month asks a share of it', async (t) => {
  const scene = await open(t);
  const days = Number(dayIn(0, 0).slice(8));
  const fee = { ...makeDearContract().fees[0], amount: String(days), from: dayIn(2, 1), pro_rata: true };
  await agree(scene, 'shop', makeDearContract({ from: dayIn(1, 11), commitment: String(days), fees: [fee] }));
  const dry = bill(scene, LAST, '--dry-run');
  assert.equal(rowOf(dry, 'shop')[3], `${2 * (days - 10)}.00`, dry.output);

  const shown = runProgram(['contract', 'show', 'shop', '--url', `http://127.0.0.1:${scene.gateway.port}`, '--operator-key', OPERATOR_KEY]);
  assert.equal(JSON.parse(shown.output).from, dayIn(1, 11), shown.output);
});

test('what stands in the way is said, and the others go on', async (t) => {
  const scene = await open(t, (settings) => {
    settings.billing = { approve_above: '60' };
    settings.client.push({ name: 'bank', currency: 'EUR' }, { name: 'kiosk', currency: 'EUR' });
  });
  await agree(scene, 'shop', makeDearContract());
  await agree(scene, 'bank', makeDearContract({ tax_code: 'other' }));
  await agree(scene, 'kiosk', makeDearContract({ commitment: '0', fees: [makeDearContract().fees[1]] }));
  const made = bill(scene, LAST);
  assert.equal(made.status, 1);
  assert.match(made.output, /bank: the file has no \[\[tax\]\] 'other'/);
  assert.match(made.output, new RegExp(`shop: an order waits for a second person \\(bill/shop/${LAST}/commitment\\)`));
  assert.equal(rowOf(made, 'kiosk').at(-1), 'RE-0001', made.output);
  assert.deepEqual(await orders(scene, 'bank'), [], 'what the file lacks is said before anything is booked');

  const [{ id }] = (await orders(scene, 'shop')).filter(({ state }) => state === 'waiting');
  succeeded(await scene.gateway.client(SECOND_KEY).request('POST', `/v1/admin/ledger/orders/${id}/approve`, {}), 200);
  await until('the order is booked', () => rowOf(bill(scene, LAST, '--client', 'shop'), 'shop')?.at(-1) === 'RE-0002');

  for (const [words, code, why] of [
    [[monthOf(dayIn(0, 1))], 1, /shop: .* is not over where it is billed/],
    [['2026-13'], 2, /'2026-13' is no month/],
    [[LAST, '--client', 'second'], 1, /second: it has no contract/],
    [[LAST, '--client', 'nobody'], 1, /nobody: there is no such client/],
  ]) {
    const run = bill(scene, ...words);
    assert.equal(run.status, code, run.output);
    assert.match(run.output, why);
  }
});

test('the gateway orders fees on their day, each once', async (t) => {
  const scene = await open(t, (settings) => settings.client.push({ name: 'zoo', currency: 'EUR' }));
  const today = new Date().toISOString().slice(0, 10);
  const contract = makeDearContract({ commitment: '0', fees: [{ ...makeDearContract().fees[1], name: 'today', from: today }] });
  const ordered = (client) =>
    until(`the fee of ${client} is ordered`, async () => {
      const found = await orders(scene, client);
      return found.length && found;
    });
  // It asks at its start, and then each hour; for one client behind the other, by name.
  const restart = async () => {
    await scene.gateway.kill();
    await scene.gateway.start();
  };
  await agree(scene, 'shop', contract);
  await restart();
  const [order] = await ordered('shop');
  assert.deepEqual([order.reference, order.amount, order.for_day, order.asked_by], ['bill/shop/once/fee/today', '-50', today, 'contract']);
  await agree(scene, 'zoo', contract);
  await restart();
  await ordered('zoo');
  assert.equal((await orders(scene, 'shop')).length, 1);
  assert.equal(await balance(scene, 'shop'), '50');
});

// Two messages of 0.05 USD at 1.25 USD a euro were 0.08 EUR; at the invoice's 1.6 they are 0.0625, of which 19 % are
// 0.0119: 0.06 and 0.01 on paper.
test('a list in dollars is invoiced at the rate of the day of the invoice', async (t) => {
  const clock = openClock(t);
  clock.set(Date.parse(`${dayIn(1, 10)}T12:00:00Z`) - Date.now());
  const scene = await open(t, () => {}, { wrap: clock.wrap });
  const rate = async (date, value) =>
    assert.ok([200, 201].includes((await scene.owner.request('POST', '/v1/admin/exchange-rates', { body: { rows: [{ date, base: 'EUR', quote: 'USD', rate: value }] } })).status));
  await rate(dayIn(1, 10), '1.25');
  const contract = makeContract({ priced_in: 'USD', rate_rule: 'invoice_day' });
  succeeded(await scene.owner.request('PUT', '/v1/admin/contracts/shop', { body: contract }), 201);
  const sheet = 'MCCMNC,PriceSubmit,Currency\n26201,0.05,USD\n';
  const upload = async (target) => succeeded(await scene.owner.request('POST', target, { body: sheet, headers: { 'content-type': 'text/csv' } }), 200);
  const { token } = await upload('/v1/prices/preview?client=shop&form=full');
  await upload(`/v1/prices/import?client=shop&file=shop.csv&form=full&token=${token}`);
  for (const text of ['one', 'two']) await scene.message((await scene.shop.send({ to: '+4915123456789', text })).id);
  assert.equal(await balance(scene, 'shop'), '99.92');

  await scene.gateway.stop();
  clock.set(0);
  await scene.gateway.start();
  await scene.linked();
  const without = bill(scene, LAST);
  assert.equal(without.status, 1);
  assert.match(without.output, /shop: it is invoiced at today's rate of USD in EUR, and none is new enough/);
  const today = now.toISOString().slice(0, 10);
  await rate(today, '1.6');
  await until('the database has the rate', () => rowOf(bill(scene, LAST, '--dry-run'), 'shop'));
  const made = bill(scene, LAST);
  assert.equal(made.status, 0, made.output);
  assert.equal(rowOf(made, 'shop').at(-1), 'RE-0001', made.output);
  const [order] = await orders(scene, 'shop');
  assert.deepEqual([order.kind, order.reference, order.amount, order.state], ['rate_difference', `bill/shop/${LAST}/rate`, '0.0175', 'booked']);
  const [invoice] = succeeded(await scene.owner.get('/v1/admin/invoices?client=shop'), 200).invoices;
  assert.deepEqual(
    invoice.lines.map(({ kind, exact, text }) => [kind, exact, text]),
    [['messages', '0.08', ''], ['correction', '-0.0175', `${LAST}: 1 USD = 1/1.6 EUR, rate of ${today}`]],
  );
  assert.equal(bill(scene, LAST).output, made.output, 'once');
  assert.match(await verify(scene), /The books are right/);
});

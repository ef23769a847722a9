// Money at its edges: what is not there cannot be spent, however many ask at once, and what was held comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { money } from './api_client.mjs';
import { until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { SELL_PRICE } from './settings.mjs';

const TO = '+4915123456789';
const ports = new PortRange(21450, 30);

const pays = (opening_balance, more = {}) => (settings) => Object.assign(settings.client[0], { opening_balance, ...more });

test('a prepaid balance pays for so many messages and not one more, asked for all at once', async (t) => {
  const scene = await Scene.open(t, ports, { change: pays('0.345') });
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => scene.shop.post({ to: TO, text: `n ${i}` })));
  const taken = answers.filter(({ status }) => status === 202);
  assert.equal(taken.length, 10);
  for (const { status, json } of answers) {
    if (status !== 202) assert.deepEqual([status, json.code, json.retryable], [402, 'insufficient_balance', false]);
  }
  for (const { json } of taken) await scene.message(json.id);
  const { balance, reserved, available } = await scene.shop.balance();
  assert.deepEqual([balance, reserved, available], ['0', '0', '0']);
  assert.equal(scene.operator.submits.length, 10);
});

test('an array is taken item by item as far as the money goes', async (t) => {
  const scene = await Scene.open(t, ports, { change: pays('0.07') });
  const results = await scene.shop.send([{ to: TO, text: 'one' }, { to: TO, text: 'ж'.repeat(71) }, { to: TO, text: 'two' }, { to: TO, text: 'three' }]);
  assert.deepEqual(results.map(({ error }) => error?.code), [undefined, 'insufficient_balance', undefined, 'insufficient_balance']);
});

test('a limit lets the balance fall below zero, so far', async (t) => {
  const scene = await Scene.open(t, ports, { change: pays('0', { limit: '0.07' }) });
  for (const text of ['one', 'two']) await scene.shop.send({ to: TO, text });
  const refused = await scene.shop.post({ to: TO, text: 'three' });
  assert.equal(refused.json.code, 'insufficient_balance');
  const balance = await until('both are charged', async () => {
    const now = await scene.shop.balance();
    return now.reserved === '0' && now;
  });
  assert.deepEqual(balance, { balance: '-0.069', reserved: '0', limit: '0.07', available: '0.001', currency: 'EUR' });
});

test('charged on delivery, the money is held at once and given back when it fails', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ 'receipt-state': 'UNDELIV' }], change: pays('0.0345', { charge: 'on_delivered' }) });
  for (let round = 0; round < 3; ++round) {
    const { id } = await scene.shop.send({ to: TO, text: `round ${round}` });
    assert.equal((await scene.message(id)).charge.state, 'voided');
    assert.equal((await scene.shop.balance()).available, SELL_PRICE);
  }
  await scene.operator.order({ 'receipt-state': 'DELIVRD' });
  const { id } = await scene.shop.send({ to: TO, text: 'at last' });
  assert.equal((await scene.message(id)).charge.state, 'posted');
  assert.equal((await scene.shop.post({ to: TO, text: 'no more' })).status, 402);
});

test('what a scheduled message holds is not available', async (t) => {
  const scene = await Scene.open(t, ports, { change: pays('0.05') });
  await scene.shop.send({ to: TO, text: 'later', send_at: new Date(Date.now() + 3_600_000).toISOString() });
  const balance = await scene.shop.balance();
  assert.deepEqual([balance.balance, balance.reserved, balance.available], ['0.05', SELL_PRICE, '0.0155']);
  assert.equal((await scene.shop.post({ to: TO, text: 'now' })).status, 402);
});

test('many small prices add up without a rounding error', async (t) => {
  const change = (settings) => {
    pays('1')(settings);
    settings.price.at(-1).price = '0.00000105'; // a charge is rounded to 1e-6, half to even: 0.000001
    settings.price[0].price = '0.000001'; // bought for less
  };
  const scene = await Scene.open(t, ports, { change, links: [{ window: 100 }] });
  const taken = await scene.shop.send(Array.from({ length: 200 }, (_, i) => ({ to: TO, text: `n ${i}` })));
  for (const { id } of taken) await scene.message(id);
  const { balance } = await scene.shop.balance();
  assert.equal(money('1') - money(balance), 200n * money('0.000001'));
});

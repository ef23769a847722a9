// Receipts in every order and dress a foreign operator sends them: each ends the same message the same way, and moves
// money once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { money } from './api_client.mjs';
import { throughout, until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { makeClient, SELL_PRICE } from './settings.mjs';

const TO = '+4915123456789';
const ports = new PortRange(21050);

const receiptEvents = (operator) => operator.events.filter(({ event }) => event === 'deliver_sm_resp');

// All that a delivered message of the shop looks like, whatever its receipt went through.
async function checkDelivered(scene, id, confirmed = 1) {
  const message = await scene.message(id);
  assert.deepEqual([message.state, message.reason, message.parts_confirmed], ['delivered', null, confirmed]);
  assert.deepEqual([message.charge.state, message.late], ['posted', false]);
  const balance = await scene.shop.balance();
  assert.equal(money('100') - money(balance.balance), BigInt(message.parts) * money(SELL_PRICE));
  assert.equal(money(balance.reserved), 0n);
  return scene.owner.message(id);
}

async function checkAnswered(operator, count) {
  const answers = await until(`${count} deliver_sm_resp`, () => {
    const all = receiptEvents(operator);
    return all.length >= count && all;
  });
  assert.equal(answers.length, count);
  assert.ok(answers.every(({ command_status }) => command_status === 0), 'every receipt is taken');
}

const variants = [
  { name: 'a receipt before the response', operator: { 'receipt-first': 'on' } },
  { name: 'a receipt that comes twice', operator: { 'receipt-twice': 'on' }, answers: 2 },
  { name: 'a receipt before the response, twice', operator: { 'receipt-first': 'on', 'receipt-twice': 'on' }, answers: 2 },
  { name: 'a receipt on another bind', operator: { 'receipt-bind': 'other' }, link: { binds: 2 } },
  { name: 'a receipt before the response on another bind', operator: { 'receipt-bind': 'other', 'receipt-first': 'on' }, link: { binds: 2 } },
  { name: 'a receipt on the receiver of a pair', operator: { 'receipt-bind': 'other' }, link: { bind_type: 'transmitter_receiver' }, binds: 2 },
  {
    name: 'an id that is hex in the response and decimal in the receipt',
    operator: { ids: 'hex', 'receipt-ids': 'decimal', 'receipt-tlvs': 'off' },
    link: { ids: 'response_hex_receipt_decimal' },
  },
  {
    name: 'an id that is decimal in the response and hex in the receipt',
    operator: { 'receipt-ids': 'hex' },
    link: { ids: 'response_decimal_receipt_hex' },
  },
  { name: 'an id over 2^63', operator: { 'id-last': '9223372036854775807' } },
  {
    name: 'an id over 2^64, hex in the response and decimal in the receipt',
    operator: { 'id-last': '18446744073709551615', ids: 'hex', 'receipt-ids': 'decimal' },
    link: { ids: 'response_hex_receipt_decimal' },
  },
  { name: 'a receipt without TLVs', operator: { 'receipt-tlvs': 'off' } },
];

for (const { name, operator, link = {}, answers = 1 } of variants) {
  test(`${name} delivers the message, once`, async (t) => {
    const scene = await Scene.open(t, ports, { operators: [operator], links: [link] });
    const binds = link.binds || (link.bind_type ? 2 : 1);
    await scene.operator.bound(binds);
    const { id } = await scene.shop.send({ to: TO, text: 'hello' });
    const story = await checkDelivered(scene, id);
    await checkAnswered(scene.operator, answers);
    if (binds > 1) {
      const [submit] = scene.operator.submits;
      assert.notEqual(receiptEvents(scene.operator)[0].connection, submit.connection, 'the receipt went over the other bind');
    }
    assert.equal(story.attempts[0].parts[0].sent_times, 1);
    assert.deepEqual(story.history.filter(({ fact }) => fact === 'message_ended').length, 1);
  });
}

test('the parts of a message may be confirmed in any order and on several binds', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ receipts: 'off' }], links: [{ binds: 2 }] });
  await scene.operator.bound(2);
  const { id } = await scene.shop.send({ to: TO, text: 'ж'.repeat(150) });
  await scene.operator.received(3);
  const ids = await until('three operator ids', async () => {
    const all = (await scene.owner.message(id)).attempts[0].parts.map((part) => part.operator_id);
    return all.every(Boolean) && all;
  });
  const give = (number) => scene.operator.order({ do: 'receipt', id: ids[number], state: 'DELIVRD', from: '4915123456789', to: 'Kaskad' });
  await give(2);
  await give(0);
  const partly = await scene.message(id, ({ parts_confirmed }) => parts_confirmed === 2, 'has two parts confirmed');
  assert.equal(partly.state, 'in_progress');
  await give(1);
  await checkDelivered(scene, id, 3);
});

test('a receipt with an unknown id is answered well and touches nothing', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ receipts: 'off' }] });
  const { id } = await scene.shop.send({ to: TO, text: 'hello' });
  await scene.operator.received(1);
  await scene.operator.order({ do: 'receipt', id: '4711', state: 'DELIVRD', from: '4915123456789', to: 'Kaskad' });
  await checkAnswered(scene.operator, 1);
  await scene.operator.order({ do: 'receipt', id: '4711', state: 'DELIVRD', from: '4915123456789', to: 'Kaskad' });
  await checkAnswered(scene.operator, 2);
  await throughout('the message waits for its own receipt', 300, async () => (await scene.shop.message(id)).state === 'in_progress');
});

test('a message from a handset is answered, and is no receipt', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.operator.bound();
  await scene.operator.order({ do: 'deliver', from: '4915123456789', to: '4711', hex: '486900' });
  const [answer] = await until('an answer', () => receiptEvents(scene.operator).length && receiptEvents(scene.operator));
  assert.notEqual(answer.command_status, 8, 'not a status that makes the operator repeat it');
  const { id } = await scene.shop.send({ to: TO, text: 'goes on' });
  await checkDelivered(scene, id);
});

for (const first of ['off', 'on']) {
  test(`undelivered ends failed with its reason, receipt ${first === 'on' ? 'before' : 'after'} the response`, async (t) => {
    const operator = { 'receipt-state': 'UNDELIV', 'receipt-first': first };
    const scene = await Scene.open(t, ports, { operators: [operator] });
    const { id } = await scene.shop.send({ to: TO, text: 'hello' });
    const message = await scene.message(id);
    assert.equal(message.state, 'failed');
    assert.deepEqual(message.reason, { code: 'undeliverable', culprit: 'network' }, "001 is the operator's own number");
    assert.deepEqual(message.charge, { state: 'posted', amount: SELL_PRICE, currency: 'EUR' }, 'charged on submit');
    const [part] = (await scene.owner.message(id)).attempts[0].parts;
    assert.deepEqual([part.state, part.receipt.stat, part.receipt.err], ['undelivered', 'UNDELIV', '001']);
  });
}

test('a late proof of delivery turns a negative end; a negative after it is only noted', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ 'receipt-state': 'UNDELIV' }] });
  const { id } = await scene.shop.send({ to: TO, text: 'hello' });
  assert.equal((await scene.message(id)).state, 'failed');
  const operatorId = (await scene.owner.message(id)).attempts[0].parts[0].operator_id;
  const give = (state) => scene.operator.order({ do: 'receipt', id: operatorId, state, from: '4915123456789', to: 'Kaskad' });
  await give('DELIVRD');
  const late = await scene.message(id, ({ state }) => state === 'delivered', 'is delivered');
  assert.deepEqual([late.late, late.reason, late.charge.amount], [true, null, SELL_PRICE]);
  await give('EXPIRED');
  await until('the conflict is noted', async () => (await scene.owner.message(id)).attempts[0].parts[0].receipt.conflict);
  assert.equal((await scene.shop.message(id)).state, 'delivered');
});

test('an intermediate receipt ends nothing', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ receipts: 'off' }] });
  const { id } = await scene.shop.send({ to: TO, text: 'hello' });
  const operatorId = await until('an id', async () => (await scene.owner.message(id)).attempts[0].parts[0].operator_id);
  const give = (state) => scene.operator.order({ do: 'receipt', id: operatorId, state, from: '4915123456789', to: 'Kaskad' });
  await give('ENROUTE');
  await give('ACCEPTD');
  await checkAnswered(scene.operator, 2);
  assert.equal((await scene.shop.message(id)).state, 'in_progress');
  await give('DELIVRD');
  await checkDelivered(scene, id);
});

test('a client charged on delivery pays what was delivered, and nothing else', async (t) => {
  const key = 'payer-key-of-the-integration-tests-001';
  const change = (settings) => settings.client.push(makeClient('payer', key, { charge: 'on_delivered' }));
  const scene = await Scene.open(t, ports, { operators: [{ receipts: 'off' }], change });
  const payer = scene.gateway.client(key);
  const ids = [];
  for (const text of ['one', 'two', 'three']) ids.push((await payer.send({ to: TO, text })).id);
  await scene.operator.received(3);
  const held = await payer.balance();
  assert.deepEqual([held.balance, money(held.reserved)], ['100', 3n * money(SELL_PRICE)]);
  const states = ['DELIVRD', 'UNDELIV', 'REJECTD'];
  for (const [index, id] of ids.entries()) {
    const operatorId = await until('an id', async () => (await scene.owner.message(id)).attempts[0].parts[0].operator_id);
    await scene.operator.order({ do: 'receipt', id: operatorId, state: states[index], from: '4915123456789', to: 'Kaskad' });
  }
  const ends = [];
  for (const id of ids) ends.push(await until('the end', async () => {
    const message = await payer.message(id);
    return message.final_at && [message.state, message.charge.state, message.charge.amount];
  }));
  assert.deepEqual(ends, [['delivered', 'posted', SELL_PRICE], ['failed', 'voided', '0'], ['failed', 'voided', '0']]);
  const after = await payer.balance();
  assert.equal(money('100') - money(after.balance), money(SELL_PRICE));
  assert.equal(after.reserved, '0');
});

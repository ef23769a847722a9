// Long texts, many recipients, data_sm, classes and repeats: what clients' programs send besides a plain submit_sm.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAccountScene } from './account_scene.mjs';
import { throughout, until } from './deadline.mjs';
import { STATUS } from './esme.mjs';
import { PortRange } from './port_range.mjs';
import { SELL_PRICE } from './settings.mjs';

const ports = new PortRange(24700);
const REFUSED_LIST = 0x44;
const NOT_THERE = '999123456';

const openScene = (t, wanted) => openAccountScene(t, ports, wanted);

// A part with an 8-bit reference in its user data header.
const part = (reference, total, number, text, more = {}) => ({
  esm_class: 0x40,
  short_message: Buffer.concat([Buffer.from([5, 0, 3, reference, total, number]), Buffer.from(text)]),
  ...more,
});
const wide = (reference, total, number, text) => ({
  esm_class: 0x40,
  short_message: Buffer.concat([Buffer.from([6, 8, 4, reference >> 8, reference & 255, total, number]), Buffer.from(text)]),
});
const sar = (reference, total, number, text) => ({ sar_msg_ref_num: reference, sar_total_segments: total, sar_segment_seqnum: number, short_message: text });

const textsOf = (scene) => scene.operator.submits.map(({ text }) => text);

for (const [name, form] of [['an 8-bit reference', part], ['a 16-bit reference', wide], ['sar parameters', sar]]) {
  test(`parts with ${name} come over two binds, in any order, and are one message`, async (t) => {
    const scene = await openScene(t);
    const [one, two] = [await scene.bound('transmitter'), await scene.bound('transceiver')];
    const last = await two.submit(form(7, 3, 3, 'three'));
    const first = await one.submit(form(7, 3, 1, 'one '));
    assert.deepEqual(textsOf(scene), []);
    const middle = await two.submit({ ...form(7, 3, 2, 'two '), registered_delivery: 0 });
    const ids = [last, first, middle].map(({ command_status, message_id }) => (assert.equal(command_status, STATUS.ok), message_id));
    assert.equal(new Set(ids).size, 3);
    for (const id of [ids[0], ids[1]]) assert.equal((await two.receipt(id)).stat, 'DELIVRD');
    const message = await scene.message(ids[0]);
    assert.deepEqual([message.text, message.parts, message.price.amount, message.charge.amount], ['one two three', 1, SELL_PRICE, SELL_PRICE]);
    assert.deepEqual(textsOf(scene), ['one two three']);
    await throughout('a receipt for those that asked', 300, () => two.receipts.length === 2);
  });
}

test('a part that is acknowledged outlives a kill, and is known when it comes again', async (t) => {
  const scene = await openScene(t);
  const before = await scene.bound();
  const { message_id } = await before.submit(part(9, 2, 1, 'kept '));
  await scene.gateway.kill();
  await scene.gateway.start();
  const after = await scene.bound();
  assert.equal((await after.submit(part(9, 2, 1, 'kept '))).message_id, message_id);
  const second = await after.submit(part(9, 2, 2, 'whole'));
  for (const id of [message_id, second.message_id]) await after.receipt(id);
  assert.deepEqual(textsOf(scene), ['kept whole']);
});

const SOURCE = { source_addr_ton: 5, source_addr: 'Kaskad' };
const ask = (esme, what, message_id, fields) => esme.ask(what, { message_id, ...SOURCE, ...fields });

test('the id of a later part names the message, over SMPP and HTTP, also after a kill', async (t) => {
  const scene = await openScene(t);
  const before = await scene.bound();
  const whole = [];
  const tomorrow = { schedule_delivery_time: '000000010000000R' };
  for (const number of [1, 2]) whole.push((await before.submit(part(3, 2, number, `${number}`, tomorrow))).message_id);
  const open = [];
  for (const number of [1, 2]) open.push((await before.submit(part(4, 3, number, `${number}`))).message_id);
  await scene.gateway.kill();
  await scene.gateway.start();
  const esme = await scene.bound();
  for (const [first, later] of [whole, open]) {
    const answer = await ask(esme, 'query_sm', later);
    assert.deepEqual([answer.command_status, answer.message_id, answer.message_state], [STATUS.ok, later, 1]);
    assert.equal((await ask(esme, 'query_sm', later, { source_addr: 'Bank' })).command_status, STATUS.invalidMessageId);
    assert.equal((await scene.message(later, () => true)).id, first);
    assert.equal((await ask(esme, 'replace_sm', later, { short_message: 'x' })).command_status, STATUS.replaceFailed, 'it came in parts');
    assert.equal((await ask(esme, 'cancel_sm', later)).command_status, STATUS.ok);
    assert.equal((await scene.message(first)).state, 'cancelled');
    assert.equal((await esme.receipt(later)).stat, 'DELETED');
  }
  assert.deepEqual(textsOf(scene), []);
});

test('what came of an incomplete text is sent when its time is over', async (t) => {
  const scene = await openScene(t, { account: { join_s: 1 } });
  const esme = await scene.bound();
  const { message_id } = await esme.submit(part(1, 3, 2, 'the middle'));
  assert.equal((await esme.receipt(message_id)).stat, 'DELIVRD');
  assert.deepEqual(textsOf(scene), ['the middle']);
});

test('or nothing of it is sent or charged, and every part hears of it', async (t) => {
  const scene = await openScene(t, { account: { join_s: 1, incomplete: 'void' } });
  const esme = await scene.bound();
  const first = await esme.submit(part(1, 3, 1, 'a'));
  const second = await esme.submit(part(1, 3, 2, 'b'));
  for (const { message_id } of [first, second]) {
    const receipt = await esme.receipt(message_id);
    assert.deepEqual([receipt.stat, receipt.err], ['REJECTD', '018']);
  }
  assert.deepEqual(textsOf(scene), []);
  const message = await scene.message(first.message_id);
  assert.deepEqual([message.state, message.reason.code], ['rejected', 'incomplete_text']);
});

test('an account has so many texts with parts missing', async (t) => {
  const scene = await openScene(t, { account: { joining_max: 2 } });
  const esme = await scene.bound();
  for (const reference of [1, 2]) assert.equal((await esme.submit(part(reference, 2, 1, 'x'))).command_status, STATUS.ok);
  assert.equal((await esme.submit(part(3, 2, 1, 'x'))).command_status, STATUS.queueFull);
  assert.equal((await esme.submit(part(1, 2, 2, 'y'))).command_status, STATUS.ok);
  assert.equal((await esme.submit(part(3, 2, 1, 'x'))).command_status, STATUS.ok);
  assert.equal((await esme.submit(part(4, 9, 1, 'x'))).command_status, STATUS.invalidMessageLength, 'the client may send 8');
});

test('submit_multi: a message for each, one id for all, and what was refused by name', async (t) => {
  const scene = await openScene(t);
  const esme = await scene.bound();
  const to = (addr) => ({ dest_flag: 1, dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: addr });
  const dest_address = [to(NOT_THERE), to('4915100000001'), { dest_flag: 2, dl_name: 'friends' }, to('4915100000002')];
  const answer = await esme.ask('submit_multi', { source_addr_ton: 5, source_addr: 'Kaskad', dest_address, registered_delivery: 1, short_message: 'to all' });
  assert.equal(answer.command_status, STATUS.ok);
  const refused = answer.unsuccess_sme.map(({ destination_addr, error_status_code }) => [destination_addr, error_status_code]);
  assert.deepEqual(refused, [[NOT_THERE, STATUS.invalidDestination], ['friends', REFUSED_LIST]]);
  await until('two receipts', () => esme.receipts.length === 2);
  assert.deepEqual(new Set(esme.receipts.map(({ id }) => id)), new Set([answer.message_id]));
  assert.deepEqual(esme.receipts.map(({ from }) => from).sort(), ['4915100000001', '4915100000002']);
  assert.deepEqual(textsOf(scene), ['to all', 'to all']);
});

test('submit_multi that nobody gets is refused with the first fault', async (t) => {
  const scene = await openScene(t);
  const esme = await scene.bound();
  const dest_address = [{ dest_flag: 1, dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: NOT_THERE }];
  const answer = await esme.ask('submit_multi', { source_addr: 'Kaskad', source_addr_ton: 5, dest_address, short_message: 'x' });
  assert.equal(answer.command_status, STATUS.invalidDestination);
  const receiver = await scene.bound('receiver');
  assert.equal((await receiver.ask('submit_multi', { dest_address, short_message: 'x' })).command_status, STATUS.wrongBindState);
});

test('data_sm is a submit', async (t) => {
  const scene = await openScene(t);
  const esme = await scene.bound();
  const answer = await esme.ask('data_sm', {
    source_addr_ton: 5, source_addr: 'Kaskad', dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '4915123456789', registered_delivery: 1, message_payload: 'by payload',
  });
  assert.equal(answer.command_status, STATUS.ok);
  assert.equal((await esme.receipt(answer.message_id)).stat, 'DELIVRD');
  assert.deepEqual(textsOf(scene), ['by payload']);
});

test('a rule of the account gives a message its class', async (t) => {
  const rule = [{ class: 'otp', service_type: 'OTP' }, { class: 'marketing', priority: 3 }];
  const scene = await openScene(t, { account: { rule } });
  const esme = await scene.bound();
  const classOf = async (fields) => {
    const { message_id } = await esme.submit(fields);
    const message = await scene.message(message_id);
    return [message.class, message.class_source];
  };
  assert.deepEqual(await classOf({ service_type: 'OTP' }), ['otp', 'account_rule']);
  assert.deepEqual(await classOf({ priority_flag: 3 }), ['marketing', 'account_rule']);
  assert.deepEqual(await classOf({}), ['transactional', 'account_default']);
});

test('a repeat is answered with the first id, or refused where the account says so', async (t) => {
  const scene = await openScene(t, { account: { duplicate_s: 30 } });
  const esme = await scene.bound();
  const [first, again] = await Promise.all([esme.submit(), esme.submit()]);
  assert.equal(again.message_id, first.message_id);
  const another = await esme.submit({ short_message: 'another' });
  assert.notEqual(another.message_id, first.message_id);
  for (const { message_id } of [first, another]) await esme.receipt(message_id);
  assert.deepEqual(textsOf(scene), ['hello', 'another']);
  await scene.reload((settings) => (settings.client[0].account[0].refuses_duplicates = true));
  assert.equal((await esme.submit()).command_status, STATUS.submitFailed);
});

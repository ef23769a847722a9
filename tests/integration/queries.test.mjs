// What a client asks of messages that it submitted before: query_sm, cancel_sm, replace_sm over SMPP, and the same over
// HTTP where it is the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAccountScene } from './account_scene.mjs';
import { throughout, until } from './deadline.mjs';
import { STATUS } from './esme.mjs';
import { PortRange } from './port_range.mjs';

const ports = new PortRange(24900);
const IN_AN_HOUR = '000000010000000R'; // SMPP 3.4 §7.1.1
const openScene = (t, wanted) => openAccountScene(t, ports, wanted);

const SOURCE = { source_addr_ton: 5, source_addr: 'Kaskad' };
const query = (esme, message_id, fields) => esme.ask('query_sm', { message_id, ...SOURCE, ...fields });
const cancel = (esme, message_id, fields) => esme.ask('cancel_sm', { message_id, ...SOURCE, ...fields });
const replace = (esme, message_id, fields) =>
  esme.ask('replace_sm', { message_id, ...SOURCE, registered_delivery: 1, short_message: 'replaced', ...fields });

// One that the operator never answers takes the only place on the wire, so that whatever follows waits in the queue.
async function openQueue(t, wanted = {}) {
  const scene = await openScene(t, { operators: [{ answers: 'off' }], links: [{ window: 1 }], ...wanted });
  const esme = await scene.bound();
  await esme.submit({ destination_addr: '4915100000000' });
  await until('it is on the wire', () => scene.operator.submits.length === 1);
  return { scene, esme };
}

test('a message is asked for by its id until it has ended', async (t) => {
  const scene = await openScene(t, { operators: [{ 'receipt-delay': 3_000 }] });
  const esme = await scene.bound();
  const { message_id } = await esme.submit({ registered_delivery: 0 });
  const before = await query(esme, message_id);
  assert.deepEqual([before.command_status, before.message_id, before.message_state], [STATUS.ok, message_id, 1]);
  const after = await until('it has ended', async () => {
    const answer = await query(esme, message_id);
    return answer.message_state === 2 && answer;
  });
  assert.equal(after.error_code, 0);
  assert.ok(Math.abs(new Date(after.final_date).getTime() - Date.now()) < 60_000, String(after.final_date));
});

test('a failed message is answered with its reason', async (t) => {
  const scene = await openScene(t, { operators: [{ 'receipt-state': 'UNDELIV' }] });
  const esme = await scene.bound();
  const { message_id } = await esme.submit();
  const receipt = await esme.receipt(message_id);
  const answer = await query(esme, message_id);
  assert.deepEqual([answer.message_state, answer.error_code], [5, Number(receipt.err)]);
});

test('who is not the sender, the client or a submitter learns nothing', async (t) => {
  const change = (settings) => (settings.client[1].account = [{ system_id: 'other', password: 'other-pass' }]);
  const scene = await openScene(t, { change });
  const esme = await scene.bound();
  const { message_id } = await esme.submit({ schedule_delivery_time: IN_AN_HOUR });
  const stranger = await scene.esme();
  await stranger.bind('transceiver', { system_id: 'other', password: 'other-pass' });
  const receiver = await scene.bound('receiver');
  for (const ask of [query, cancel, replace]) {
    assert.equal((await ask(stranger, message_id)).command_status, STATUS.invalidMessageId);
    assert.equal((await ask(esme, message_id, { source_addr: 'Bank' })).command_status, STATUS.invalidMessageId);
    assert.equal((await ask(esme, '252201579132747776')).command_status, STATUS.invalidMessageId);
    assert.equal((await ask(esme, 'no id')).command_status, STATUS.invalidMessageId);
    assert.equal((await ask(receiver, message_id)).command_status, STATUS.wrongBindState);
  }
  assert.equal((await scene.message(message_id, ({ state }) => state === 'scheduled')).state, 'scheduled');
});

test('what is scheduled or queued is taken back, free of charge, with a receipt', async (t) => {
  const { scene, esme } = await openQueue(t);
  const scheduled = await esme.submit({ schedule_delivery_time: IN_AN_HOUR });
  const queued = await esme.submit();
  for (const { message_id } of [scheduled, queued]) {
    assert.equal((await cancel(esme, message_id)).command_status, STATUS.ok);
    const receipt = await esme.receipt(message_id);
    assert.deepEqual([receipt.stat, receipt.tlvState], ['DELETED', 4]);
    const message = await scene.message(message_id);
    assert.deepEqual([message.state, message.reason.code], ['cancelled', 'cancelled_by_client']);
    assert.equal((await cancel(esme, message_id)).command_status, STATUS.cancelFailed, 'once only');
  }
  assert.equal((await scene.shop.balance()).reserved, '0');
  assert.equal(scene.operator.submits.length, 1);
});

test('what has left is not taken back, nor replaced', async (t) => {
  const scene = await openScene(t);
  const esme = await scene.bound();
  const { message_id } = await esme.submit();
  await esme.receipt(message_id);
  assert.equal((await cancel(esme, message_id)).command_status, STATUS.cancelFailed);
  assert.equal((await replace(esme, message_id)).command_status, STATUS.replaceFailed);
});

test('without an id all from one sender to one recipient are taken back', async (t) => {
  const { scene, esme } = await openQueue(t);
  const to = (number, more) => esme.submit({ destination_addr: number, ...more });
  const meant = [];
  for (let count = 0; count < 45; ++count) meant.push(await to('4915123456789'));
  meant.push(await to('4915123456789', { schedule_delivery_time: IN_AN_HOUR }));
  const others = [await to('4915100000001'), await to('4915123456789', { source_addr: 'Other' })];
  const all = (destination_addr) => cancel(esme, '', { destination_addr, dest_addr_ton: 1, dest_addr_npi: 1 });
  assert.equal((await all('4915123456789')).command_status, STATUS.ok);
  for (const { message_id } of meant) assert.equal((await query(esme, message_id)).message_state, 4);
  for (const { message_id } of others) assert.equal((await scene.shop.message(message_id)).state, 'accepted');
  assert.equal((await all('4915123456789')).command_status, STATUS.cancelFailed, 'nothing is left');
});

test('another text is paid for and goes out in place of the first', async (t) => {
  const scene = await openScene(t);
  const esme = await scene.bound();
  const { message_id } = await esme.submit({ schedule_delivery_time: IN_AN_HOUR });
  assert.equal((await scene.shop.balance()).reserved, '0.0345');
  assert.equal((await replace(esme, message_id, { short_message: 'x'.repeat(200) })).command_status, STATUS.ok);
  assert.equal((await scene.shop.balance()).reserved, '0.069');
  const soon = new Date(Date.now() - 60_000); // past: at once
  assert.equal((await replace(esme, message_id, { schedule_delivery_time: soon, short_message: 'short' })).command_status, STATUS.ok);
  assert.equal((await esme.receipt(message_id)).stat, 'DELIVRD');
  assert.deepEqual(scene.operator.submits.map(({ text }) => text), ['short']);
  assert.equal((await scene.shop.balance()).balance, '99.9655');
});

test('without money the text stays as it was', async (t) => {
  const scene = await openScene(t, { change: (settings) => (settings.client[0].opening_balance = '0.04') });
  const esme = await scene.bound();
  const { message_id } = await esme.submit({ schedule_delivery_time: IN_AN_HOUR });
  assert.equal((await replace(esme, message_id, { short_message: 'x'.repeat(200) })).command_status, STATUS.replaceFailed);
  assert.equal((await scene.shop.balance()).reserved, '0.0345');
  assert.equal((await scene.shop.message(message_id)).parts, 1);
});

test('clients of 3.3 ask by their short ids, also after a restart', async (t) => {
  const scene = await openScene(t);
  const first = await scene.bound('transmitter', { version: 0x33 });
  const { message_id } = await first.submit({ schedule_delivery_time: IN_AN_HOUR });
  assert.match(message_id, /^[0-9A-F]{8}$/);
  assert.equal((await query(first, message_id)).message_state, 1);
  await scene.gateway.kill();
  await scene.gateway.start();
  const second = await scene.bound('transmitter', { version: 0x33 });
  assert.equal((await query(second, message_id)).message_state, 1);
  assert.equal((await cancel(second, message_id)).command_status, STATUS.ok);
  assert.equal((await query(second, message_id)).message_state, 4);
  assert.equal((await query(second, '0000FFFF')).command_status, STATUS.invalidMessageId);
});

test('over HTTP a message is taken back by DELETE', async (t) => {
  const scene = await openScene(t);
  const esme = await scene.bound();
  const { message_id } = await esme.submit({ schedule_delivery_time: IN_AN_HOUR });
  const remove = (client) => client.request('DELETE', `/v1/messages/${message_id}`);
  const removed = await remove(scene.shop);
  assert.deepEqual([removed.status, removed.json], [200, { id: message_id, state: 'cancelled' }]);
  assert.equal((await esme.receipt(message_id)).stat, 'DELETED');
  const again = await remove(scene.shop);
  assert.deepEqual([again.status, again.json.code], [409, 'not_cancellable']);
  assert.equal((await scene.shop.request('DELETE', '/v1/messages/252201579132747776')).status, 404);
  const own = await scene.shop.send({ to: '+4915123456789', text: 'later', send_at: new Date(Date.now() + 3_600_000).toISOString() });
  assert.equal((await scene.owner.request('DELETE', `/v1/messages/${own.id}`)).status, 200, 'an operator may, too');
});

test('a receipt comes once more on demand', async (t) => {
  const scene = await openScene(t);
  const esme = await scene.bound();
  const { message_id } = await esme.submit();
  const first = await esme.receipt(message_id);
  const repeat = async (client, id) => {
    const { status, json } = await client.request('POST', `/v1/messages/${id}/receipt`);
    return [status, json.events];
  };
  assert.deepEqual(await repeat(scene.shop, message_id), [200, 1]);
  await until('it came twice', () => esme.receipts.length === 2);
  assert.equal(esme.receipts[1].text, first.text);
  assert.deepEqual(await repeat(scene.owner, message_id), [200, 1]);
  await until('it came again', () => esme.receipts.length === 3);
  const silent = await esme.submit({ registered_delivery: 0 });
  await scene.message(silent.message_id);
  assert.deepEqual(await repeat(scene.shop, silent.message_id), [200, 0], 'nobody asked for one');
  assert.deepEqual(await repeat(scene.shop, '252201579132747776'), [404, undefined]);
  await throughout('no other', 300, () => esme.receipts.length === 3);
});

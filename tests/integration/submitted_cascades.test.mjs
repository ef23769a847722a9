// Cascades over SMPP, from outside: npm's smpp as the client that brings them in TLVs and as the operator, and
// `kaskad channels-sim` as the provider. What becomes of a send over Viber the last two digits say (channels.md 3.12).
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { openAccountScene } from './account_scene.mjs';
import { addChannels, CHANNEL_PRICE, channelsUp, sendsOf } from './channel_scene.mjs';
import { throughout, until } from './deadline.mjs';
import { STATUS } from './esme.mjs';
import { PortRange } from './port_range.mjs';
import { SELL_PRICE } from './settings.mjs';

const smpp = createRequire(import.meta.url)('smpp');
const TAGS = { cascade_mode: 0x1437, cascade_name: 0x1443, cascade_order: 0x1444, viber_text: 0x1445 };
for (const [name, id] of Object.entries(TAGS)) smpp.addTLV(name, { id, type: smpp.types.tlv.string });
const VIA = 0x1406;
const BAD_TLV = 0xc4;
const READ = '4915123456700';
const UNREAD = '4915123456701';
const EXPIRES_THEN_ARRIVES = '4915123456704';
const NOT_THERE = '4915123456710';

const ports = new PortRange(21700, 100);
const hex = (tag) => `0x${tag.toString(16)}`;

const ACCOUNT = {
  cascade_name_tag: hex(TAGS.cascade_name),
  cascade_order_tag: hex(TAGS.cascade_order),
  cascade_mode_tag: hex(TAGS.cascade_mode),
  cascade_step_s: 3,
  receipt_via_tag: hex(VIA),
  content: [{ channel: 'viber', tag: hex(TAGS.viber_text) }],
};

async function open(t, account = {}, wanted = {}) {
  const scene = await openAccountScene(t, ports, {
    ...wanted,
    account: { ...ACCOUNT, ...account },
    change: (settings, own) => addChannels(settings, own, ports, ['viber_business']),
  });
  await channelsUp(scene, 1);
  return scene;
}

const save = async (scene, name, steps) => assert.equal((await scene.shop.request('PUT', `/v1/cascades/${name}`, { body: steps })).status, 201);
const states = ({ attempts }) => attempts.map(({ channel, state }) => `${channel} ${state}`);
const textsOf = (scene) => scene.operator.submits.map(({ text }) => text);
const viberTexts = async (scene) => (await sendsOf(scene, '/send_message')).map(({ body }) => body);

// What the client hears of it, and that it hears no more.
async function heard(esme, id) {
  const { stat, pdu } = await esme.receipt(id);
  await throughout('it hears of it once', 500, () => esme.receipts.filter((each) => each.id === id).length === 1);
  return [stat, pdu[VIA] && Buffer.from(pdu[VIA]).toString('latin1')];
}

async function submit(esme, fields) {
  const { command_status: status, message_id: id } = await esme.submit(fields);
  assert.equal(status, STATUS.ok);
  return id;
}

test('an order in a TLV: read over Viber it needs no SMS, unread it does', async (t) => {
  const scene = await open(t);
  const esme = await scene.bound();
  const read = await submit(esme, { destination_addr: READ, cascade_order: 'V,S', cascade_mode: 'S' });
  assert.deepEqual(await heard(esme, read), ['DELIVRD', 'viber\0']);
  await throughout('no SMS leaves', 3_500, () => scene.operator.submits.length === 0);
  const unread = await submit(esme, { destination_addr: UNREAD, cascade_order: 'viber,sms', cascade_mode: 'S' });
  assert.deepEqual(await heard(esme, unread), ['DELIVRD', 'viber,sms\0']);
  const message = await scene.message(unread);
  assert.deepEqual([states(message), message.attempts[0].reason.code], [['viber delivered', 'sms delivered'], 'not_read']);
  assert.deepEqual(textsOf(scene), ['hello']);
  assert.deepEqual([(await scene.message(read)).charge.amount, message.charge.amount], [CHANNEL_PRICE, SELL_PRICE]);
});

test('delivered is enough by the usual mode', async (t) => {
  const scene = await open(t);
  const esme = await scene.bound();
  const id = await submit(esme, { destination_addr: UNREAD, cascade_order: 'V,S' });
  assert.deepEqual(await heard(esme, id), ['DELIVRD', 'viber\0']);
  await throughout('no SMS leaves', 3_500, () => scene.operator.submits.length === 0);
});

test('a failure over Viber is hidden behind the SMS, with each mode', async (t) => {
  const scene = await open(t);
  const esme = await scene.bound();
  let number = 4_915_123_400_010;
  for (const mode of ['N', 'Y', 'S']) {
    const id = await submit(esme, { destination_addr: String((number += 100)), cascade_order: 'V,S', cascade_mode: mode });
    assert.deepEqual(await heard(esme, id), ['DELIVRD', 'sms\0'], mode);
    assert.deepEqual(states(await scene.message(id)), ['viber rejected', 'sms delivered']);
  }
});

test('what Viber took is not followed by an SMS where only a refusal is to be', async (t) => {
  const scene = await open(t);
  const esme = await scene.bound();
  const id = await submit(esme, { destination_addr: EXPIRES_THEN_ARRIVES, cascade_order: 'V,S', cascade_mode: 'N' });
  assert.deepEqual(await heard(esme, id), ['EXPIRED', undefined]);
  const message = await scene.message(id, ({ state }) => state === 'delivered', 'arrived late');
  assert.deepEqual([message.late, states(message)], [true, ['viber delivered']]);
  await throughout('one receipt', 500, () => esme.receipts.length === 1);
  assert.equal(scene.operator.submits.length, 0);
});

test('a name goes before an order, and the account’s default holds for the rest', async (t) => {
  const scene = await open(t, { cascade: 'usual' });
  const esme = await scene.bound();
  const refused = await esme.submit({ destination_addr: READ });
  assert.equal(refused.command_status, STATUS.submitFailed, 'its default is not saved yet');
  await save(scene, 'usual', [{ channel: 'viber', success_on: 'delivered', timeout_s: 5 }, { channel: 'sms' }]);
  await save(scene, 'order', [{ channel: 'viber', success_on: 'read', timeout_s: 1 }, { channel: 'sms' }]);
  assert.deepEqual(await heard(esme, await submit(esme, { destination_addr: UNREAD })), ['DELIVRD', 'viber\0']);
  const named = await submit(esme, { destination_addr: UNREAD, cascade_name: 'order', cascade_order: 'S' });
  assert.deepEqual(await heard(esme, named), ['DELIVRD', 'viber,sms\0']);
  const plain = await submit(esme, { destination_addr: UNREAD, cascade_order: 'S' });
  assert.deepEqual(await heard(esme, plain), ['DELIVRD', 'sms\0']);
  const message = await scene.message(named);
  assert.deepEqual([message.cascade.name, message.cascade.version], ['order', 1]);
});

test('what goes over Viber may be another text, and no parameter goes out to operators', async (t) => {
  const scene = await open(t, {}, { links: [{ message_tlvs: Object.values(TAGS).map(hex) }] });
  const esme = await scene.bound();
  const id = await submit(esme, { destination_addr: UNREAD, cascade_order: 'V,S', cascade_mode: 'S', viber_text: Buffer.from('С картинкой') });
  await heard(esme, id);
  const [sent] = await viberTexts(scene);
  assert.ok(sent.includes('С картинкой') && !sent.includes('hello'), sent);
  assert.deepEqual(textsOf(scene), ['hello']);
  const [{ octets }] = scene.operator.submits;
  for (const tag of [TAGS.cascade_order, TAGS.cascade_mode, TAGS.viber_text]) assert.ok(!octets.includes(`${tag.toString(16)}00`), octets);
});

test('a text in pieces goes by the cascade of its first, and outlives a kill', async (t) => {
  const scene = await open(t);
  const esme = await scene.bound();
  const part = (number, text, more) => ({ destination_addr: NOT_THERE, esm_class: 0x40, short_message: Buffer.concat([Buffer.from([5, 0, 3, 7, 2, number]), Buffer.from(text)]), ...more });
  const first = await submit(esme, part(1, 'one ', { cascade_order: 'V,S', viber_text: Buffer.from('all') }));
  await scene.gateway.kill();
  await scene.gateway.start();
  await channelsUp(scene, 1);
  const again = await scene.bound();
  const second = await submit(again, part(2, 'two', { cascade_order: 'S' }));
  for (const id of [first, second]) assert.deepEqual(await heard(again, id), ['DELIVRD', 'sms\0']);
  assert.deepEqual(states(await scene.message(first)), ['viber rejected', 'sms delivered']);
  assert.deepEqual(textsOf(scene), ['one two']);
  assert.ok((await viberTexts(scene))[0].includes('all'));
});

test('TLVs that cannot be meant are refused, counted, and change nothing', async (t) => {
  const scene = await open(t);
  const esme = await scene.bound();
  const wrong = [{ cascade_order: '' }, { cascade_order: 'X,S' }, { cascade_order: 'V,I,S' }, { cascade_order: 'W,S' }, { cascade_order: 'V,S', cascade_mode: 'Q' },
    { cascade_mode: 'Y' }, { cascade_name: 'nowhere' }, { cascade_order: 'V,S', viber_text: Buffer.from([0xff]) }];
  for (const fields of wrong) assert.equal((await esme.submit({ destination_addr: READ, ...fields })).command_status, BAD_TLV, JSON.stringify(fields));
  const many = await esme.ask('submit_multi', { source_addr_ton: 5, source_addr: 'Kaskad', dest_address: [{ dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: READ }],
    registered_delivery: 1, short_message: 'hello', cascade_order: 'X' });
  assert.equal(many.command_status, BAD_TLV);
  const data = await esme.ask('data_sm', { source_addr_ton: 5, source_addr: 'Kaskad', dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: READ,
    message_payload: 'hello', cascade_order: 'X' });
  assert.equal(data.command_status, BAD_TLV);
  const counted = new RegExp(`kaskad_client_requests_total\\{[^}]*command="submit_sm"[^}]*\\} ${wrong.length}\\n`);
  await until('all refusals are counted', async () => counted.test(await scene.metrics()));
  const { balance, reserved } = await scene.shop.balance();
  assert.deepEqual([Number(balance), Number(reserved)], [100, 0]);
  assert.equal((await sendsOf(scene, '/send_message')).length, 0);
});

test('asked and cancelled: a cascade is ENROUTE, then ends where it is', async (t) => {
  const scene = await open(t, { cascade_step_s: 60 });
  const esme = await scene.bound();
  const SILENT = '4915123456716';
  const source = { source_addr_ton: 5, source_addr: 'Kaskad' };
  const id = await submit(esme, { destination_addr: SILENT, cascade_order: 'V,S' });
  await scene.message(id, ({ attempts }) => attempts[0]?.state === 'accepted' || attempts[0]?.state === 'sent', 'is with Viber');
  const asked = await esme.ask('query_sm', { message_id: id, ...source });
  assert.deepEqual([asked.command_status, asked.message_state], [STATUS.ok, 1]);
  const replaced = await esme.ask('replace_sm', { message_id: id, ...source, short_message: 'other' });
  assert.equal(replaced.command_status, STATUS.replaceFailed);
  const cancelled = await esme.ask('cancel_sm', { message_id: id, ...source, dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: SILENT });
  assert.equal(cancelled.command_status, STATUS.cancelFailed, 'it has left');
  const later = await submit(esme, { destination_addr: SILENT, cascade_order: 'V,S', schedule_delivery_time: '000001000000000R' });
  const taken = await esme.ask('cancel_sm', { message_id: later, ...source, dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: SILENT });
  assert.equal(taken.command_status, STATUS.ok);
  assert.deepEqual(await heard(esme, later), ['DELETED', undefined]);
});

test('a kill in between: one receipt for each submit, nothing twice over Viber', async (t) => {
  const scene = await open(t);
  const before = await scene.bound();
  const ids = [];
  for (let number = 0; number < 20; ++number) ids.push(await submit(before, { destination_addr: `4915123${100 + number}01`, cascade_order: 'V,S', cascade_mode: 'S' }));
  await scene.gateway.kill();
  before.dispose();
  await scene.gateway.start();
  const esme = await scene.bound();
  for (const id of ids) {
    await scene.message(id);
    await until(`a receipt of ${id}`, () => [...before.receipts, ...esme.receipts].some((each) => each.id === id && each.stat === 'DELIVRD'));
  }
  const called = (await viberTexts(scene)).map((body) => JSON.parse(body).dest);
  assert.equal(called.length, new Set(called).size, 'no person was called twice over Viber');
  await throughout('no second receipt', 500, () => ids.every((id) => esme.receipts.filter((each) => each.id === id).length <= 1));
});

// Receipts as each account wants them, met by a program that is not ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAccountScene } from './account_scene.mjs';
import { until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';

const ports = new PortRange(24950);
const openScene = (t, account, wanted = {}) => openAccountScene(t, ports, { account, ...wanted });
const octets = (tlv) => Buffer.from(tlv).toString('latin1');

for (const [message_ids, form] of [
  ['decimal', /^\d{17,19}$/],
  ['hex', /^[0-9a-f]{16}$/],
  ['decimal10', /^\d{10}$/],
]) {
  test(`ids are ${message_ids} in answer, text and TLV, and are known again`, async (t) => {
    const scene = await openScene(t, { message_ids });
    const esme = await scene.bound();
    const { message_id } = await esme.submit();
    assert.match(message_id, form);
    const receipt = await esme.receipt(message_id);
    assert.equal(receipt.tlvId, message_id);
    const answer = await esme.ask('query_sm', { message_id, source_addr_ton: 5, source_addr: 'Kaskad' });
    assert.deepEqual([answer.message_id, answer.message_state], [message_id, 2]);
  });
}

test('dates have their zone and length, err is the operator’s, counts are of parts', async (t) => {
  const account = { receipt_zone: 'Asia/Kolkata', receipt_dates: 'seconds', receipt_err: 'operator', receipt_counts: 'parts' };
  const scene = await openScene(t, account, { operators: [{ 'receipt-state': 'UNDELIV' }] });
  const esme = await scene.bound();
  const { message_id } = await esme.submit();
  const { text } = await esme.receipt(message_id);
  const found = /sub:001 dlvrd:000 submit date:(\d{12}) done date:(\d{12}) stat:UNDELIV err:(\S+) text:/.exec(text);
  assert.ok(found, text);
  const [year, month, day, hour, minute, second] = found[2].match(/\d\d/g).map(Number);
  const done = Date.UTC(2000 + year, month - 1, day, hour, minute, second) - 5.5 * 3_600_000;
  assert.ok(Math.abs(done - Date.now()) < 60_000, text);
  const { attempts, reason } = await scene.owner.message(message_id);
  assert.notEqual(reason.code, 'absent_subscriber', 'which is our number 1');
  assert.equal(found[3], '001', 'as smsc_server.js says it');
  assert.equal(attempts[0].parts[0].receipt.err, '001');
});

test('receipts come as data_sm and without TLVs where that is wanted', async (t) => {
  const scene = await openScene(t, { receipt_pdu: 'data_sm', receipt_without_tlvs: true });
  const esme = await scene.bound();
  const { message_id } = await esme.submit();
  const receipt = await esme.receipt(message_id);
  assert.deepEqual([receipt.command, receipt.esm_class, receipt.stat], ['data_sm', 4, 'DELIVRD']);
  assert.deepEqual([receipt.tlvId, receipt.tlvState], [undefined, undefined]);
  const old = await scene.bound('transceiver', { version: 0x33 });
  esme.dispose();
  const { message_id: alias } = await old.submit();
  assert.equal((await old.receipt(alias)).command, 'deliver_sm', '3.3 knows no data_sm');
});

test('network, parts and price come under the tags that the account chose', async (t) => {
  const scene = await openScene(t, { receipt_network_tag: '0x1403', receipt_parts_tag: '0x1404', receipt_price_tag: '0x1405' });
  const esme = await scene.bound();
  const { message_id } = await esme.submit({ short_message: 'x'.repeat(160) });
  const { pdu } = await esme.receipt(message_id);
  assert.deepEqual([octets(pdu[0x1403]), octets(pdu[0x1404]), octets(pdu[0x1405])], ['26201\0', '\x01', '0.0345 EUR\0']);
});

test('the client’s own reference comes back', async (t) => {
  const scene = await openScene(t, {});
  const esme = await scene.bound();
  const { message_id } = await esme.submit({ user_message_reference: 4711 });
  assert.equal((await esme.receipt(message_id)).pdu.user_message_reference, 4711);
});

test('who asked for it hears when an operator has the message', async (t) => {
  const scene = await openScene(t, {});
  const esme = await scene.bound();
  const both = await esme.submit({ registered_delivery: 0x11 });
  await until('both came', () => esme.receipts.filter(({ id }) => id === both.message_id).length === 2);
  assert.deepEqual(
    esme.receipts.map(({ esm_class, stat, tlvState }) => [esm_class, stat, tlvState]),
    [
      [0x20, 'ENROUTE', 1],
      [0x04, 'DELIVRD', 2],
    ],
  );
});

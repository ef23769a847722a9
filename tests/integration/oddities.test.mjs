// What operators' centres were seen to do that no specification asks for (and Kannel, as their client, stumbles over):
// our client goes on, and the message ends as it should.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { header, OddCentre } from './odd_centre.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { makeLink, makePrice, BUY_PRICE } from './settings.mjs';

const TO = '+4915123456789';
const ports = new PortRange(25420, 40);

const SUBMIT_SM_RESP = 0x80000004;
const GENERIC_NACK = 0x80000000;
const HIGH_SEQUENCE = 0x9f88f124;

async function open(t, odd, link = {}) {
  const port = await ports.next();
  const centre = await new OddCentre(odd).listen(port);
  const scene = await Scene.open(t, ports, {
    operators: [],
    change: (settings) => {
      settings.link = [makeLink('alpha', port, link)];
      settings.price.push(makePrice({ link: 'alpha' }, BUY_PRICE));
    },
  });
  t.after(() => centre.dispose());
  await scene.linked();
  return { scene, centre };
}

async function checkDelivered(scene) {
  const { id } = await scene.shop.send({ to: TO, text: 'hello' });
  const message = await scene.message(id);
  assert.deepEqual([message.state, message.possible_duplicate], ['delivered', false]);
  return scene.owner.message(id);
}

const once = (octets) => (pdu, count) => (count === 1 ? octets(pdu) : undefined);

const oddities = [
  { name: 'a refusal that is a bare header', odd: { refuse: once((pdu) => header(SUBMIT_SM_RESP, 0x14, pdu.sequence_number)) }, submits: 2 },
  { name: 'a submit answered by generic_nack', odd: { refuse: once((pdu) => header(GENERIC_NACK, 0x08, pdu.sequence_number)) }, submits: 2 },
  { name: 'a response that comes twice', odd: { responses: 2 } },
  { name: 'a receipt with esm_class 0', odd: { receipt: 'esm_class 0' } },
  { name: 'a receipt in message_payload', odd: { receipt: 'message_payload' } },
  { name: 'a receipt from a shorter number', odd: { receipt: 'the number without its country' } },
  { name: 'a receipt by data_sm', odd: { byData: true }, answer: 'data_sm_resp' },
  { name: 'a receipt with TLVs nobody knows, one of them empty', odd: { tlvs: [[0x1403, Buffer.from('abc')], [0x9999, Buffer.alloc(0)]] } },
  { name: 'a receipt with a sequence number beyond 31 bits', odd: { sequence: HIGH_SEQUENCE }, answered: HIGH_SEQUENCE },
  { name: 'octets in pieces of seven', odd: { pieces: true } },
  { name: 'a centre that does not tell its version', odd: { silentVersion: true } },
];

for (const { name, odd, submits = 1, answer = 'deliver_sm_resp', answered } of oddities) {
  test(name, async (t) => {
    const { scene, centre } = await open(t, odd);
    await checkDelivered(scene);
    assert.equal(centre.of('submit_sm').length, submits);
    const [response] = await until('the receipt is answered', () => centre.of(answer).length && centre.of(answer));
    assert.equal(response.command_status, 0);
    if (answered) assert.equal(response.sequence_number >>> 0, answered);
    assert.equal(centre.of('bind_transceiver').length, 1, 'the link stayed bound');
  });
}

test('an unknown command is refused with its own sequence number, and the stream goes on', async (t) => {
  const { scene, centre } = await open(t, { before: header(0x110, 0, 4711) });
  await checkDelivered(scene);
  const [nack] = await until('it is refused', () => centre.of('generic_nack').length && centre.of('generic_nack'));
  assert.deepEqual([nack.command_status, nack.sequence_number], [3, 4711]);
});

test('parameters go to a centre that does not tell its version', async (t) => {
  const { scene, centre } = await open(t, { silentVersion: true }, { tlv: [{ tag: 0x1400, text: 'entity' }] });
  await checkDelivered(scene);
  const { octets } = centre.raw.find(({ command }) => command === 'submit_sm');
  assert.equal(octets.subarray(-10).toString('hex'), '14000006' + Buffer.from('entity').toString('hex'));
});

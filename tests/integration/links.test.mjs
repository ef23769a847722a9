// Links while all runs on: what a reload does to the one that changed, and that it leaves the others alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { makeLink, makePrice } from './settings.mjs';

const TO = '+4915123456789';
const ports = new PortRange(24500);

function onlyAlpha(settings) {
  settings.link.pop();
  settings.price.splice(1, 1);
}

test('a reload that changes nothing of a connection keeps its binds', async (t) => {
  const scene = await Scene.open(t, ports, { links: [{ binds: 2 }] });
  await scene.operator.bound(2);
  const changes = [
    { rate: 50 },
    { zone_minutes: 180 },
    { service_type: 'CMT' },
    { countries: ['DE'] },
    { drained: true },
    { drained: false, transliterate: ['cyrillic'] },
    { reason: [{ command_status: 0x400, reason: 'link_out_of_credit' }] },
  ];
  for (const change of changes) {
    assert.match(await scene.reload((settings) => Object.assign(settings.link[0], change)), /link alpha: changed/);
  }
  assert.equal((await scene.message((await scene.shop.send({ to: TO, text: 'hello' })).id)).state, 'delivered');
  assert.equal(scene.operator.binds.length, 2, 'both binds are the first');
  assert.ok(!scene.operator.events.some(({ event }) => event === 'unbind' || event === 'close'));
});

test('a new password binds anew, and only that link', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{}, {}] });
  await scene.linked();
  await scene.reload((settings) => (settings.link[0].password = 'another'));
  await scene.operators[0].bound(2);
  assert.equal(scene.operators[0].binds.at(-1).password, 'another');
  assert.equal(scene.operators[1].binds.length, 1);
});

test('a link is added, drained and removed while another goes on without a break', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ 'answer-delay': 20 }, {}], change: onlyAlpha });
  const [alpha, bravo] = scene.operators;
  await scene.linked();
  const ids = [];
  let going = true;
  const posting = (async () => {
    while (going) ids.push((await scene.shop.send({ to: TO, text: `n ${ids.length}` })).id);
  })();
  posting.catch(() => {}); // looked at below

  await scene.reload((settings) => {
    settings.link.push(makeLink('bravo', bravo.port));
    settings.price.unshift(makePrice({ link: 'bravo' }, '0.001'));
  });
  await bravo.received(5);
  assert.match(await scene.reload((settings) => (settings.link[1].drained = true)), /link bravo: changed/);
  const before = alpha.submits.length;
  await alpha.received(before + 5);
  for (const id of ids.slice(-30)) await scene.message(id); // what bravo had been given has arrived there
  const taken = bravo.submits.length;
  await alpha.received(alpha.submits.length + 20);
  assert.equal(bravo.submits.length, taken, 'a drained link takes nothing new');
  assert.equal(bravo.binds.length, 1, 'and stays bound for what it has');

  const log = await scene.reload((settings) => {
    settings.link.pop();
    settings.price.shift();
  });
  assert.match(log, /link bravo: removed/);
  await until('bravo unbinds', () => bravo.events.some(({ event }) => event === 'unbind'));
  going = false;
  await posting;
  for (const id of ids) assert.equal((await scene.message(id)).state, 'delivered');
  assert.equal(alpha.submits.length + bravo.submits.length, ids.length, 'nothing went twice');
  assert.equal(alpha.binds.length, 1, 'alpha never knew');
});

test('a number that is refused for ever does not slow the link for those behind it', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ status: 0x14, 'status-to': '999', brief: 'on' }], links: [{ rate: 200 }] });
  const refused = await scene.shop.send({ to: '+4915123456999', text: 'refused' });
  const items = Array.from({ length: 400 }, (_, i) => ({ to: `+49151234561${String(i).padStart(2, '0').slice(-2)}`, text: `n ${i}` }));
  const accepted = await scene.shop.send(items);
  for (const { id } of accepted) assert.equal((await scene.message(id)).state, 'delivered');
  const { attempts, state } = await scene.owner.message(refused.id);
  assert.deepEqual([state, attempts.length, attempts[0].retries], ['in_progress', 1, 0]);
  assert.ok(scene.operator.submitsTo('4915123456999').length <= 4, 'it is asked again more and more seldom');
  await scene.operator.order({ status: 0 });
});

// The tag, two octets of length, the text.
const tlv = (tag, text) => tag.toString(16) + text.length.toString(16).padStart(4, '0') + Buffer.from(text).toString('hex');

test('addresses, priority and parameters go as the link says, and as the message says where the link agrees', async (t) => {
  const link = {
    service_type: 'CMT',
    priority_otp: 2,
    message_tlvs: ['0x1401'],
    source: [{ form: 'alphanumeric', ton: 0, npi: 9 }],
    destination: [{ prefix: '49', length_min: 13, ton: 2, npi: 8 }],
    tlv: [
      { tag: 0x1400, text: 'entity' },
      { tag: 0x1401, text: 'of the link' },
    ],
  };
  const scene = await Scene.open(t, ports, { links: [link] });
  const tlvs = [
    { tag: 0x1401, text: 'template' },
    { tag: 0x1402, hex: '00ff' },
  ];
  const { id } = await scene.shop.send({ to: TO, text: 'hello', class: 'otp', tlvs });
  await scene.message(id);
  const [first] = scene.operator.submits;
  const { service_type, priority_flag, source_addr_ton, source_addr_npi, dest_addr_ton, dest_addr_npi } = first;
  assert.deepEqual([service_type, priority_flag], ['CMT', 2]);
  assert.deepEqual([source_addr_ton, source_addr_npi, dest_addr_ton, dest_addr_npi], [0, 9, 2, 8]);
  assert.ok(first.octets.endsWith(tlv(0x1401, 'template') + tlv(0x1400, 'entity')), first.octets);

  await scene.message((await scene.shop.send({ to: TO, text: 'hello' })).id);
  const second = scene.operator.submits[1];
  assert.equal(second.priority_flag, 0);
  assert.ok(second.octets.endsWith(tlv(0x1400, 'entity') + tlv(0x1401, 'of the link')), second.octets);

  const refused = await scene.shop.post({ to: TO, text: 'hello', tlvs: [{ tag: 0x0424, text: 'another text' }] });
  assert.deepEqual([refused.status, refused.json.code, refused.json.errors[0].field], [422, 'invalid_field', 'tlvs']);
});

// Kannel as a client of our SMPP server: what it is handed over HTTP reaches an operator through us, and what became of it
// comes to its dlr-url; with each habit of its own that concerns a server. A wiretap sees that Kannel really had the habit.
import assert from 'node:assert/strict';
import { describe, it as test } from 'node:test';
import { CallbackSink } from './callback_sink.mjs';
import { pause, throughout, until } from './deadline.mjs';
import { Esme, STATUS } from './esme.mjs';
import { Kannel, unlessKannel } from './kannel_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { Wiretap } from './wiretap.mjs';

const TO = '+4915123456789';
const DELIVERED = '1';
const FAILED = '2';
const BY_OPERATOR = '8';
const REJECTED = '16';
const ports = new PortRange(25500);

// A scene with Kannel behind a tap. `binds`: of Kannel, from the tap's port; `before`: what happens before it starts;
// `online`: how many binds it must have, 0 where it may not get any.
async function openScene(t, { account = {}, smpp = {}, binds = (port) => [{ port, 'transceiver-mode': 'true' }], before = () => {}, online, ...wanted } = {}) {
  const port = await ports.next();
  const scene = await Scene.open(t, ports, {
    ...wanted,
    change: (settings) => {
      settings.smpp = { enabled: true, port, ...smpp };
      settings.client[0].account = [{ system_id: 'shop', password: 'shop-pw', ...account }];
      settings.engine.class.transactional = { resend_ms: 500 };
    },
  });
  scene.tap = await scene.keep(new Wiretap(await ports.next(), port)).start();
  scene.dlr = await scene.keep(new CallbackSink(await ports.next())).start();
  const own = { admin: await ports.next(), box: await ports.next(), http: await ports.next() };
  scene.kannel = scene.keep(new Kannel(own, binds(scene.tap.port)));
  await before(scene);
  await scene.kannel.start();
  if (online !== 0) await scene.kannel.online(online);
  scene.send = (name, fields) => scene.kannel.send({ 'dlr-mask': 31, 'dlr-url': `${scene.dlr.url}/${name}?type=%d&id=%F&status=%A`, ...fields });
  scene.reports = (name) => reports(scene.dlr, name);
  scene.heard = (name, type) => until(`Kannel heard ${type} of ${name}`, () => scene.reports(name).find((report) => report.type === type));
  return scene;
}

function reports(sink, name) {
  const urls = sink.calls.map(({ path }) => new URL(path, sink.url));
  return urls.filter(({ pathname }) => pathname === `/${name}`).map(({ searchParams }) => Object.fromEntries(searchParams));
}

const FORMS = [
  // handed to Kannel, as Kannel writes it, as the operator sees it
  ['+4915123456701', { dest_addr_ton: 1, destination_addr: '4915123456701' }, '4915123456701'],
  ['004915123456702', { dest_addr_ton: 2, destination_addr: '004915123456702' }, '4915123456702'],
  ['4915123456703', { dest_addr_ton: 2, destination_addr: '4915123456703' }, '4915123456703'],
];
const SENDERS = [
  ['Shop', { source_addr_ton: 5, source_addr_npi: 0, source_addr: 'Shop' }, 'Shop'],
  ['12345', { source_addr_ton: 2, source_addr_npi: 1, source_addr: '12345' }, '12345'],
  ['+4915123000000', { source_addr_ton: 1, source_addr: '4915123000000' }, '4915123000000'],
];
const TEXTS = [
  [{ text: 'plain {€}' }, { data_coding: 0 }, 'plain {€}', 0],
  [{ text: 'Привет', coding: 2 }, { data_coding: 8 }, 'Привет', 8],
  [{ text: 'flash', mclass: 0 }, { data_coding: 0xf0 }, 'flash', 0xf0],
  [{ text: 'Вспышка', coding: 2, mclass: 0 }, { data_coding: 0x18 }, 'Вспышка', 0x18],
  [{ text: 'voice mail', mwi: 0 }, { data_coding: 0xd8 }, 'voice mail', 0],
];

// How Kannel goes on after a bind was refused, by the code it was refused with.
const REFUSALS = [
  ['by ESME_RBINDFAIL', { password: 'another' }, {}, STATUS.bindFailed, true],
  ['by name', { password: 'another' }, { names_credentials: true }, STATUS.invalidPassword, false],
];

// Side by side, for most of them wait for Kannel.
describe('Kannel', { ...unlessKannel, concurrency: 4 }, () => {
  test('what Kannel is handed goes out, and its dlr-url hears of it', async (t) => {
    const scene = await openScene(t);
    await scene.send('plain', { to: TO, text: 'Hello € @' });
    const delivered = await scene.heard('plain', DELIVERED);
    const taken = await scene.heard('plain', BY_OPERATOR);
    assert.equal(taken.id, delivered.id, 'the id of the response is the id of the receipt');
    assert.deepEqual(scene.operator.submits.map(({ text, source_addr }) => [text, source_addr]), [['Hello € @', 'Kaskad']]);
    assert.equal((await scene.message(delivered.id)).state, 'delivered');

    const [bind] = scene.tap.seen('bind_transceiver');
    assert.deepEqual([bind.system_id, bind.system_type, bind.interface_version], ['shop', 'VMA', 0x34]);
    const [submit] = scene.tap.seen('submit_sm');
    assert.deepEqual([submit.esm_class, submit.registered_delivery], [3, 0x11], 'store and forward, receipts of every kind');
    await until('enquire_link of Kannel is answered', () => scene.tap.seen('enquire_link_resp', 'server').length >= 2);

    // What is told comes behind the response, or Kannel would not know it: that an operator has it, then that it arrived.
    const order = scene.tap.pdus.filter(({ command, by }) => by === 'server' && /submit_sm_resp|deliver_sm/.test(command));
    assert.deepEqual(order.map(({ command, esm_class }) => [command, esm_class]), [['submit_sm_resp', undefined], ['deliver_sm', 0x20], ['deliver_sm', 0x04]]);
    await scene.kannel.stop();
    assert.deepEqual([scene.tap.seen('unbind', 'client').length, scene.tap.seen('unbind_resp', 'server').length], [1, 1]);
  });

  test('addresses and codings as Kannel writes them', async (t) => {
    const scene = await openScene(t);
    const cases = [
      ...FORMS.map(([to, wire, out]) => [{ to, text: 'n' }, wire, { destination_addr: out }]),
      ...SENDERS.map(([from, wire, out]) => [{ from, text: 'n' }, wire, { source_addr: out }]),
      ...TEXTS.map(([fields, wire, text, data_coding]) => [fields, wire, { text, data_coding }]),
    ];
    for (const [index, [fields, wire, out]] of cases.entries()) {
      const name = JSON.stringify(fields);
      await scene.send(`n${index}`, fields);
      await scene.heard(`n${index}`, DELIVERED);
      const submit = scene.tap.seen('submit_sm').at(-1);
      for (const [field, value] of Object.entries(wire)) assert.equal(submit[field], value, `${name}: Kannel's ${field}`);
      for (const [field, value] of Object.entries(out)) assert.equal(scene.operator.submits.at(-1)[field], value, `${name}: the operator's ${field}`);
    }
  });

  test('times are the absolute ones of Kannel\'s clock', async (t) => {
    const scene = await openScene(t);
    const before = Date.now();
    await scene.send('timed', { text: 'later', deferred: 10, validity: 70 });
    const { id } = await scene.heard('timed', BY_OPERATOR);
    const { schedule_delivery_time, validity_period } = scene.tap.seen('submit_sm')[0];
    const inMinutes = (date) => Math.round((date - before) / 60_000);
    assert.deepEqual([inMinutes(schedule_delivery_time), inMinutes(validity_period)], [10, 70]);
    const message = await scene.shop.message(id);
    assert.deepEqual([message.state, inMinutes(Date.parse(message.send_at))], ['scheduled', 10]);
  });

  test('what is refused for good ends at Kannel, the bare header notwithstanding; what fails later is told', async (t) => {
    const scene = await openScene(t, { operators: [{ 'receipt-fails-to': '666' }] });
    await scene.send('binary', { text: 'octets', coding: 1 });
    await scene.send('nowhere', { to: '+33612345678', text: 'no network' });
    await scene.send('failed', { to: '+4915123456666', text: 'fails' });
    await scene.heard('binary', REJECTED);
    await scene.heard('nowhere', REJECTED);
    assert.match((await scene.heard('failed', FAILED)).status, /stat:UNDELIV/);
    const refused = scene.tap.seen('submit_sm_resp').filter(({ command_status }) => command_status !== 0);
    assert.deepEqual(refused.map(({ command_status, octets }) => [command_status, octets.length]), [[STATUS.submitFailed, 16], [STATUS.invalidDestination, 16]]);
    await throughout('no second try', 1_500, () => scene.tap.seen('submit_sm').length === 3);
  });

  test('a throttled Kannel comes again until all went out once', async (t) => {
    const scene = await openScene(t, { account: { rate: 4 } });
    const names = Array.from({ length: 6 }, (_, index) => `n${index}`);
    for (const name of names) await scene.send(name, { text: name });
    for (const name of names) await scene.heard(name, DELIVERED);
    const throttled = scene.tap.seen('submit_sm_resp').filter(({ command_status }) => command_status === STATUS.throttled);
    assert.ok(throttled.length > 0, 'it was throttled');
    assert.deepEqual(scene.operator.submits.map(({ text }) => text).sort(), [...names].sort());
  });

  test('a bind each way: out over one, receipts over the other', async (t) => {
    const binds = (port) => [{ port }, { 'receive-port': port }];
    const scene = await openScene(t, { binds, online: 2 });
    await scene.send('both', { text: 'hello' });
    await scene.heard('both', DELIVERED);
    const [receiver] = scene.tap.seen('bind_receiver');
    const [transmitter] = scene.tap.seen('bind_transmitter');
    assert.equal(scene.tap.seen('submit_sm')[0].connection, transmitter.connection);
    assert.equal(scene.tap.seen('deliver_sm')[0].connection, receiver.connection);
  });

  test('a receipt never overtakes the response, though the operator\'s did', async (t) => {
    const scene = await openScene(t, { operators: [{ 'receipt-first': 'on', 'receipt-tlvs': 'off', ids: 'hex', 'receipt-ids': 'decimal' }], links: [{ ids: 'response_hex_receipt_decimal' }] });
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    await Promise.all(names.map((name) => scene.send(name, { text: name })));
    for (const name of names) await scene.heard(name, DELIVERED);
  });

  for (const [name, account, smpp, status, comesAgain] of REFUSALS) {
    test(`a bind refused ${name} is ${comesAgain ? 'tried again and works when it is mended' : 'given up by Kannel'}`, async (t) => {
      const scene = await openScene(t, { account, smpp, online: 0 });
      const answers = () => scene.tap.seen('bind_transceiver_resp');
      await until('a bind is refused', () => answers().length >= 1);
      assert.equal(answers()[0].command_status, status);
      if (!comesAgain) return throughout('no second try', 2_500, () => scene.tap.seen('bind_transceiver').length === 1);
      await scene.reload((settings) => (settings.client[0].account[0].password = 'shop-pw'));
      return scene.kannel.online();
    });
  }

  test('one bind too many is success to Kannel: it is closed, and comes again until there is room', async (t) => {
    let other;
    const before = async (scene) => {
      other = scene.keep(await new Esme(scene.gateway.settings.smpp.port).connect());
      assert.equal((await other.bind('receiver', { password: 'shop-pw' })).command_status, STATUS.ok);
    };
    const scene = await openScene(t, { account: { binds: 1 }, online: 0, before });
    await until('Kannel is refused', () => scene.tap.seen('bind_transceiver_resp').some(({ command_status }) => command_status === STATUS.alreadyBound));
    await scene.send('waits', { text: 'waits' });
    other.dispose();
    await scene.heard('waits', DELIVERED);
    assert.equal(scene.operator.submits.length, 1);
  });

  test('killed, stopped and started again, we lose nothing that Kannel was handed', async (t) => {
    const scene = await openScene(t);
    const names = [];
    let going = true;
    const handing = (async () => {
      for (; going; await pause(10)) {
        const number = names.push(`n${names.length}`);
        await scene.send(names.at(-1), { to: `+${Number(TO) + number}`, text: names.at(-1) });
      }
    })();
    await scene.operator.received(20);
    await scene.gateway.kill();
    await scene.gateway.start();
    await until('Kannel is bound again', () => scene.tap.seen('bind_transceiver_resp').length >= 2);
    const before = scene.operator.submits.length;
    await scene.operator.received(before + 30);
    await scene.gateway.stop();
    // Kannel writes its answer and closes; where it has not read all of ours, the answer is lost with the connection.
    assert.equal(scene.tap.seen('unbind', 'server').length, 1);
    await scene.gateway.start();
    await scene.kannel.online();
    going = false;
    await handing;
    for (const name of names) await scene.heard(name, DELIVERED);
    const texts = scene.operator.submits.map(({ text }) => text);
    assert.deepEqual([...new Set(texts)].sort(), [...names].sort());
    // Kannel hands over again what the kill left unanswered; it counts on over its binds.
    const twice = texts.length - names.length;
    assert.ok(twice <= 10 + 10, `${twice} went twice: Kannel's window, and ours`);
    const numbers = scene.tap.seen('bind_transceiver').map(({ sequence_number }) => sequence_number);
    assert.ok(numbers.length >= 3 && numbers.every((number, index) => index === 0 || number > numbers[index - 1]), String(numbers));
  });
});

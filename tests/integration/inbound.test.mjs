// Texts from handsets: a foreign operator sends them in every form, a foreign client and a callback endpoint get them.
// Nothing that was answered is lost or told twice, whatever is killed in between.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { CallbackSink } from './callback_sink.mjs';
import { pause, throughout, until } from './deadline.mjs';
import { STATUS } from './esme.mjs';
import { PROGRAM } from './gateway_process.mjs';
import { HandsetOperator, part, UDHI } from './handset_operator.mjs';
import { PortRange } from './port_range.mjs';
import { Postgres, unlessPostgres } from './postgres_process.mjs';
import { Scene } from './scene.mjs';
import { makeLink, WEBHOOK_SECRET } from './settings.mjs';

const smpp = createRequire(import.meta.url)('smpp');
const ports = new PortRange(25100);

// A receiver that keeps the octets of what it gets.
class Receiver {
  constructor(port) {
    Object.assign(this, { port, texts: [], status: () => STATUS.ok });
  }

  async bind(version = 0x34) {
    this.session = smpp.connect({ host: '127.0.0.1', port: this.port });
    this.session.on('error', () => {});
    this.session.on('enquire_link', (pdu) => this.session.send(pdu.response()));
    this.session.on('deliver_sm', (pdu) => {
      this.texts.push(pdu);
      this.session.send(pdu.response({ command_status: this.status(pdu, this.texts.length) }));
    });
    await new Promise((resolve) => this.session.once('connect', resolve));
    const bound = await new Promise((resolve) =>
      this.session.bind_receiver({ system_id: 'shop', password: 'shop-pass', interface_version: version }, resolve),
    );
    assert.equal(bound.command_status, STATUS.ok);
    return this;
  }

  dispose() {
    this.session?.destroy();
  }
}

const words = ({ short_message }) => (typeof short_message === 'object' && short_message.message !== undefined ? short_message.message : short_message);

// A shop with 8811 (callback) and 8822 (SMPP account), and an operator with two binds.
async function openScene(t, { link = {}, account = {}, engine = {}, change = () => {}, ...wanted } = {}) {
  const port = await ports.next();
  const handsets = new HandsetOperator(await ports.next());
  const sink = new CallbackSink(await ports.next());
  await handsets.start();
  await sink.start();
  t.after(() => Promise.all([handsets.dispose(), sink.dispose()]));
  const scene = await Scene.open(t, ports, {
    operators: [],
    ...wanted,
    change: async (settings, own) => {
      settings.link = [makeLink('alpha', handsets.port, { binds: 2, ...link })];
      settings.smpp = { enabled: true, port };
      Object.assign(settings.engine, { callback_delay_ms: 100, ...engine });
      const [shop] = settings.client;
      shop.account = [{ system_id: 'shop', password: 'shop-pass', ...account }];
      shop.endpoint = [{ name: 'main', url: sink.url, secret: WEBHOOK_SECRET, allow_private: true }];
      shop.number = [
        { address: '8811', endpoint: 'main' },
        { address: '8822', account: 'shop' },
      ];
      await change(settings, own);
    },
  });
  await handsets.bound(link.binds ?? 2);
  const texts = () => sink.calls.map(({ body }) => JSON.parse(body)).filter(({ type }) => type === 'message.inbound').map(({ data }) => data);
  const told = (count) => until(`${count} texts are posted`, () => texts().length >= count && texts());
  const receiver = (version) => scene.keep(new Receiver(port)).bind(version);
  return Object.assign(scene, { handsets, sink, texts, told, receiver });
}

test('a text in each coding is read and posted', async (t) => {
  const { handsets, told, shop } = await openScene(t);
  const forms = [
    ['gsm7', 0, Buffer.from('Gr\x7e\x1ee \x1be', 'latin1'), 'Grüße €'],
    ['latin1', 3, Buffer.from('Grüße', 'latin1'), 'Grüße'],
    ['ucs2', 8, Buffer.from('да 🎂', 'utf16le').swap16(), 'да 🎂'],
    ['binary', 4, Buffer.from([1, 2, 0xff]), null],
  ];
  for (const [index, [encoding, data_coding, short_message, text]] of forms.entries()) {
    assert.equal(await handsets.text({ data_coding, short_message }), STATUS.ok);
    const data = (await told(index + 1))[index];
    assert.deepEqual([data.encoding, data.text, data.data_coding, data.from, data.to], [encoding, text, data_coding, '491700000001', '8811']);
    assert.deepEqual([data.parts, data.complete], [1, true]);
    assert.equal(data.octets_hex, text === null ? '0102ff' : null);
  }
  const listed = await until('all are listed', async () => {
    const { inbound } = (await shop.get('/v1/inbound')).json;
    return inbound.length === forms.length && inbound;
  });
  assert.deepEqual(listed.map(({ text }) => text), forms.map(([, , , text]) => text));
});

test('what data_coding 0 stands for is the link\'s', async (t) => {
  const { handsets, told } = await openScene(t, { link: { data_coding_0: 'latin1', ucs2_order: 'little_endian' } });
  await handsets.text({ message_payload: Buffer.from('ä', 'latin1') });
  await handsets.text({ data_coding: 8, short_message: Buffer.from('да', 'utf16le') });
  assert.deepEqual((await told(2)).map(({ text }) => text).sort(), ['ä', 'да']);
});

test('parts are put together in any order over both binds, repeats are dropped', async (t) => {
  const { handsets, told, texts } = await openScene(t);
  const three = ['one ', 'two ', 'three'].map((octets, index) => ({ esm_class: UDHI, short_message: part(index + 1, 3, 77, octets) }));
  for (const [index, over] of [[2, 0], [0, 1], [2, 1], [0, 0], [1, 1], [1, 0]]) assert.equal(await handsets.text(three[index], { over }), STATUS.ok);
  const [data] = await told(1);
  assert.deepEqual([data.text, data.parts, data.parts_received, data.complete], ['one two three', 3, 3, true]);
  await throughout('told once', 500, () => texts().length === 1);
});

test('sar parameters and message_payload are understood, also in data_sm', async (t) => {
  const { handsets, told } = await openScene(t);
  const sar = (number) => ({ sar_msg_ref_num: 500, sar_total_segments: 2, sar_segment_seqnum: number });
  await handsets.text({ short_message: Buffer.from('second'), ...sar(2) }, { over: 1 });
  await handsets.text({ short_message: Buffer.from('first '), ...sar(1) });
  assert.equal((await told(1))[0].text, 'first second');
  const long = 'long '.repeat(100);
  await handsets.text({ message_payload: Buffer.from(long) });
  assert.equal((await told(2))[1].text, long);
  assert.equal(await handsets.text({ message_payload: Buffer.from('by data sm') }, { command: 'data_sm' }), STATUS.ok);
  assert.equal((await told(3))[2].text, 'by data sm');
});

test('kill -9 between the parts, and before the response, loses nothing and tells nothing twice', async (t) => {
  const scene = await openScene(t);
  const { handsets, told, texts } = scene;
  const first = { esm_class: UDHI, short_message: part(1, 2, 5, 'before ') };
  assert.equal(await handsets.text(first), STATUS.ok);
  await scene.gateway.kill();
  await scene.gateway.start();
  await handsets.bound(2);
  assert.equal(await handsets.text(first, { over: 1 }), STATUS.ok); // as if its response had been lost
  assert.equal(await handsets.text({ esm_class: UDHI, short_message: part(2, 2, 5, 'after') }), STATUS.ok);
  assert.equal((await told(1))[0].text, 'before after');
  for (let round = 0; round < 3; ++round) {
    const fields = { short_message: Buffer.from(`round ${round}`) };
    const answer = handsets.text(fields);
    await pause(round * 5);
    await scene.gateway.kill();
    await answer;
    await scene.gateway.start();
    await handsets.bound(2);
    assert.equal(await handsets.text(fields), STATUS.ok); // the operator cannot know
  }
  // A callback may come twice after a kill, with the same id.
  const ids = () => new Set(texts().map(({ id }) => id));
  await until('all are told', () => ids().size === 4);
  await throughout('no other text', 300, () => ids().size === 4);
  const inbound = await until('all are listed', async () => {
    const all = (await scene.shop.get('/v1/inbound')).json.inbound;
    return all.length >= 4 && all;
  });
  assert.deepEqual(inbound.map(({ text }) => text).slice(1), ['round 0', 'round 1', 'round 2']);
});

test('PostgreSQL keeps parts and texts over a kill, and knows repeats', unlessPostgres, async (t) => {
  const postgres = await new Postgres(await ports.next()).start();
  t.after(() => postgres.dispose());
  const scene = await openScene(t, { change: (settings) => (settings.store = postgres.url) });
  const { handsets, told, texts } = scene;
  const first = { esm_class: UDHI, short_message: part(1, 2, 5, 'before ') };
  assert.equal(await handsets.text(first), STATUS.ok);
  await scene.gateway.kill();
  await scene.gateway.start();
  await handsets.bound(2);
  assert.equal(await handsets.text(first), STATUS.ok);
  assert.equal(await handsets.text({ esm_class: UDHI, short_message: part(2, 2, 5, 'after') }, { over: 1 }), STATUS.ok);
  assert.equal((await told(1))[0].text, 'before after');
  await until('it is listed', async () => (await scene.shop.get('/v1/inbound')).json.inbound.length === 1);
  assert.equal(postgres.query('SELECT count(*) FROM kaskad.inbound_part'), '0');
  assert.equal(postgres.query('SELECT count(*) FROM kaskad.inbound_print'), '2');
  assert.equal(texts().length, 1);
});

test('what is not whole in time is told as incomplete', async (t) => {
  const scene = await openScene(t, { engine: { inbound_wait_ms: 1_000 }, change: ({ client }) => client[0].number.push({ address: '8833', account: 'shop' }) });
  const receiver = await scene.receiver();
  await scene.handsets.text({ esm_class: UDHI, short_message: part(3, 3, 9, 'end') });
  await scene.handsets.text({ esm_class: UDHI, short_message: part(1, 3, 9, 'begin '), destination_addr: '8822' });
  const [data] = await scene.told(1);
  assert.deepEqual([data.text, data.parts, data.parts_received, data.complete], ['end', 3, 1, false]);
  const pdu = await until('the account has it', () => receiver.texts[0]);
  assert.equal(words(pdu), 'begin ');
});

test('an account gets its texts as deliver_sm, long ones in parts that are not sent again', async (t) => {
  const scene = await openScene(t);
  const receiver = await scene.receiver();
  await scene.handsets.text({ destination_addr: '8822', data_coding: 8, short_message: Buffer.from('да', 'utf16le').swap16() });
  const pdu = await until('the text', () => receiver.texts[0]);
  assert.deepEqual([pdu.esm_class, pdu.source_addr, pdu.destination_addr, pdu.data_coding, words(pdu)], [0, '491700000001', '8822', 8, 'да']);
  receiver.texts.length = 0;
  receiver.status = (_, count) => (count === 2 ? STATUS.retryLater : STATUS.ok);
  const long = 'a'.repeat(153) + 'b'.repeat(153) + 'c';
  await scene.handsets.text({ destination_addr: '8822', message_payload: Buffer.from(long) });
  await until('all parts, one of them twice', () => receiver.texts.length >= 4);
  const numbers = receiver.texts.map(({ short_message }) => short_message.udh[0][4]);
  assert.deepEqual(numbers.slice(0, 3), [1, 2, 3]);
  assert.equal(numbers[3], 2);
  const parts = [1, 2, 3].map((number) => words(receiver.texts[numbers.indexOf(number)]));
  assert.equal(parts.join(''), long);
  await throughout('no part again', 700, () => receiver.texts.length === 4);
});

test('an account may have long texts whole', async (t) => {
  const scene = await openScene(t, { account: { inbound_split: 'payload' } });
  const receiver = await scene.receiver();
  const long = 'x'.repeat(400);
  await scene.handsets.text({ destination_addr: '8822', message_payload: Buffer.from(long) });
  const pdu = await until('the text', () => receiver.texts[0]);
  assert.equal(String(pdu.message_payload.message ?? pdu.message_payload), long);
});

test('whoever is bound by 3.3 gets them in parts all the same', async (t) => {
  const scene = await openScene(t, { account: { inbound_split: 'payload' } });
  const receiver = await scene.receiver(0x33);
  const long = 'x'.repeat(200) + 'y'.repeat(200);
  await scene.handsets.text({ destination_addr: '8822', message_payload: Buffer.from(long) });
  await until('three parts', () => receiver.texts.length >= 3);
  assert.equal(receiver.texts.map(words).join(''), long);
  await throughout('nothing else', 500, () => receiver.texts.length === 3);
});

test('texts wait while nobody is bound, also over a kill', async (t) => {
  const scene = await openScene(t);
  for (const octets of ['one', 'two']) assert.equal(await scene.handsets.text({ destination_addr: '8822', short_message: Buffer.from(octets) }), STATUS.ok);
  await scene.gateway.kill();
  await scene.gateway.start();
  const receiver = await scene.receiver();
  await until('both', () => receiver.texts.length === 2);
  assert.deepEqual(receiver.texts.map(words), ['one', 'two']);
  await pause(1_500); // its progress is written down
  receiver.dispose();
  await scene.gateway.kill();
  await scene.gateway.start();
  const again = await scene.receiver();
  await throughout('not again', 700, () => again.texts.length === 0);
});

test('a callback that fails is repeated with the same octets', async (t) => {
  const scene = await openScene(t);
  scene.sink.status = () => (scene.sink.calls.length < 3 ? 500 : 200);
  await scene.handsets.text({ short_message: Buffer.from('again') });
  await until('three tries', () => scene.sink.calls.length === 3);
  const bodies = new Set(scene.sink.calls.map(({ body }) => body));
  const ids = new Set(scene.sink.calls.map(({ headers }) => headers['webhook-id']));
  assert.deepEqual([bodies.size, ids.size], [1, 1]);
});

test('numbers go by keyword, and another client\'s by a reload; nobody\'s are shown to the operator', async (t) => {
  const scene = await openScene(t, { change: ({ client }) => client[0].number.unshift({ address: '8811', keyword: 'Secret', account: 'shop' }) });
  const receiver = await scene.receiver();
  await scene.handsets.text({ short_message: Buffer.from('secret! word') });
  assert.equal(words(await until('the text', () => receiver.texts[0])), 'secret! word');
  await scene.handsets.text({ short_message: Buffer.from('secretly') });
  assert.equal((await scene.told(1))[0].text, 'secretly');

  assert.equal(await scene.handsets.text({ destination_addr: '9999', short_message: Buffer.from('lost') }), STATUS.ok);
  const unowned = await until('it is shown', async () => (await scene.owner.get('/v1/inbound/unowned')).json.inbound[0]);
  assert.deepEqual([unowned.text, unowned.to, unowned.link], ['lost', '9999', 'alpha']);
  assert.equal((await scene.shop.get('/v1/inbound/unowned')).status, 404);
  await until('and counted', async () => /kaskad_inbound_unowned_total\{link="alpha"\} 1/.test(await scene.metrics()));

  await scene.reload(({ client, link }) => {
    client[0].number.push({ address: '9999', endpoint: 'main' });
    link[0].refuse_unowned = true;
  });
  await scene.handsets.bound(2);
  assert.equal(await scene.handsets.text({ destination_addr: '9999', short_message: Buffer.from('found') }), STATUS.ok);
  assert.equal((await scene.told(2))[1].text, 'found');
  assert.equal(await scene.handsets.text({ destination_addr: '9998', short_message: Buffer.from('no') }), STATUS.rejected);
});

test('a person can order a text from the simulated operator', async (t) => {
  const port = await ports.next();
  const centre = spawn(PROGRAM, ['smsc', '--port', String(port)], { stdio: ['pipe', 'pipe', 'ignore'] });
  t.after(() => centre.kill('SIGKILL'));
  let said = '';
  centre.stdout.on('data', (octets) => (said += octets));
  await until('it listens', () => said.includes('"listening"'));
  const scene = await openScene(t, { change: ({ link }) => link.push(makeLink('bravo', port)) });
  await scene.gateway.hasLogged(/link bravo: bind 0 is bound/);
  centre.stdin.write('mo 491700000009 8811 Info, please\n');
  const [data] = await scene.told(1);
  assert.deepEqual([data.from, data.to, data.text], ['491700000009', '8811', 'Info, please']);
  await until('it says what was answered', () => /"text_answered","number":1,"status":"ESME_ROK"/.test(said));
});

// Links with several hosts, questions about receipts, operators that call us, orders to links, limits inside a link:
// against the npm package `smpp` as the operators' centres.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pause, until } from './deadline.mjs';
import { Operator } from './operator_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { makeLink } from './settings.mjs';

const TO = '+4915123456789';
const ports = new PortRange(25350);

const numbered = (number) => `+49151${String(20_000_000 + number)}`;

async function sendMany(scene, count, more = {}) {
  const items = Array.from({ length: count }, (_, number) => ({ to: numbered(number), text: `number ${number}`, ...more }));
  const { json } = await scene.shop.post(items);
  return json.map(({ id }) => id);
}

// Two centres of one operator never give one id twice.
const CENTRES = [{}, { 'id-last': '800000' }];

// Both behind the link "alpha".
function twoHosts(t, link, operators = CENTRES) {
  return Scene.open(t, ports, {
    operators,
    change: (settings, { operators: [first, second] }) => {
      const hosts = [first, second].map(({ port }) => `127.0.0.1:${port}`);
      settings.link = [makeLink('alpha', first.port, { hosts, return_after_ms: 300, ...link })];
      settings.price = settings.price.filter((price) => price.link !== 'bravo');
    },
  });
}

async function linkOf(scene, name = 'alpha') {
  const { json } = await scene.owner.get('/v1/links');
  return json.links.find((link) => link.name === name);
}

const boundAt = async (scene) => (await linkOf(scene)).hosts.map(({ binds_bound }) => binds_bound);
const isBoundAt = (scene, expected) =>
  until(`binds are ${expected}`, async () => JSON.stringify(await boundAt(scene)) === JSON.stringify(expected));

test('shared hosts: binds and load are spread; one that goes away loses nothing, and gets its share back', async (t) => {
  const scene = await twoHosts(t, { binds: 4, window: 5 });
  const [first, second] = scene.operators;
  await isBoundAt(scene, [2, 2]);
  for (const id of await sendMany(scene, 60)) await scene.message(id);
  // Every free place is taken before one waits; then the one that answers faster gets more.
  for (const operator of [first, second]) assert.ok(operator.submits.length >= 10, `${operator.submits.length} of 60`);

  await second.order({ do: 'away' });
  await isBoundAt(scene, [4, 0]);
  assert.equal((await linkOf(scene)).hosts[1].out, true);
  const before = first.submits.length;
  for (const id of await sendMany(scene, 20)) assert.equal((await scene.message(id)).state, 'delivered');
  assert.ok(first.submits.length >= before + 20);

  await second.order({ do: 'back' });
  await isBoundAt(scene, [2, 2]);
  const shown = new RegExp(`kaskad_link_host_binds_bound\\{host="127\\.0\\.0\\.1:${second.port}",link="alpha"\\} 2`);
  await until('the metrics say so', async () => shown.test(await scene.metrics()));
});

test('standby: the second host only while the first is lost, and back when it has been up', async (t) => {
  const scene = await twoHosts(t, { hosts_use: 'standby', binds: 2 });
  const [first, second] = scene.operators;
  await isBoundAt(scene, [2, 0]);
  assert.equal(second.binds.length, 0);
  await first.order({ do: 'away' });
  await isBoundAt(scene, [0, 2]);
  const { id } = await scene.shop.send({ to: TO, text: 'over the second' });
  assert.equal((await scene.message(id)).state, 'delivered');
  assert.equal(second.submits.length, 1);
  await first.order({ do: 'back' });
  await isBoundAt(scene, [2, 0]);
  const again = await scene.shop.send({ to: TO, text: 'over the first' });
  await scene.message(again.id);
  assert.equal(first.submits.length, 1);
});

test('standby: a host that refuses the bind is left for the other', async (t) => {
  const scene = await twoHosts(t, { hosts_use: 'standby' }, [{ 'bind-status': '13' }, {}]);
  await isBoundAt(scene, [0, 1]);
});

test('a receipt that does not come is asked for, and the answer is as good', async (t) => {
  const scene = await Scene.open(t, ports, {
    operators: [{ receipts: 'off' }],
    links: [{ query_after_ms: 300, query_times: 20, query_rate: 50 }],
  });
  await scene.operator.order({ 'query-state': 'ENROUTE' });
  const { id } = await scene.shop.send({ to: TO, text: 'hello' });
  await until('it was asked', () => scene.operator.events.some(({ event }) => event === 'query_sm'));
  await scene.operator.order({ 'query-state': 'DELIVRD' });
  assert.equal((await scene.message(id)).state, 'delivered');
  const seen = (await scene.owner.message(id)).attempts[0].parts[0];
  assert.equal(seen.receipt.matched_by, 'query');
  const asked = scene.operator.events.find(({ event }) => event === 'query_sm');
  assert.equal(asked.message_id, seen.operator_id);
  assert.equal(asked.source_addr, 'Kaskad');
  await until('it is counted', async () => /kaskad_queries_total\{link="alpha"\} ([2-9]|1\d|20)\b/.test(await scene.metrics()));
});

test('an operator that does not know query_sm is asked once', async (t) => {
  const scene = await Scene.open(t, ports, {
    operators: [{ receipts: 'off', 'query-status': '3' }],
    links: [{ query_after_ms: 100, query_times: 5, query_rate: 50 }],
  });
  await scene.shop.send({ to: TO, text: 'hello' });
  const questions = () => scene.operator.events.filter(({ event }) => event === 'query_sm').length;
  await until('it was asked', questions);
  await pause(800);
  assert.equal(questions(), 1);
});

test('an operator that calls us: outbind, then our bind over its connection', async (t) => {
  const port = await ports.next();
  const scene = await Scene.open(t, ports, {
    change: (settings) => {
      const { host, hosts, ...link } = settings.link[0];
      const outbind = { outbind: `127.0.0.1:${port}`, outbind_system_id: 'centre', outbind_password: 'word' };
      settings.link = [{ ...link, ...outbind }];
    },
  });
  await scene.operator.order({ do: 'outbind', port, system_id: 'centre', password: 'wrong' });
  await until('it was cut off', () => scene.operator.events.some(({ event }) => event === 'close'));
  assert.equal(scene.operator.binds.length, 0);
  await scene.operator.order({ do: 'outbind', port, system_id: 'centre', password: 'word' });
  await scene.operator.bound(1);
  assert.equal(scene.operator.binds[0].event, 'bind_transceiver');
  const { id } = await scene.shop.send({ to: TO, text: 'hello' });
  assert.equal((await scene.message(id)).state, 'delivered');
});

test('a paused link takes nothing; it is said who and why; it stays so over a restart, until it is resumed', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  assert.equal((await scene.shop.request('POST', '/v1/links/alpha/pause')).status, 404, 'not for clients');
  assert.equal((await scene.owner.request('POST', '/v1/links/nowhere/pause')).status, 404);
  const paused = await scene.owner.request('POST', '/v1/links/alpha/pause', { body: { why: 'their centre loses receipts' } });
  assert.equal(paused.status, 200, paused.text);
  const { hold } = await linkOf(scene);
  assert.deepEqual([hold.state, hold.by, hold.why], ['paused', 'owner/main', 'their centre loses receipts']);
  const refused = await scene.shop.post({ to: TO, text: 'hello' });
  assert.equal(refused.json.code, 'no_route');

  await scene.gateway.stop();
  await scene.gateway.start();
  assert.equal((await linkOf(scene)).hold.why, 'their centre loses receipts');
  await scene.owner.request('POST', '/v1/links/alpha/resume');
  assert.equal((await linkOf(scene)).hold, null);
  const { id } = await scene.shop.send({ to: TO, text: 'hello' });
  assert.equal((await scene.message(id)).state, 'delivered');
});

test('what waits at a paused link goes over another, a drained one finishes what it has', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ answers: 'off' }, {}], links: [{ window: 1 }] });
  await scene.linked();
  const ids = await sendMany(scene, 5);
  await scene.operators[0].received(1);
  await scene.owner.request('POST', '/v1/links/alpha/pause');
  for (const id of ids.slice(1)) assert.equal((await scene.message(id)).state, 'delivered');
  assert.equal(scene.operators[1].submits.length, 4);
  await scene.owner.request('POST', '/v1/links/bravo/drain');
  assert.equal((await linkOf(scene, 'bravo')).hold.state, 'draining');
});

test('one recipient with a long queue does not fill the window', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ answers: 'off' }], links: [{ window: 10, recipient_window: 2 }] });
  const items = Array.from({ length: 30 }, (_, number) => ({ to: TO, text: `number ${number}` }));
  await scene.shop.post(items);
  await sendMany(scene, 3);
  await scene.operator.received(5);
  await pause(300);
  assert.equal(scene.operator.submitsTo(TO.slice(1)).length, 2);
  assert.equal(scene.operator.submits.length, 5);
});

test('a sender keeps its own rate while others pass', async (t) => {
  const scene = await Scene.open(t, ports, {
    links: [{ window: 100, limit: [{ by: 'sender', value: 'Slow', rate: 10 }] }],
  });
  await scene.linked();
  const began = performance.now();
  const slow = await sendMany(scene, 20, { from: 'Slow' });
  const fast = await sendMany(scene, 50, { from: 'Fast' });
  for (const id of fast) await scene.message(id);
  const fastTook = performance.now() - began;
  for (const id of slow) await scene.message(id);
  const times = scene.operator.submits.filter(({ source_addr }) => source_addr === 'Slow').map(({ at }) => at);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  assert.ok(seconds >= 1.7, `20 segments at 10 a second took ${seconds} s`);
  assert.ok(fastTook < 5_000);
});

test('a link that is declared no more finishes first, and the others notice nothing', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ 'answer-delay': '800', 'receipt-first': 'on' }, {}], links: [{ window: 1 }, { drained: true }] });
  await scene.linked();
  const ids = await sendMany(scene, 3);
  await scene.operators[0].received(1);
  await scene.reload((settings) => {
    settings.link = settings.link.filter(({ name }) => name !== 'alpha');
    settings.price = settings.price.filter((price) => price.link !== 'alpha');
  });
  for (const id of ids) assert.equal((await scene.message(id)).state, 'delivered');
  assert.equal(scene.operators[0].submits.length, 3);
  await until('it is gone', async () => (await linkOf(scene)) === undefined);
  assert.equal(scene.operators[1].binds.length, 1);
});

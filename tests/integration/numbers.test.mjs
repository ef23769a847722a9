// Which network a number is in today, seen from outside: lengths, files of ported numbers, what receipts teach, look-ups.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { LookupProvider } from './lookup_provider.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { makePrice } from './settings.mjs';

const TO = '+4915123456789'; // by the plan Telekom's, 26201
const NUMBER = TO.slice(1);
const VODAFONE = '26202';
const ports = new PortRange(23150);

const lookUp = (api, ...numbers) => api.request('POST', '/v1/lookups', { body: { numbers } });
const networkOf = async (scene, id) => (await scene.owner.message(id)).attempts[0].decision.network;

// A gateway that asks the provider; its shop may, and pays 0.01 for an answer.
async function withProvider(t, { looksUp = false, rules = {}, ...wanted } = {}) {
  const provider = await new LookupProvider(await ports.next()).start();
  t.after(() => provider.dispose());
  const change = (settings) => {
    settings.lookup = { url: provider.url, headers: ['x-key: secret'], price: '0.004', currency: 'EUR', ...rules };
    Object.assign(settings.client[0], { lookup_price: '0.01', looks_up: looksUp });
  };
  const scene = await Scene.open(t, ports, { ...wanted, change });
  return { scene, provider };
}

// kaskad ported build|apply, in the gateway's folder.
function makePorted(scene, rows, verb = ['build', 'rows.csv', 'ported.bin']) {
  fs.writeFileSync(path.join(scene.gateway.folder, 'rows.csv'), rows);
  const made = runProgram(['ported', ...verb, '--as-of', '2026-01-31'], { cwd: scene.gateway.folder });
  assert.equal(made.status, 0, made.output);
}

test('a number that no phone can have is refused in words, where the check is on', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  const refused = await scene.shop.post({ to: '+49151234567', text: 'hello' });
  assert.deepEqual([refused.status, refused.json.code, refused.json.retryable], [422, 'invalid_recipient', false]);
  assert.match(refused.json.detail, /mobile number of \+49 has 12 or 13 digits.*this one has 11: it is too short/);
  assert.deepEqual(refused.json.errors.map(({ field }) => field), ['to']);
  await scene.gateway.stop();
  scene.gateway.settings.number_check = false;
  scene.gateway.writeSettings();
  await scene.gateway.start();
  await scene.linked();
  await scene.shop.send({ to: '+49151234567', text: 'hello' });
});

test('files of ported numbers are swapped while the gateway runs, and a bad one leaves the old in place', async (t) => {
  const change = (settings) => {
    settings.ported_numbers = ['ported.bin'];
    settings.price.push(makePrice({}, '0.05', { default: undefined, network: VODAFONE }));
  };
  const scene = new Scene(ports, { change });
  t.after(() => scene.dispose());
  await scene.prepare();
  makePorted(scene, `${NUMBER},${VODAFONE}\n`);
  await scene.gateway.start();
  await scene.linked();
  await scene.gateway.hasLogged(/ported numbers: .*ported\.bin: 1 numbers in use/);

  const first = await scene.shop.send({ to: TO, text: 'one' });
  assert.equal(first.price.amount, '0.05', 'the price of the network it is in today');
  assert.deepEqual((await scene.shop.message(first.id)).network, { mccmnc: VODAFONE, country: 'DE' });
  const network = await networkOf(scene, first.id);
  assert.deepEqual([network.mccmnc, network.rule, network.known_since], [VODAFONE, 'ported', '2026-01-31T00:00:00.000Z']);
  const shown = await scene.shop.request('POST', '/v1/messages/preview', { body: { to: TO, text: 'one' } });
  assert.deepEqual(shown.json.network, { mccmnc: VODAFONE, country: 'DE' });
  assert.match(await scene.metrics(), /kaskad_ported_numbers\{file=".*ported\.bin"\} 1\n/);

  // A day's difference: the number went back.
  makePorted(scene, `${NUMBER},\n+4915123450000,${VODAFONE}\n`, ['apply', 'ported.bin', 'rows.csv']);
  await until('the difference is in use', async () => {
    const { json } = await scene.shop.request('POST', '/v1/messages/preview', { body: { to: TO, text: 'one' } });
    return json.network.mccmnc === '26201';
  });
  // Whatever took its name.
  fs.writeFileSync(path.join(scene.gateway.folder, 'junk'), 'junk');
  fs.renameSync(path.join(scene.gateway.folder, 'junk'), path.join(scene.gateway.folder, 'ported.bin'));
  await scene.gateway.hasLogged(/ported numbers: .*ported\.bin.*stays in use/);
  assert.match(await scene.metrics(), /kaskad_ported_numbers_trouble_total\{file=".*ported\.bin"\} 1/);
  const other = await scene.shop.send({ to: '+4915123450000', text: 'two' });
  assert.equal((await scene.shop.message(other.id)).network.mccmnc, VODAFONE);

  // What was found stands in the message; without the file nothing else is lost.
  await scene.gateway.stop();
  fs.rmSync(path.join(scene.gateway.folder, 'ported.bin'));
  await scene.gateway.start();
  assert.equal((await networkOf(scene, first.id)).rule, 'ported');
  await scene.linked();
  assert.equal((await networkOf(scene, (await scene.shop.send({ to: '+4915123450000', text: 'three' })).id)).rule, 'prefix');
});

test('what a receipt says of the network is learnt, and contradictions are listed', async (t) => {
  const scene = await Scene.open(t, ports, {
    operators: [{ 'receipt-fields': `mccmnc:${VODAFONE}` }, { 'receipt-fields': 'mcc:262 mnc:03' }],
    links: [{ names_networks: true }, { names_networks: true }],
  });
  await scene.linked();
  await scene.message((await scene.shop.send({ to: TO, text: 'one' })).id);
  const { id } = await scene.shop.send({ to: TO, text: 'two' });
  const network = await networkOf(scene, id);
  assert.deepEqual([network.mccmnc, network.rule], [VODAFONE, 'learnt']);
  assert.deepEqual((await scene.owner.get('/v1/routes/contradictions')).json, { numbers: [], learnt: 1, cut: false });

  await scene.reload((settings) => (settings.client[0].links_denied = ['alpha']));
  await scene.message((await scene.shop.send({ to: TO, text: 'three' })).id);
  const { json } = await scene.owner.get('/v1/routes/contradictions');
  assert.equal(json.numbers.length, 1);
  const [{ number, believed, other }] = json.numbers;
  assert.deepEqual([number, believed.mccmnc, believed.link.name], [NUMBER, '26203', 'bravo']);
  assert.deepEqual([other.mccmnc, other.rule, other.link.name], [VODAFONE, 'learnt', 'alpha']);
  assert.equal((await scene.shop.get('/v1/routes/contradictions')).status, 404, 'clients see no links');
});

test('a message waits a moment for the look-up of its number, and goes by the plan without one', async (t) => {
  const { scene, provider } = await withProvider(t, { looksUp: true, rules: { deadline_ms: 1_000 } });
  await scene.linked();
  provider.answers.set(NUMBER, { mccmnc: VODAFONE, original: '26201', ported: true, reach: 'reachable' });
  const known = await scene.shop.send({ to: TO, text: 'one' });
  await scene.message(known.id);
  const network = await networkOf(scene, known.id);
  assert.deepEqual([network.mccmnc, network.rule], [VODAFONE, 'lookup']);
  assert.deepEqual(provider.asked, [{ number: NUMBER, key: 'secret' }]);
  await scene.message((await scene.shop.send({ to: TO, text: 'two' })).id);
  assert.equal(provider.asked.length, 1, 'the answer is kept');

  await scene.message((await scene.shop.send({ to: '+4915123450001', text: 'no answer' })).id);
  provider.isSilent = true;
  const late = await scene.shop.send({ to: '+4915123450002', text: 'never an answer' });
  await scene.message(late.id);
  assert.equal((await networkOf(scene, late.id)).rule, 'prefix');
  assert.match(await scene.metrics(), /kaskad_lookups_total\{result="answered"\} 1\n/);
});

test('a client pays once for an answer, and nothing for none', async (t) => {
  const { scene, provider } = await withProvider(t);
  provider.answers.set(NUMBER, { mccmnc: VODAFONE, original: '26201', ported: true, reach: 'absent' });
  const answer = await lookUp(scene.shop, TO, '+4915123450001', '+491512');
  assert.equal(answer.status, 200, answer.text);
  const [first, none, bad] = answer.json.results;
  assert.deepEqual([first.number, first.mccmnc, first.original_mccmnc, first.ported, first.reach, first.cached], [NUMBER, VODAFONE, '26201', true, 'absent', false]);
  assert.deepEqual(first.price, { amount: '0.01', currency: 'EUR' });
  assert.deepEqual([none.error.code, none.error.retryable, bad.error.code], ['no_lookup', true, 'invalid_recipient']);
  assert.equal((await scene.shop.balance()).balance, '99.99');
  const again = await lookUp(scene.shop, TO);
  assert.deepEqual([again.json.results[0].cached, again.json.results[0].price.amount], [true, '0']);
  assert.deepEqual([(await scene.shop.balance()).balance, (await scene.shop.balance()).reserved], ['99.99', '0']);
  assert.equal(provider.asked.length, 2);
  const refused = await lookUp(scene.owner, TO);
  assert.deepEqual([refused.status, refused.json.code], [404, 'not_found'], 'who has no price may not ask');
  assert.equal((await scene.shop.request('POST', '/v1/lookups', { body: {} })).json.code, 'missing_field');
});

test('a kill while look-ups are open voids what they reserved, and the books agree', async (t) => {
  const { scene, provider } = await withProvider(t, { looksUp: true, rules: { request_deadline_ms: 8_000, deadline_ms: 60_000 } });
  await scene.linked();
  provider.answers.set(NUMBER, { mccmnc: VODAFONE });
  assert.equal((await lookUp(scene.shop, TO)).status, 200);
  provider.isSilent = true;
  const asking = lookUp(scene.shop, '+4915123450001', '+4915123450002', '+4915123450003').catch(() => {});
  const waiting = await scene.shop.send({ to: '+4915123450009', text: 'waits' });
  await provider.wasAsked(5);
  assert.equal((await scene.shop.balance()).reserved, '0.0645', 'three look-ups and a message');
  await scene.gateway.kill();
  await asking;
  await scene.gateway.start();
  await scene.linked();
  const balance = await until('what was reserved for look-ups is free again', async () => {
    const now = await scene.shop.balance();
    return now.reserved === '0.0345' && now;
  });
  assert.equal(balance.balance, '99.99', 'only the answered one was charged');
  assert.equal((await lookUp(scene.shop, TO)).json.results[0].cached, true, 'and its answer is kept');
  assert.equal((await scene.shop.message(waiting.id)).state, 'accepted');
  // No provider any more: the message goes by the plan when its time is over.
  await scene.gateway.stop();
  delete scene.gateway.settings.lookup;
  scene.gateway.writeSettings();
  await scene.gateway.start();
  assert.equal((await lookUp(scene.shop, '+4915123450004')).json.code, 'no_lookup');
  assert.equal((await scene.shop.balance()).balance, '99.99');
});

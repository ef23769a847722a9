// Clients, resellers, keys and money while the gateway runs, seen from outside: made over HTTP and by command, charged on
// every level in one posting, refused whole, and there again after a kill.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { money } from './api_client.mjs';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { openClock } from './own_clock.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { OPERATOR_KEY, SELL_PRICE } from './settings.mjs';

const TO = '+4915123456789';
const SECOND_KEY = 'second-operator-key-of-the-integration-tests';
const ports = new PortRange(43000, 200);

const put = (who, target, body, more) => who.request('PUT', target, { body, ...more });
const post = (who, target, body, more) => who.request('POST', target, { body, ...more });
const remove = (who, target) => who.request('DELETE', target);

function succeeded(answer, status) {
  assert.equal(answer.status, status, answer.text);
  return answer.json;
}

function refused(answer, status, code, field) {
  assert.deepEqual([answer.status, answer.json.code, answer.json.errors?.[0].field], [status, code, field], answer.text);
  return answer.json.detail;
}

// With a second operator, and orders above 100 that wait for one.
async function open(t, more = {}) {
  const scene = await Scene.open(t, ports, {
    ...more,
    change: (settings) => {
      settings.billing = { approve_above: '100' };
      settings.client.push({ name: 'second', currency: 'EUR', key: [{ name: 'main', key: SECOND_KEY, operator_scope: true }] });
    },
  });
  await scene.linked();
  return scene;
}

const makeClient = (scene, name, more = {}) =>
  put(scene.owner, `/v1/admin/clients/${name}?must_be_new`, { currency: 'EUR', default_sender: 'Kaskad', ...more }).then((answer) => succeeded(answer, 201));

async function makeKey(scene, who, target, terms) {
  const told = succeeded(await post(who, `${target}/keys`, terms), 201);
  assert.match(told.key, /^kk_(test_)?[0-9a-f]{64}$/);
  return scene.gateway.client(told.key);
}

const topUp = (who, client, amount, more = {}) =>
  post(who, '/v1/admin/ledger/orders', { client, amount, currency: 'EUR', reference: `top-up of ${client}`, ...more });

async function balanceOf(scene, name) {
  return succeeded(await scene.owner.get(`/v1/admin/clients/${name}`), 200).balance;
}

function verify(scene) {
  return until('the books are right', () => {
    const run = runProgram(['ledger', 'verify', '--config', scene.gateway.file], { cwd: scene.gateway.folder });
    return run.status === 0 && run.output;
  });
}

// "acme" sells to "kiosk", which sells to "corner"; each pays a tenth more than the one above it.
async function openResale(t) {
  const scene = await open(t);
  await makeClient(scene, 'acme', { clients_max: 5 });
  succeeded(await topUp(scene.owner, 'acme', '10'), 201);
  const acme = await makeKey(scene, scene.owner, '/v1/admin/clients/acme', { name: 'boss', scopes: ['manage', 'read'] });
  for (const name of ['kiosk', 'stall']) {
    const terms = { currency: 'EUR', pricing: 'parent', markup_percent: '10', default_sender: 'Kiosk', clients_max: 2 };
    assert.equal(succeeded(await put(acme, `/v1/clients/${name}`, terms), 201).parent, 'acme');
  }
  succeeded(await post(acme, '/v1/ledger/orders', { client: 'kiosk', amount: '5', reference: 'cash' }), 201);
  const kiosk = await makeKey(scene, acme, '/v1/clients/kiosk', { name: 'app', scopes: ['send', 'read', 'manage'] });
  return { scene, acme, kiosk };
}

test('a reseller makes its clients, and a message is charged on every level in one posting', async (t) => {
  const { scene, acme, kiosk } = await openResale(t);
  assert.equal((await kiosk.send({ to: TO, text: 'two levels' })).price.amount, '0.03795');
  succeeded(await put(kiosk, '/v1/clients/corner', { currency: 'EUR', pricing: 'parent', markup_percent: '10', default_sender: 'Corner' }), 201);
  succeeded(await post(kiosk, '/v1/ledger/orders', { client: 'corner', amount: '1', reference: 'cash' }), 201);
  const corner = await makeKey(scene, kiosk, '/v1/clients/corner', { name: 'app' });
  const { id, price } = await corner.send({ to: TO, text: 'three levels' });
  assert.equal(price.amount, '0.041745');
  await until('it has ended', async () => (await corner.message(id)).final_at !== null);

  const { postings } = await scene.owner.message(id);
  const ofClients = postings.map(({ transfers }) => transfers.filter(({ side }) => side === 'client').map(({ kind, amount }) => [kind, amount])).filter((each) => each.length);
  assert.deepEqual(ofClients.map((lines) => lines.length), [3, 3], JSON.stringify(ofClients));
  assert.deepEqual(ofClients[0].map(([, amount]) => amount), ['0.041745', '0.03795', SELL_PRICE]);
  const both = (name) => succeeded(name, 200);
  assert.equal(both(await corner.get('/v1/balance')).balance, '0.958255');
  assert.equal(both(await kiosk.get('/v1/balance')).balance, '4.9241');
  assert.equal(both(await acme.get('/v1/balance')).balance, '9.931');

  // Each sees what is below it, and no more.
  const names = async (who) => succeeded(await who.get('/v1/clients'), 200).clients.map(({ name }) => name);
  assert.deepEqual(await names(acme), ['corner', 'kiosk', 'stall']);
  assert.deepEqual(await names(kiosk), ['corner']);
  refused(await kiosk.get('/v1/clients/stall'), 404, 'not_found', 'client');
  refused(await remove(kiosk, '/v1/clients/acme'), 404, 'not_found', 'client');
  refused(await post(acme, '/v1/ledger/orders', { client: 'corner', amount: '1', reference: 'x' }), 404, 'not_found', 'client');
  refused(await put(acme, '/v1/clients/kiosk', { weight: 10 }), 403, 'not_yours', undefined);
  assert.equal((await acme.get('/v1/admin/clients')).status, 404);
  assert.equal((await corner.get('/v1/clients')).json.code, 'missing_scope');
  const listed = succeeded(await acme.get('/v1/ledger/orders?client=kiosk'), 200).orders;
  assert.deepEqual(listed.map(({ reference, asked_by }) => [reference, asked_by]), [['cash', 'acme/boss']]);

  // Nobody below a client that is disabled sends.
  succeeded(await remove(acme, '/v1/clients/kiosk'), 200);
  refused(await corner.post({ to: TO, text: 'x' }), 403, 'reseller_disabled', undefined);
  assert.equal((await kiosk.post({ to: TO, text: 'x' })).status, 401);
  assert.match(await verify(scene), /The books are right/);
});

test('what is made over HTTP is there after a kill and a reload', async (t) => {
  const { scene, acme, kiosk } = await openResale(t);
  await scene.gateway.kill();
  await scene.gateway.start();
  await scene.linked();
  await kiosk.send({ to: TO, text: 'after a kill' });
  await scene.reload((settings) => settings.client.push({ name: 'late', currency: 'EUR' }));
  const extra = await makeKey(scene, scene.owner, '/v1/admin/clients/shop', { name: 'extra' });
  await scene.reload((settings) => (settings.client[0].max_parts = 3));
  await extra.send({ to: TO, text: 'a key of a declared client' });
  succeeded(await remove(scene.owner, '/v1/admin/clients/shop/keys/extra'), 200);
  await until('the key is gone', async () => (await extra.get('/v1/balance')).status === 401);
  refused(await remove(scene.owner, '/v1/admin/clients/shop/keys/main'), 409, 'declared_in_config', 'name');
  refused(await put(scene.owner, '/v1/admin/clients/shop', { limit: '5' }), 409, 'declared_in_config', 'name');
  assert.equal(succeeded(await acme.get('/v1/clients/kiosk'), 200).markup_percent, '10');
  assert.match(await verify(scene), /The books are right/);
});

test('what is wrong with an order is said, and nothing of it is done', async (t) => {
  const scene = await open(t);
  await makeClient(scene, 'small');
  for (const [change, field] of [
    [{ amount: '-5' }, 'amount'],
    [{ amount: '0' }, 'amount'],
    [{ amount: '0.123456789012' }, 'amount'],
    [{ amount: 5 }, 'amount'],
    [{ amount: '10000000000' }, 'amount'],
    [{ currency: 'USD' }, 'currency'],
    [{ kind: 'adjustment' }, 'reason'],
    [{ kind: 'gift' }, 'kind'],
    [{ reference: undefined }, 'reference'],
    [{ colour: 'red' }, 'colour'],
  ]) {
    const answer = await topUp(scene.owner, 'small', '5', change);
    assert.deepEqual([answer.status, answer.json.errors?.[0].field], [422, field], answer.text);
  }
  refused(await topUp(scene.owner, 'nobody', '5'), 404, 'not_found', 'client');
  assert.equal((await topUp(scene.shop, 'small', '5')).status, 404);
  assert.equal(await balanceOf(scene, 'small'), '0');
  assert.deepEqual(succeeded(await scene.owner.get('/v1/admin/ledger/orders?client=small'), 200).orders, []);

  const dry = succeeded(await post(scene.owner, '/v1/admin/ledger/orders?dry_run=true', { client: 'small', amount: '5', reference: 'r' }), 200);
  assert.deepEqual([dry.dry_run, dry.state, dry.balance], [true, 'booked', '0']);
  const answers = await Promise.all([1, 2, 3, 4].map(() => topUp(scene.owner, 'small', '5')));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 201]);
  assert.equal(new Set(answers.map(({ json }) => json.id)).size, 1);
  refused(await topUp(scene.owner, 'small', '6'), 409, 'already_exists', 'reference');
  assert.equal(await balanceOf(scene, 'small'), '5');
  const down = await topUp(scene.owner, 'small', '-2', { kind: 'adjustment', reason: 'typed twice', reference: 'fix' });
  assert.deepEqual([down.status, down.json.balance], [201, '3']);
  assert.match(await verify(scene), /The books are right/);
});

test('more than the threshold waits for a second person, who is not the first', async (t) => {
  const scene = await open(t);
  await makeClient(scene, 'big');
  const second = scene.gateway.client(SECOND_KEY);
  const { id, state } = succeeded(await topUp(scene.owner, 'big', '500'), 202);
  assert.deepEqual([state, await balanceOf(scene, 'big')], ['waiting', '0']);
  assert.equal(succeeded(await topUp(scene.owner, 'big', '500'), 200).state, 'waiting');
  const decide = (who, word, order = id) => post(who, `/v1/admin/ledger/orders/${order}/${word}`);
  assert.match(refused(await decide(scene.owner, 'approve'), 403, 'not_yours', undefined), /second person/);
  assert.equal((await decide(scene.shop, 'approve')).status, 404);
  assert.equal(await balanceOf(scene, 'big'), '0');
  const agreed = await Promise.all([decide(second, 'approve'), decide(second, 'approve')]);
  assert.deepEqual(agreed.map(({ status }) => status).sort(), [200, 409]);
  assert.equal(agreed.find(({ status }) => status === 409).json.code, 'already_decided');
  assert.equal(await balanceOf(scene, 'big'), '500');
  const other = succeeded(await topUp(scene.owner, 'big', '700', { reference: 'too much' }), 202);
  assert.equal(succeeded(await decide(second, 'refuse', other.id), 200).state, 'refused');
  const all = succeeded(await scene.owner.get('/v1/admin/ledger/orders?client=big'), 200).orders;
  assert.deepEqual(all.map(({ state: each, asked_by, decided_by }) => [each, asked_by, decided_by]), [['refused', 'owner/main', 'second/main'], ['booked', 'owner/main', 'second/main']]);
  refused(await decide(second, 'approve', 999), 404, 'not_found', undefined);
  assert.equal(await balanceOf(scene, 'big'), '500');
  assert.match(await verify(scene), /The books are right/);
});

test('a limit does not go below what is used or reserved', async (t) => {
  const scene = await open(t);
  await makeClient(scene, 'credit', { limit: '1' });
  const credit = await makeKey(scene, scene.owner, '/v1/admin/clients/credit', { name: 'app' });
  const send_at = new Date(Date.now() + 3_600_000).toISOString();
  for (let i = 0; i < 2; ++i) await credit.send({ to: TO, text: `later ${i}`, send_at });
  const detail = refused(await put(scene.owner, '/v1/admin/clients/credit', { limit: '0.05', rate: 7 }), 422, 'invalid_declaration', 'limit');
  assert.match(detail, /0\.069/);
  const after = succeeded(await scene.owner.get('/v1/admin/clients/credit'), 200);
  assert.deepEqual([after.limit, after.rate, after.reserved, after.available], ['1', 0, '0.069', '0.931']);
  const dry = succeeded(await put(scene.owner, '/v1/admin/clients/credit?dry_run=true', { limit: '0.5' }), 200);
  assert.equal(dry.limit, '0.5');
  assert.equal(succeeded(await put(scene.owner, '/v1/admin/clients/credit', { limit: '0.5' }), 200).available, '0.431');
  refused(await put(scene.owner, '/v1/admin/clients/credit', { currency: 'USD' }), 422, 'invalid_declaration', 'currency');
  refused(await put(scene.owner, '/v1/admin/clients/credit', { zone: 'Mars/Phobos' }), 422, 'invalid_field', 'zone');
  refused(await put(scene.owner, '/v1/admin/clients/credit', { countries_denied: ['UK'] }), 422, 'invalid_field', 'countries_denied');
  refused(await put(scene.owner, '/v1/admin/clients/credit', {}, { headers: { 'if-none-match': '*' } }), 409, 'already_exists', 'name');
  refused(await put(scene.owner, '/v1/admin/clients/orphan', { currency: 'EUR', parent: 'nobody' }), 422, 'invalid_declaration', 'parent');
  refused(await scene.owner.get('/v1/admin/clients/orphan'), 404, 'not_found', 'client');
});

test('a test key gets an id and a price, and nothing leaves', async (t) => {
  const scene = await open(t);
  const tester = await makeKey(scene, scene.owner, '/v1/admin/clients/shop', { name: 'trial', test: true });
  const before = await scene.shop.balance();
  const { id, price } = await tester.send({ to: TO, text: 'only a trial' });
  assert.equal(price.amount, SELL_PRICE);
  assert.equal((await scene.message(id)).state, 'delivered');
  refused(await tester.post({ to: 'nonsense', text: 'x' }), 422, 'invalid_recipient', 'to');
  refused(await post(tester, '/v1/lookups', { numbers: [TO] }), 403, 'test_key', undefined);
  // A real one behind it shows that the operator would have had the first by now.
  const real = await scene.shop.send({ to: TO, text: 'a real one' });
  await scene.message(real.id);
  assert.equal(scene.operator.submits.length, 1);
  const after = await scene.shop.balance();
  assert.equal(money(before.balance) - money(after.balance), money(SELL_PRICE));
  assert.match(await verify(scene), /The books are right/);
});

test('a key works as far as its scopes, its end and its addresses say', async (t) => {
  const scene = await open(t);
  const target = '/v1/admin/clients/shop';
  const reader = await makeKey(scene, scene.owner, target, { name: 'reader', scopes: ['read'] });
  const sender = await makeKey(scene, scene.owner, target, { name: 'sender', scopes: ['send'] });
  const elsewhere = await makeKey(scene, scene.owner, target, { name: 'elsewhere', addresses: ['10.0.0.0/8'] });
  const here = await makeKey(scene, scene.owner, target, { name: 'here', addresses: ['127.0.0.1'] });
  const brief = await makeKey(scene, scene.owner, target, { name: 'brief', expires: new Date(Date.now() + 2_000).toISOString() });
  refused(await reader.post({ to: TO, text: 'x' }), 403, 'missing_scope', undefined);
  await reader.balance();
  refused(await sender.get('/v1/balance'), 403, 'missing_scope', undefined);
  await sender.send({ to: TO, text: 'x' });
  refused(await elsewhere.get('/v1/balance'), 403, 'address_denied', undefined);
  await here.balance();
  await until('the key has expired', async () => (await brief.get('/v1/balance')).status === 401);
  refused(await post(scene.owner, `${target}/keys`, { name: 'reader' }), 409, 'already_exists', 'name');
  const keys = await scene.owner.get(`${target}/keys`);
  assert.deepEqual(keys.json.keys.map(({ name }) => name), ['main', 'reader', 'sender', 'elsewhere', 'here', 'brief']);
  assert.doesNotMatch(keys.text, /[0-9a-f]{64}/);
});

test('a key is changed for the next one, and both hold for an hour', async (t) => {
  const clock = openClock(t);
  const scene = await open(t, { wrap: clock.wrap });
  await makeClient(scene, 'acme');
  const target = '/v1/admin/clients/acme';
  const main = await makeKey(scene, scene.owner, target, { name: 'main', scopes: ['read'], addresses: ['127.0.0.1'] });
  const rotate = (...words) =>
    runProgram(['client', 'key', 'rotate', ...words, '--overlap-hours', '1', '--url', `http://127.0.0.1:${scene.gateway.port}`, '--operator-key', OPERATOR_KEY]);
  const keys = async (of = target) => succeeded(await scene.owner.get(`${of}/keys`), 200).keys;

  for (const [words, why] of [
    [['acme', 'none', 'next'], /no key "none"/],
    [['acme', 'main', 'main'], /already_exists/],
    [['nobody', 'main', 'next'], /not_found/],
    [['shop', 'main', 'next'], /"main" stands in the file/],
  ]) {
    const { status, output } = rotate(...words);
    assert.equal(status, 1, output);
    assert.match(output, why);
  }
  assert.deepEqual((await keys()).map(({ name, expires }) => [name, expires]), [['main', null]], 'what is refused changes nothing');
  assert.equal((await keys('/v1/admin/clients/shop')).length, 1);

  const before = Date.now();
  const { status, output } = rotate('acme', 'main', 'next');
  assert.equal(status, 0, output);
  const [key, ...more] = output.match(/kk_[0-9a-f]{64}/g);
  assert.deepEqual(more, [], 'it is shown once');
  const [, end] = /The key main ends at (.*)\.$/m.exec(output);
  const hour = 3_600_000;
  assert.ok(Date.parse(end) >= before + hour && Date.parse(end) <= Date.now() + hour, end);
  assert.deepEqual(
    (await keys()).map(({ name, scopes, addresses, expires }) => [name, scopes, addresses.length, expires]),
    [['main', ['read'], 1, end], ['next', ['read'], 1, null]],
  );
  assert.doesNotMatch((await scene.owner.get(`${target}/keys`)).text, new RegExp(key.slice(3)));
  const next = scene.gateway.client(key);
  refused(await next.post({ to: TO, text: 'x' }), 403, 'missing_scope', undefined);

  const works = async (client) => (await client.get('/v1/balance')).status;
  assert.deepEqual([await works(main), await works(next)], [200, 200]);
  for (const [minutes, ofMain] of [[59, 200], [61, 401]]) {
    clock.set(minutes * 60_000);
    assert.deepEqual([await works(main), await works(next)], [ofMain, 200], `${minutes} minutes later`);
  }
});

test('exchange rates come all or not at all', async (t) => {
  const scene = await open(t);
  const send = (body) => post(scene.owner, '/v1/admin/exchange-rates', body, { headers: { 'content-type': 'text/csv' } });
  const good = 'date,base,quote,rate\n2026-01-01,EUR,USD,1.08\n2026-01-02,EUR,USD,1.0825\n';
  refused(await send(`${good}2026-01-03,EUR,USD,zero\n`), 422, 'invalid_field', 'line 4, rate');
  refused(await send(`${good}2026-01-02,EUR,USD,1.09\n`), 422, 'invalid_declaration', 'rows');
  assert.deepEqual(succeeded(await scene.owner.get('/v1/admin/exchange-rates'), 200).rates, []);
  assert.deepEqual(succeeded(await send(good), 200), { rows: 2, changed: 2 });
  assert.deepEqual(succeeded(await send(good), 200), { rows: 2, changed: 0 });
  const [newest, ...more] = succeeded(await scene.owner.get('/v1/admin/exchange-rates'), 200).rates;
  assert.deepEqual([newest.date, newest.rate, newest.by, more], ['2026-01-02', '1.0825', 'owner/main', []]);
  assert.equal(succeeded(await scene.owner.get('/v1/admin/exchange-rates?base=EUR&quote=USD'), 200).rates.length, 2);
});

test('the commands do the same', async (t) => {
  const scene = await open(t);
  const at = ['--url', `http://127.0.0.1:${scene.gateway.port}`, '--operator-key', OPERATOR_KEY];
  const kaskad = (words, options) => runProgram([...words, ...at], options);
  const does = (words, pattern) => {
    const { status, output } = kaskad(words);
    assert.equal(status, 0, output);
    assert.match(output, pattern);
    return output;
  };
  const fails = (words, pattern, code = 1, options = {}) => {
    const { status, output } = kaskad(words, options);
    assert.equal(status, code, output);
    assert.match(output, pattern);
  };
  does(['client', 'set', 'acme', 'currency=EUR', 'limit=10.5', 'rate=20', 'quotas=day:parts:100:DE:80', '--new'], /limit +10\.5/);
  fails(['client', 'set', 'acme', 'currency=EUR', '--new'], /already_exists/);
  fails(['client', 'set', 'acme', 'rate=fast'], /no whole number/, 2);
  fails(['client', 'set', 'acme', 'limit=1.12345678'], /at most 6 decimals/);
  does(['client', 'show', 'acme'], /quotas .*"limit":100/);
  const key = /kk_[0-9a-f]{64}/.exec(does(['client', 'key', 'add', 'acme', 'app', '--scopes', 'send,read'], /only time/))[0];
  await scene.gateway.client(key).send({ to: TO, text: 'x', from: 'Acme' });
  does(['topup', 'acme', '50', '--reference', 'r1'], /order \d+: top_up 50 EUR for acme, booked/);
  does(['topup', 'acme', '50', '--reference', 'r1'], /ordered before/);
  does(['topup', 'acme', '500', '--reference', 'r2', '--dry-run'], /would be: .*waiting/);
  does(['topup', 'acme', '500', '--reference', 'r2'], /waiting/);
  const [, id] = /order (\d+):/.exec(does(['topup', '--waiting'], /500 EUR for acme, waiting/));
  fails(['topup', '--approve', id], /second person/);
  const approved = runProgram(['topup', '--approve', id, '--url', at[1], '--operator-key', SECOND_KEY]);
  assert.match(approved.output, /booked.*decided by second\/main/s);
  fails(['topup', 'acme', '--reference', 'r3'], /say CLIENT AMOUNT/, 2);
  const loss = ['topup', 'acme', '--kind', 'adjustment', '--reason', 'typed twice', '--reference', 'r4'];
  const asked = runProgram([...loss, ...at, '--', '-5'], { input: 'no\n' });
  assert.deepEqual([asked.status, /nothing was booked/.test(asked.output)], [1, true], asked.output);
  const taken = runProgram([...loss, ...at, '--yes', '--', '-5']);
  assert.match(taken.output, /adjustment -5 EUR for acme, booked/);
  const file = path.join(scene.gateway.folder, 'rates.csv');
  fs.writeFileSync(file, 'date,base,quote,rate\n2026-01-02,EUR,USD,1.0825\n');
  does(['exchange-rates', 'import', file], /1 rows, 1 of them new/);
  does(['exchange-rates', 'list'], /2026-01-02 1 EUR = 1\.0825 USD \(by owner\/main\)/);
  fails(['client', 'disable', 'acme'], /nothing was changed/, 1, { input: '\n' });
  does(['client', 'disable', 'acme', '--yes'], /acme .* disabled/);
  does(['client', 'list'], /shop .*declared/);
  fails(['client', 'key', 'remove', 'acme', 'none', '--yes'], /not_found/);
  does(['client', 'key', 'remove', 'acme', 'app', '--yes'], /^$/);
});

// SIGHUP: the file is read again and the difference applied while all runs on; a wrong file changes nothing. And
// `kaskad check`, which says all of it without a gateway.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { money } from './api_client.mjs';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { makeClient, makeLink, makePrice, SELL_PRICE, SHOP_KEY } from './settings.mjs';

const TO = '+4915123456789';
const ports = new PortRange(21350);
const NEW_KEY = 'new-key-of-the-integration-tests-00001';

test('a new price holds for the next message, the old one for those before', async (t) => {
  const scene = await Scene.open(t, ports);
  const first = await scene.shop.send({ to: TO, text: 'old price' });
  const log = await scene.reload((settings) => (settings.price.at(-1).price = '0.05'));
  assert.match(log, /prices: version 2/);
  const second = await scene.shop.send({ to: TO, text: 'new price' });
  assert.deepEqual([first.price.amount, second.price.amount], [SELL_PRICE, '0.05']);
  await scene.message(first.id);
  await scene.message(second.id);
  const { balance } = await scene.shop.balance();
  assert.equal(money('100') - money(balance), money(SELL_PRICE) + money('0.05'));
  assert.equal(scene.operator.binds.length, 1, 'the link stayed bound');
});

test('a price of its own for one client', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.reload((settings) => settings.price.push(makePrice({ client: 'shop' }, '0.02')));
  assert.equal((await scene.shop.send({ to: TO, text: 'mine' })).price.amount, '0.02');
});

test("an operator's code that no map knows is listed, and mapped without a restart", async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ 'receipt-state': 'UNDELIV' }] });
  const send = async () => scene.message((await scene.shop.send({ to: TO, text: 'hello' })).id);
  assert.equal((await send()).reason.code, 'undeliverable');
  const { json } = await scene.owner.get('/v1/unmapped-codes');
  const [{ link, stat, err, taken_for, count }] = json.codes;
  assert.deepEqual([link, stat, err, taken_for, count], ['alpha', 'UNDELIV', '001', 'undeliverable', 1]);
  assert.equal((await scene.shop.get('/v1/unmapped-codes')).status, 404, 'not for clients');
  await until('it is counted', async () => /kaskad_unmapped_codes_total\{link="alpha"\} 1/.test(await scene.metrics()));

  const map = [{ stat: 'UNDELIV', err: '001', reason: 'unknown_subscriber' }];
  assert.match(await scene.reload((settings) => (settings.link[0].reason = map)), /link alpha: changed/);
  assert.deepEqual((await send()).reason, { code: 'unknown_subscriber', culprit: 'subscriber' });
  assert.deepEqual((await scene.owner.get('/v1/unmapped-codes')).json.codes, []);

  const catalogue = (await scene.shop.get('/v1/reasons')).json;
  assert.equal(catalogue.find(({ code }) => code === 'unknown_subscriber').final, true);
});

test('a new client can send at once; a removed one is refused; a changed key replaces the old', async (t) => {
  const scene = await Scene.open(t, ports);
  const fresh = scene.gateway.client(NEW_KEY);
  assert.equal((await fresh.get('/v1/balance')).status, 401);
  assert.match(await scene.reload((settings) => settings.client.push(makeClient('fresh', NEW_KEY, { opening_balance: '5' }))), /client fresh: added/);
  assert.equal((await fresh.balance()).balance, '5');
  const { id } = await fresh.send({ to: TO, text: 'hello' });
  await until('delivered', async () => (await fresh.message(id)).state === 'delivered');

  const OTHER_KEY = 'another-key-of-the-integration-tests-1';
  await scene.reload((settings) => (settings.client.at(-1).key[0].key = OTHER_KEY));
  assert.equal((await fresh.get('/v1/balance')).status, 401);
  const changed = scene.gateway.client(OTHER_KEY);
  assert.equal(money('5') - money((await changed.balance()).balance), money(SELL_PRICE), 'the opening balance was booked once');

  assert.match(await scene.reload((settings) => settings.client.pop()), /client fresh: removed/);
  const refused = await changed.post({ to: TO, text: 'x' });
  assert.equal(refused.status, 401);
  assert.match(refused.headers['content-type'], /problem\+json/);
  assert.equal((await scene.shop.get('/v1/balance')).status, 200);
});

test('a new link takes over; a removed one unbinds and its queue moves', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ answers: 'off' }, {}], links: [{ window: 1 }] });
  await scene.linked();
  const dear = (settings) => (settings.price.find(({ link }) => link === 'bravo').price = '0.02');
  await scene.reload(dear);
  const stuck = await scene.shop.send({ to: TO, text: 'in flight', class: 'marketing' });
  await scene.operators[0].received(1);
  const queued = [];
  for (let i = 0; i < 10; ++i) queued.push((await scene.shop.send({ to: TO, text: `n ${i}` })).id);
  const log = await scene.reload((settings) => {
    settings.link.shift();
    settings.price.shift();
  });
  assert.match(log, /link alpha: removed/);
  for (const id of queued) assert.equal((await scene.message(id)).state, 'delivered');
  assert.equal(scene.operators[1].submits.length, 10);
  await until('alpha unbinds', () => scene.operators[0].events.some(({ event }) => event === 'unbind' || event === 'close'));
  assert.equal((await scene.shop.message(stuck.id)).state, 'in_progress');

  const log2 = await scene.reload((settings) => {
    settings.link.push(makeLink('charlie', scene.operators[0].port));
    settings.price.push(makePrice({ link: 'charlie' }, '0.001'));
  });
  assert.match(log2, /link charlie: added/);
  await scene.operators[0].order({ answers: 'on' });
  await scene.operators[0].bound(2);
  await scene.gateway.hasLogged(/link charlie: bind 0 is bound/);
  const { id } = await scene.shop.send({ to: TO, text: 'over charlie' });
  assert.equal((await scene.message(id)).state, 'delivered');
  assert.equal((await scene.owner.message(id)).attempts[0].link.name, 'charlie');
});

test('a removed link may come back, and takes messages again', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.operator.bound();
  const saved = {};
  await scene.reload((settings) => Object.assign(saved, { link: settings.link.pop(), price: settings.price.shift() }));
  const refused = await scene.shop.post({ to: TO, text: 'no way' });
  assert.deepEqual([refused.status, refused.json.code], [422, 'no_route']);
  // Declared again before, it would only stay.
  await until('it has left', () => scene.operator.events.some(({ event }) => event === 'unbind' || event === 'close'));
  await scene.reload((settings) => {
    settings.link.push(saved.link);
    settings.price.unshift(saved.price);
  });
  await scene.operator.bound(2);
  assert.equal((await scene.message((await scene.shop.send({ to: TO, text: 'again' })).id)).state, 'delivered');
});

test('a changed rate or window keeps messages going', async (t) => {
  const scene = await Scene.open(t, ports, { links: [{ rate: 5, window: 2 }] });
  const items = Array.from({ length: 60 }, (_, i) => ({ to: TO, text: `n ${i}` }));
  const accepted = await scene.shop.send(items);
  await scene.operator.received(3);
  await scene.reload((settings) => Object.assign(settings.link[0], { rate: 0, window: 20 }));
  for (const { id } of accepted) assert.equal((await scene.message(id)).state, 'delivered');
  assert.equal(scene.operator.submits.length, 60, 'nothing went twice');
});

test('a wrong file is refused with its place, and the old one goes on', async (t) => {
  const scene = await Scene.open(t, ports);
  const text = fs.readFileSync(scene.gateway.file, 'utf8');
  for (const [wrong, pattern] of [
    [text.replace(SELL_PRICE, 'cheap'), /kaskad\.toml:\d+:\d+: price\.price/],
    [text.replace('[log]', '[lock]'), /kaskad\.toml:\d+:\d+: .*lock/],
    ['', /kaskad\.toml|client|declar/],
    ['[[[', /kaskad\.toml:1:/],
  ]) {
    if (wrong === '') continue;
    scene.gateway.writeSettings(wrong);
    const before = scene.gateway.log.length;
    scene.gateway.reload();
    await until('the refusal is logged', () => scene.gateway.log.slice(before).some((line) => /error reload refused, nothing changed/.test(line)));
    assert.match(scene.gateway.log.slice(before).join('\n'), pattern);
    assert.equal((await scene.shop.send({ to: TO, text: 'still here' })).price.amount, SELL_PRICE);
  }
  fs.rmSync(scene.gateway.file);
  const before = scene.gateway.log.length;
  scene.gateway.reload();
  await until('the refusal is logged', () => scene.gateway.log.slice(before).some((line) => /reload refused/.test(line)));
  assert.ok(await scene.gateway.isReady());
});

test('what takes a restart is said, and not half applied', async (t) => {
  const scene = await Scene.open(t, ports);
  const log = await scene.reload((settings) => (settings.engine.retries_max = 1));
  assert.match(log, /engine\.retries_max: changed in the file; it takes a restart/);
});

test('a reload without a change changes nothing, many times', async (t) => {
  const scene = await Scene.open(t, ports);
  for (let i = 0; i < 5; ++i) assert.match(await scene.reload(() => {}), /reloaded: 0 changes/);
  assert.equal(scene.operator.binds.length, 1);
});

test('reloads under load lose nothing', async (t) => {
  const scene = await Scene.open(t, ports);
  let going = true;
  const ids = [];
  const posting = (async () => {
    while (going) ids.push((await scene.shop.send({ to: TO, text: `n ${ids.length}` })).id);
  })();
  posting.catch(() => {}); // looked at below
  for (let i = 0; i < 5; ++i) await scene.reload((settings) => (settings.link[0].window = 10 + i));
  going = false;
  await posting;
  for (const id of ids) assert.equal((await scene.message(id)).state, 'delivered');
  assert.equal(scene.operator.submits.length, ids.length);
});

test('what was declared lasts over a restart; declarations are not made twice', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.gateway.stop();
  await scene.gateway.start();
  assert.ok(!scene.gateway.linesOfThisRun.some((line) => line.includes('declared: ')), scene.gateway.logText);
  assert.equal((await scene.shop.balance()).balance, '100');
});

test('check says what a good file amounts to, without secrets, and touches nothing', async (t) => {
  const scene = await Scene.open(t, ports);
  const { status, output } = runProgram(['check', '--config', scene.gateway.file], { cwd: scene.gateway.folder });
  assert.equal(status, 0, output);
  assert.match(output, /alpha .*127\.0\.0\.1/);
  assert.match(output, /shop .*EUR/);
  for (const secret of ['secret', SHOP_KEY]) assert.ok(!output.includes(secret), `check shows ${secret}: ${output}`);
});

test('a SIGHUP in the first moments is kept for later, and ends nothing', async (t) => {
  const scene = new Scene(ports);
  t.after(() => scene.dispose());
  await scene.prepare();
  scene.gateway.launch();
  await until('it has begun', () => fs.existsSync(scene.gateway.data));
  for (let i = 0; i < 5; ++i) scene.gateway.reload();
  await until('it is ready', () => scene.gateway.isReady());
  await scene.gateway.hasLogged(/reloaded: 0 changes/);
  assert.deepEqual(await scene.gateway.stop(), { code: 0, signal: null });
});

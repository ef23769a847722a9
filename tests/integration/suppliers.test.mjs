// A link's account with its supplier: paid in advance, polled, refused for want of credit; the traffic follows.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { money } from './api_client.mjs';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { BUY_PRICE, makePrice, SELL_PRICE } from './settings.mjs';

const ports = new PortRange(44700);
const TO = '+4915123456789';
const NO_CREDIT = 0x407;

// "alpha" is the cheaper one; what it cannot carry goes over "bravo".
async function open(t, alpha, operators = [{}, {}]) {
  const scene = await Scene.open(t, ports, {
    operators,
    links: [alpha, {}],
    change: (settings) => {
      settings.price = [makePrice({ link: 'alpha' }, BUY_PRICE), makePrice({ link: 'bravo' }, '0.02'), makePrice({}, SELL_PRICE)];
    },
  });
  await scene.linked();
  return scene;
}

const carried = ({ operators }) => operators.map(({ submits }) => submits.length);
async function send(scene, count) {
  const sent = [];
  for (let i = 0; i < count; ++i) sent.push(await scene.message((await scene.shop.send({ to: TO, text: `n ${i}` })).id));
  return sent;
}
const supplier = async (scene) => (await scene.owner.get('/v1/admin/suppliers')).json.suppliers.find(({ name }) => name === 'alpha');
const kaskad = (scene, ...words) =>
  runProgram(['supplier', ...words, '--url', `http://127.0.0.1:${scene.gateway.port}`, '--operator-key', scene.owner.key], { cwd: scene.gateway.folder });

const order = (who, body, target = '/v1/admin/ledger/orders') =>
  who.request('POST', target, { body: { supplier: 'alpha', kind: 'supplier_payment', amount: '-5', currency: 'EUR', reason: 'x', reference: 'x', ...body } });

// That "alpha" was left out for want of money: asked beforehand, of a message, and of the database.
async function saysWhy(scene, { id }) {
  const words = /alpha: what may be bought from it is used up/;
  const { json } = await scene.owner.request('POST', '/v1/routes/explain', { body: { client: 'shop', to: TO, text: 'x' } });
  const [{ decision }] = (await scene.owner.message(id)).attempts;
  for (const told of [json.decision, decision]) {
    assert.deepEqual(told.candidates.map(({ link, verdict }) => [link.name, verdict]), [['bravo', 'chosen'], ['alpha', 'link_limit_reached']]);
    assert.match(told.explanation, words);
  }
  const explain = (...rest) => runProgram(['explain', ...rest], { cwd: scene.gateway.folder }).output;
  const now = explain('--to', TO, '--client', 'shop', '--url', `http://127.0.0.1:${scene.gateway.port}`, '--operator-key', scene.owner.key);
  assert.match(now, words);
  assert.match(await until('the database has it', () => {
    const told = explain(id, '--config', scene.gateway.file);
    return /Attempt 1/.test(told) && told;
  }), words);
}

test('nothing is bought beyond what was paid, and a payment brings the link back', async (t) => {
  const scene = await open(t, { prepaid: true });
  const [unpaid] = await send(scene, 2);
  assert.deepEqual(carried(scene), [0, 2], 'nothing is paid yet');
  await saysWhy(scene, unpaid);
  const paid = kaskad(scene, 'pay', 'alpha', '0.03', '--reference', 'bank 1', '--yes');
  assert.equal(paid.status, 0, paid.output);
  const [{ supplier: of, reason }] = (await scene.owner.get('/v1/admin/ledger/orders')).json.orders;
  assert.deepEqual([of, reason], ['alpha', 'payment'], 'its reference explains it');
  await send(scene, 5);
  // 0.03 holds two parts at 0.0123 and is not used up by them: a third goes, and then it is.
  assert.deepEqual(carried(scene), [3, 4]);
  const row = await supplier(scene);
  assert.equal(money(row.owed), 3n * money(BUY_PRICE) - money('0.03'));
  assert.equal(money(row.left), -money(row.owed));
  assert.match(kaskad(scene, 'list').output, /alpha/);
  const again = kaskad(scene, 'pay', 'alpha', '0.03', '--reason', 'first instalment', '--reference', 'bank 1', '--yes');
  assert.equal(again.status, 0, again.output);
  assert.equal((await supplier(scene)).owed, row.owed, 'the same reference is the same payment');
  assert.equal(kaskad(scene, 'pay', 'alpha', '1', '--reason', 'instalment', '--reference', 'bank 2', '--dry-run').status, 0);
  assert.equal((await supplier(scene)).owed, row.owed, 'a dry run pays nothing');
  assert.equal(kaskad(scene, 'pay', 'alpha', '1', '--reason', 'instalment', '--reference', 'bank 2', '--yes').status, 0);
  await send(scene, 1);
  assert.deepEqual(carried(scene), [4, 4]);
  await until('the books hold all of it', () => /^The books are right: /m.test(runProgram(['ledger', 'verify', '--config', scene.gateway.file], { cwd: scene.gateway.folder }).output));
});

test('it leaves before the floor', async (t) => {
  const scene = await open(t, { prepaid: true, balance_floor: '0.02' });
  const paid = kaskad(scene, 'pay', 'alpha', '0.03', '--reason', 'instalment', '--reference', 'bank 1', '--yes');
  assert.equal(paid.status, 0, paid.output);
  await send(scene, 3);
  assert.deepEqual(carried(scene), [1, 2]);
});

test('what the supplier says is left counts, and an answer that is none does not', async (t) => {
  let answer = '{"account": {"left": "0.00"}}';
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json');
    response.end(answer);
  });
  const port = await ports.next();
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => server.closeAllConnections() ?? server.close());
  const scene = await open(t, {
    balance_url: `http://127.0.0.1:${port}/balance`,
    balance_path: '/account/left',
    balance_header: 'Authorization: Bearer geheim',
    balance_every_s: 10,
  });
  await until('it was told', async () => (await supplier(scene)).told === '0');
  assert.equal(asked[0], 'Bearer geheim');
  await send(scene, 1);
  assert.deepEqual(carried(scene), [0, 1]);
  answer = '{"account": {"left": 12.5}}';
  await until('it is told anew', async () => (await supplier(scene)).told === '12.5', 15_000);
  await send(scene, 1);
  assert.deepEqual(carried(scene), [1, 1]);
  answer = 'maintenance';
  await until('the error is kept', async () => (await supplier(scene)).last_error?.why, 15_000);
  assert.equal((await supplier(scene)).told, '12.5');
  assert.match(await scene.metrics(), /^kaskad_supplier_balance_told\{link="alpha"\} 12500000$/m);
  await scene.reload((settings) => {
    settings.link.shift();
    settings.price.shift();
  });
  await until('its numbers go with it', async () => !/kaskad_supplier_(owed|left|balance_told)\{link="alpha"\}/.test(await scene.metrics()), 15_000);
  assert.match(await scene.metrics(), /^kaskad_supplier_owed\{link="bravo"\} /m);
  assert.doesNotMatch(scene.gateway.log.join('\n'), /geheim/);
});

test('a refusal for want of credit takes it out, and a payment brings it back', async (t) => {
  const scene = await open(t, { reason: [{ command_status: NO_CREDIT, reason: 'link_out_of_credit' }] }, [{ status: String(NO_CREDIT), 'status-count': 1 }, {}]);
  const [, , last] = await send(scene, 3);
  assert.deepEqual(carried(scene), [1, 3], 'asked once');
  assert.equal((await supplier(scene)).out_of_credit, true);
  await saysWhy(scene, last);
  assert.equal(kaskad(scene, 'pay', 'alpha', '5', '--reason', 'top-up', '--reference', 'bank 1', '--yes').status, 0);
  assert.equal((await supplier(scene)).out_of_credit, false);
  await send(scene, 1);
  assert.deepEqual(carried(scene), [2, 3]);
});

test('the account is nobody else’s business, and wrong orders change nothing', async (t) => {
  const scene = await open(t, { prepaid: true });
  const made = await scene.owner.request('PUT', '/v1/admin/clients/acme', { body: { currency: 'EUR', clients_max: 2 } });
  assert.equal(made.status, 201, made.text);
  const { key } = (await scene.owner.request('POST', '/v1/admin/clients/acme/keys', { body: { name: 'boss', scopes: ['send', 'read', 'manage'] } })).json;
  const acme = scene.gateway.client(key);
  for (const who of [scene.shop, acme]) {
    assert.equal((await who.get('/v1/admin/suppliers')).status, 404);
    assert.equal((await order(who, {})).status, 404);
  }
  assert.deepEqual((await order(scene.shop, {}, '/v1/ledger/orders')).json.code, 'missing_scope');
  assert.equal((await order(acme, {}, '/v1/ledger/orders')).json.errors[0].field, 'client');
  assert.equal((await order(acme, { supplier: undefined, client: 'alpha' }, '/v1/ledger/orders')).status, 404);
  for (const [change, status, field] of [
    [{ supplier: 'nobody' }, 404, 'supplier'],
    [{ supplier: 'shop' }, 404, 'supplier'],
    [{ currency: 'USD' }, 422, 'currency'],
    [{ amount: '5' }, 422, 'amount'],
    [{ kind: 'supplier_credit', amount: '5' }, 422, 'amount'],
    [{ kind: 'supplier_adjustment', amount: '0' }, 422, 'amount'],
    [{ kind: 'supplier_adjustment', reason: undefined }, 422, 'reason'],
    [{ amount: '-0.1234567' }, 422, 'amount'],
    [{ client: 'shop' }, 422, 'client'],
  ]) {
    const answer = await order(scene.owner, change);
    assert.deepEqual([answer.status, answer.json.errors?.[0].field], [status, field], JSON.stringify(change) + answer.text);
  }
  for (const words of [
    ['pay', 'nobody', '5', '--reason', 'x', '--reference', 'x', '--yes'],
    ['pay', 'alpha', '-5', '--reason', 'x', '--reference', 'x', '--yes'],
    ['pay', 'alpha', '0', '--reason', 'x', '--reference', 'x', '--yes'],
    ['credit', 'alpha', '5', '--reference', 'x', '--yes'], // nobody says why
  ])
    assert.notEqual(kaskad(scene, ...words).status, 0, words.join(' '));
  assert.equal((await supplier(scene)).owed, '0');
});

// Which link is taken and why, seen from outside: receipts and clients' words teach, an operator is told.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { until } from './deadline.mjs';
import { PROGRAM } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { OPERATOR_KEY, makePrice } from './settings.mjs';

const TO = '+4915123456789';
const ports = new PortRange(25900, 60);
const run = promisify(execFile);

const feedback = (api, id, body) => api.request('POST', `/v1/messages/${id}/feedback`, { body });

test('a client says once whether a message arrived', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  const { id } = await scene.shop.send({ to: TO, text: 'hello' });
  await scene.message(id);
  assert.deepEqual(await feedback(scene.shop, id, { arrived: true }).then(({ status, json }) => [status, json]), [200, { noted: true }]);
  assert.equal((await feedback(scene.shop, id, { arrived: true })).status, 200, 'the same word changes nothing');
  const opposite = await feedback(scene.shop, id, { arrived: false });
  assert.deepEqual([opposite.status, opposite.json.code, opposite.json.retryable], [409, 'already_said', false]);
  for (const [body, code] of [['{', 'malformed_json'], [[], 'malformed_json'], [{}, 'missing_field'], [{ arrived: 'yes' }, 'wrong_type'], [{ arrived: true, x: 1 }, 'unknown_field']]) {
    assert.equal((await feedback(scene.shop, id, body)).json.code, code);
  }
  assert.equal((await feedback(scene.shop, '99', { arrived: true })).status, 404);
  assert.ok((await scene.owner.message(id)).history.some(({ fact, note }) => fact === 'feedback_given' && note === 'arrived'));
});

test('an operator sees what is believed of links, and which link would be taken and why', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{}, {}] });
  await scene.linked();
  for (let i = 0; i < 5; ++i) await scene.message((await scene.shop.send({ to: TO, text: `n ${i}` })).id);
  const routes = await until('the estimate is made', async () => {
    const { json } = await scene.owner.get('/v1/routes');
    return json.routes.length === 1 && json.routes[0].known >= 4 && json.routes;
  });
  const [route] = routes;
  assert.deepEqual([route.link.name, route.country, route.messages, route.open], ['alpha', 'DE', 'other', 0]);
  assert.ok(Number(route.at_least) < Number(route.delivery) && Number(route.delivery) < Number(route.at_most));

  const explained = await scene.owner.request('POST', '/v1/routes/explain', { body: { client: 'shop', to: TO, text: 'hello' } });
  const { decision } = explained.json;
  assert.deepEqual([decision.outcome, decision.policy], ['chosen', 'least_cost']);
  assert.deepEqual(decision.candidates.map(({ link, verdict }) => [link.name, verdict]), [['alpha', 'chosen'], ['bravo', 'dearer']]);
  assert.equal(decision.candidates[0].delivery.known, route.known);
  for (const path of ['/v1/routes', '/v1/routes/explain']) {
    const method = path.endsWith('explain') ? 'POST' : 'GET';
    assert.equal((await scene.shop.request(method, path, method === 'POST' ? { body: {} } : {})).status, 404, 'clients see no links');
  }

  const url = `http://127.0.0.1:${scene.gateway.settings.api.port}`;
  const words = await run(PROGRAM, ['explain', '--to', TO, '--client', 'shop', '--url', url, '--operator-key', OPERATOR_KEY]);
  assert.match(words.stdout, /^To 4915123456789: chosen\n.*Chosen: alpha at 0\.0123 EUR a part.*Not taken: bravo/);
  await assert.rejects(run(PROGRAM, ['explain', '--to', TO, '--client', 'nobody', '--url', url, '--operator-key', OPERATOR_KEY]), ({ code, stderr }) => code === 1 && /not enabled/.test(stderr));
});

test('kaskad explain ID tells it from the database, also when the gateway is gone', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  const { id } = await scene.shop.send({ to: TO, text: 'hello' });
  await scene.message(id);
  await scene.gateway.stop();
  const words = await run(PROGRAM, ['explain', id, '--config', scene.gateway.file], { cwd: scene.gateway.folder });
  assert.match(words.stdout, new RegExp(`^Message ${id} of client 1 to 4915123456789: delivered\\.\\n\\nAttempt 1 over alpha: delivered\\nNetwork .*Chosen: alpha`));
  await assert.rejects(run(PROGRAM, ['explain', '77', '--config', scene.gateway.file], { cwd: scene.gateway.folder }), ({ code, stderr }) => code === 1 && /no message 77/.test(stderr));
  await assert.rejects(run(PROGRAM, ['explain']), ({ code }) => code === 2);
});

// Half the price, and nothing arrives: within some dozen messages the dearer link has the traffic.
test('the link that delivers is taken, though it is dearer', async (t) => {
  const quick = { 'receipt-delay': 20 };
  const scene = await Scene.open(t, ports, {
    operators: [{ ...quick, 'receipt-state': 'UNDELIV' }, quick],
    change: (settings) => {
      settings.client[0].route = [{ policy: 'cost_per_delivered' }];
      settings.price.splice(1, 1, makePrice({ link: 'bravo' }, '0.02'));
    },
  });
  await scene.linked();
  const [alpha, bravo] = scene.operators;
  await until('the last of them go over bravo', async () => {
    const before = [alpha.submits.length, bravo.submits.length];
    const sent = await Promise.all(Array.from({ length: 20 }, (_, i) => scene.shop.send({ to: `+49151234567${10 + i}`, text: 'x' })));
    for (const { id } of sent) await scene.message(id);
    return bravo.submits.length - before[1] >= 18 && alpha.submits.length - before[0] <= 2;
  });
  await until('both are known', async () => {
    const { json } = await scene.owner.get('/v1/routes');
    const share = (name) => Number(json.routes.find(({ link }) => link.name === name).delivery);
    return share('alpha') < 0.3 && share('bravo') > 0.7;
  });
});

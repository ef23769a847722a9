// Tests of routes from outside: the simulated operator stands for the network, and a few lines here for the phone.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { until } from './deadline.mjs';
import { PROGRAM } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { OPERATOR_KEY, WEBHOOK_SECRET } from './settings.mjs';

const PHONE = '+4915123456789';
const ports = new PortRange(23200, 25);
const run = promisify(execFile);

const withTests = (more = {}) => ({
  operators: [{}, {}],
  change: (settings) => {
    settings.route_test = { daily_budget: '1', secret: WEBHOOK_SECRET, ...more };
    settings.client.push({ name: 'route-test', currency: 'EUR', sender: 'Kaskad', margin_min: '1' });
  },
});

// A phone that forwards its SMS: signed as webhooks are.
class Phone {
  constructor(scene, number = PHONE) {
    Object.assign(this, { scene, number });
  }

  tell(text, { sender = 'Kaskad', secret = WEBHOOK_SECRET, at = Math.floor(Date.now() / 1000), sign = true } = {}) {
    const body = JSON.stringify({ number: this.number, sender, text });
    const id = crypto.randomUUID();
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signature = `v1,${crypto.createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
    const headers = sign ? { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': signature } : {};
    return fetch(`http://127.0.0.1:${this.scene.gateway.port}/v1/probes/received`, {
      method: 'POST', body, headers: { 'content-type': 'application/json', ...headers },
    }).then(async (answer) => ({ status: answer.status, json: await answer.json() }));
  }
}

const order = (scene, body) => scene.owner.request('POST', '/v1/route-tests', { body });
const report = async (scene, id) => (await scene.owner.get(`/v1/route-tests/${id}`)).json;
const of = (shown, kind) => shown.texts.find((text) => text.kind === kind);

test('texts go over the link that is named, and what the phone got stands beside the receipt', async (t) => {
  const scene = await Scene.open(t, ports, withTests());
  await scene.linked();
  const started = await order(scene, { link: 'bravo', numbers: [PHONE], sender: 'Probe' });
  assert.deepEqual([started.status, started.json.texts, started.json.cost], [202, 5, '0.0861'], 'seven parts at 0.0123');
  const { id } = started.json;
  await until('all receipts are there', async () => (await report(scene, id)).texts.every(({ receipt }) => receipt === 'delivered'));
  const [alpha, bravo] = scene.operators;
  assert.deepEqual([alpha.submits.length, bravo.submits.length], [0, 7], 'bravo is no cheaper, and yet all go there');

  const sent = Object.fromEntries((await report(scene, id)).texts.map(({ kind, sent: text }) => [kind, text]));
  const phone = new Phone(scene);
  assert.equal((await phone.tell(sent.latin, { sender: 'Probe' })).status, 200);
  assert.equal((await phone.tell(sent.code, { sender: 'INFO' })).status, 200);
  assert.equal((await phone.tell(sent.url.replace('https', 'http'), { sender: 'Probe' })).status, 200);
  for (const piece of [sent.cyrillic.slice(0, 70), sent.cyrillic.slice(70)]) assert.equal((await phone.tell(piece, { sender: 'Probe' })).status, 200);

  const shown = await report(scene, id);
  const verdicts = shown.texts.map(({ kind, text, sender_kept, reality }) => [kind, text, sender_kept, reality]);
  assert.deepEqual(verdicts, [
    ['latin', 'exact', true, 'both'],
    ['cyrillic', 'in_parts', true, 'both'],
    ['emoji', 'missing', false, 'waiting'],
    ['url', 'changed', true, 'both'],
    ['code', 'exact', false, 'both'],
  ]);
  assert.match(of(shown, 'url').difference, /^character \d+: 's' became ':'$/);
  assert.ok(of(shown, 'latin').heard_ms >= 0);
  assert.equal((await scene.owner.get('/v1/route-tests')).json.route_tests[0].received, 4);
  assert.equal((await scene.shop.balance()).balance, '100', 'in no client\'s figures');
});

test('a phone that does not sign is not heard, and one that repeats itself counts once', async (t) => {
  const scene = await Scene.open(t, ports, withTests());
  await scene.linked();
  const { json: { id } } = await order(scene, { link: 'alpha', numbers: [PHONE] });
  const { sent } = of(await report(scene, id), 'latin');
  const phone = new Phone(scene);
  assert.equal((await phone.tell(sent, { sign: false })).status, 401);
  assert.equal((await phone.tell(sent, { secret: `whsec_${'A'.repeat(40)}` })).status, 401);
  assert.equal((await phone.tell(sent, { at: 1_700_000_000 })).status, 401);
  assert.equal((await phone.tell('nothing of ours', {})).status, 200, 'the phone is in a test: it is some text, changed');
  assert.equal((await new Phone(scene, '+4915123450000').tell(sent)).status, 404);
  for (let i = 0; i < 2; ++i) assert.equal((await phone.tell(sent)).status, 200);
  assert.equal(of(await report(scene, id), 'latin').received.filter(({ text }) => text === sent).length, 1);
  const metrics = await scene.metrics();
  for (const [result, count] of [['unsigned', 1], ['wrong_signature', 1], ['stale', 1]]) {
    assert.match(metrics, new RegExp(`kaskad_probes_total{result="${result}"} ${count}`));
  }
});

test('the budget of the day holds, and a restart does not forget it', async (t) => {
  const scene = await Scene.open(t, ports, withTests({ daily_budget: '0.1' }));
  await scene.linked();
  assert.equal((await order(scene, { link: 'alpha', numbers: [PHONE] })).status, 202);
  const spent = async () => (await order(scene, { link: 'alpha', numbers: [PHONE] })).json;
  assert.deepEqual([(await spent()).code, (await spent()).status], ['budget_spent', 409]);
  await scene.gateway.stop();
  await scene.gateway.start();
  await scene.linked();
  assert.equal((await spent()).code, 'budget_spent');
  assert.equal((await scene.owner.get('/v1/route-tests')).json.route_tests.length, 1);
});

test('kaskad route-test prints the report of a running gateway', async (t) => {
  const scene = await Scene.open(t, ports, withTests());
  await scene.linked();
  const words = ['route-test', '--config', scene.gateway.file, '--link', 'alpha', '--numbers', PHONE, '--operator-key', OPERATOR_KEY];
  const phone = new Phone(scene);
  const answering = until('the test is there', async () => {
    const { json } = await scene.owner.get('/v1/route-tests');
    if (!json.route_tests.length) return false;
    const { texts } = await report(scene, json.route_tests[0].id);
    for (const { sent } of texts) await phone.tell(sent);
    return true;
  });
  const { stdout, stderr } = await run(PROGRAM, [...words, '--wait'], { cwd: scene.gateway.folder });
  await answering;
  assert.match(stderr, /route test 1: 5 texts, at most 0\.0861 EUR/);
  assert.match(stdout, /^Route test 1 over alpha, sender Kaskad/);
  assert.equal(stdout.match(/exact +Kaskad +\d+\.\d delivered +both/g)?.length, 5, stdout);
  await assert.rejects(run(PROGRAM, [...words.slice(0, 3), '--link', 'zulu', '--numbers', PHONE, '--operator-key', OPERATOR_KEY]), ({ code, stderr: why }) => code === 1 && /no such link/.test(why));
});

test('a scheduled test runs by itself, once in its turn', async (t) => {
  const scene = await Scene.open(t, ports, withTests({ schedule: [{ name: 'weekly', link: 'alpha', numbers: [PHONE], every_hours: 168 }] }));
  const list = async () => (await scene.owner.get('/v1/route-tests')).json.route_tests;
  await until('it has begun', async () => (await list()).length === 1);
  assert.deepEqual([(await list())[0].schedule, (await list())[0].by], ['weekly', 'schedule']);
  await scene.gateway.stop();
  await scene.gateway.start();
  await scene.linked();
  assert.equal((await list()).length, 1);
});

test('without a client called route-test there are none, and the answer says so', async (t) => {
  const scene = await Scene.open(t, ports, { change: (settings) => (settings.route_test = { daily_budget: '1' }) });
  await scene.linked();
  const { status, json } = await order(scene, { link: 'alpha', numbers: [PHONE] });
  assert.deepEqual([status, json.code], [422, 'invalid_declaration']);
  assert.match(json.detail, /\[\[client\]\]/);
  assert.equal((await new Phone(scene).tell('x')).status, 404, 'and without a secret no phone is heard');
});

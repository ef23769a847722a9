// Accounts with providers of channels: bound without a connection, called back with a signature or a secret address,
// and shown among the links.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import http from 'node:http';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { makePrice } from './settings.mjs';

const ports = new PortRange(23200);
const CALLBACK_KEY = '0123456789abcdef';
const API_TOKEN = 'token-of-the-integration-tests';

// A provider as Viber is one: whatever it is asked it answers 200, and the body says what became of it.
class Provider {
  constructor(port) {
    this.port = port;
    this.asked = [];
  }

  start() {
    this.server = http.createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        this.asked.push({ path: request.url, body: Buffer.concat(chunks).toString() });
        const answer = { status: 0, seq: 1, message_token: '5379697806260881548' };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', () => resolve(this));
    });
  }

  dispose() {
    this.server.closeAllConnections?.();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

async function open(t) {
  const provider = await new Provider(await ports.next()).start();
  const base_url = `http://127.0.0.1:${provider.port}`;
  const change = (settings) => {
    settings.node = { shards: 3 }; // a callback comes to any thread, its account lives on one
    settings.channel = [
      { name: 'viber', adapter: 'viber_business', service_id: '3100', base_url, window: 5, callback_key: CALLBACK_KEY },
      { name: 'codes', adapter: 'telegram_gateway', api_token: API_TOKEN, base_url },
    ];
    settings.price.push(makePrice({ link: 'viber' }, '0.01'), makePrice({ link: 'codes' }, '0.02'));
  };
  const scene = await Scene.open(t, ports, { change });
  scene.keep(provider);
  return scene;
}

const accounts = async (scene) => {
  const { json } = await scene.owner.get('/v1/links');
  return Object.fromEntries(json.links.filter(({ channel }) => channel).map((each) => [each.name, each]));
};

const up = (scene) =>
  until('both accounts are up', async () => {
    const all = await accounts(scene);
    return ['viber', 'codes'].every((name) => all[name]?.state === 'up') && all;
  });

const call = (scene, path, body, headers = {}) => scene.shop.request('POST', path, { body: JSON.stringify(body), headers });

function signed(body, token = API_TOKEN) {
  const time = String(Math.floor(Date.now() / 1000));
  const key = crypto.createHash('sha256').update(token).digest();
  const signature = crypto.createHmac('sha256', key).update(`${time}\n${JSON.stringify(body)}`).digest('hex');
  return { 'x-request-timestamp': time, 'x-request-signature': signature };
}

const viberReport = { message_token: '5379697806260881548', message_status: 0, message_time: 1_700_000_000_000, phone_number: '4915123456789', service_id: 3100 };
const codesReport = { request_id: 'r1', phone_number: '+4915123456789', delivery_status: { status: 'delivered', updated_at: 1_700_000_000 } };

test('accounts are bound, and shown among the links and in the metrics', async (t) => {
  const scene = await open(t);
  const all = await up(scene);
  assert.equal(all.viber.channel, 'viber');
  assert.equal(all.viber.adapter, 'viber_business');
  assert.equal(all.viber.binds_bound, 1);
  assert.equal(all.viber.window, 5);
  assert.deepEqual(all.viber.hosts, []);
  assert.equal(all.viber.outcomes.accepted, 0);
  await until('the metrics know them', async () => {
    const { text } = await scene.owner.get('/metrics');
    return text.includes('kaskad_link_binds_bound{link="viber"} 1') && text.includes('kaskad_link_binds_bound{link="codes"} 1');
  });
  const shown = JSON.stringify(scene.gateway.log);
  assert.ok(!shown.includes(API_TOKEN) && !shown.includes(CALLBACK_KEY), 'no secret stands in the log');
});

test('one that is disabled by a reload goes down, and comes back', async (t) => {
  const scene = await open(t);
  await up(scene);
  await scene.reload((settings) => (settings.channel[0].enabled = false));
  await until('it is off', async () => !(await accounts(scene)).viber);
  await scene.reload((settings) => (settings.channel[0].enabled = true));
  await up(scene);
});

test('a forged callback is refused and counted', async (t) => {
  const scene = await open(t);
  await up(scene);
  assert.equal((await call(scene, '/v1/channels/viber/callbacks', viberReport)).status, 404);
  assert.equal((await call(scene, '/v1/channels/viber/callbacks/0123456789abcdee', viberReport)).status, 404);
  assert.equal((await call(scene, '/v1/channels/vibre/callbacks', viberReport)).status, 404);
  assert.equal((await call(scene, '/v1/channels/codes/callbacks', codesReport)).status, 401);
  assert.equal((await call(scene, '/v1/channels/codes/callbacks', codesReport, signed(codesReport, 'another'))).status, 401);
  const broken = await scene.shop.request('POST', `/v1/channels/viber/callbacks/${CALLBACK_KEY}`, { body: 'no JSON' });
  assert.equal(broken.status, 400);
  assert.equal(broken.json.code, 'malformed_request');
  await until('they are counted', async () => {
    const { text } = await scene.owner.get('/metrics');
    return (
      text.includes('kaskad_channel_callbacks_total{account="viber",result="forged"} 2') &&
      text.includes('kaskad_channel_callbacks_total{account="codes",result="forged"} 2') &&
      text.includes('kaskad_channel_callbacks_total{account="viber",result="unreadable"} 1')
    );
  });
});

test('a good callback is answered when it is durable', async (t) => {
  const scene = await open(t);
  await up(scene);
  assert.equal((await call(scene, `/v1/channels/viber/callbacks/${CALLBACK_KEY}`, viberReport)).status, 200);
  assert.equal((await call(scene, '/v1/channels/codes/callbacks', codesReport, signed(codesReport))).status, 200);
});

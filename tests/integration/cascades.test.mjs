// One message over several channels, from outside: the gateway, `kaskad channels-sim` as all the providers, and npm's
// smpp as the operator. What becomes of a send the last two digits say (channels.md 3.12).
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import { money } from './api_client.mjs';
import { addChannels, CHANNEL_PRICE as VIBER_PRICE, CHANNELS, channelsUp, sendsOf as sends } from './channel_scene.mjs';
import { throughout, until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { SELL_PRICE } from './settings.mjs';

const ports = new PortRange(23500, 100);

// The gateway with accounts of these adapters, as the simulator prints them.
async function open(t, adapters = ['viber_business'], { sim: words = [], change = () => {}, ...wanted } = {}) {
  return Scene.open(t, ports, {
    ...wanted,
    change: async (settings, scene) => {
      await addChannels(settings, scene, ports, adapters, words);
      await change(settings, scene);
    },
  }).then((scene) => channelsUp(scene, adapters.length));
}

const viberThenSms = (to, more = {}) => ({ to, text: 'Order A-17 is ready', cascade: [{ channel: 'viber', success_on: 'read', timeout_s: 2 }, { channel: 'sms' }], ...more });
const states = ({ attempts }) => attempts.map(({ channel, state }) => `${channel} ${state}`);
const spent = async (scene) => {
  const { balance, reserved } = await scene.shop.balance();
  assert.equal(money(reserved), 0n);
  return money('100') - money(balance);
};

test('what is read over Viber needs no SMS', async (t) => {
  const scene = await open(t);
  const { id } = await scene.shop.send(viberThenSms('+4915123456700'));
  const message = await scene.message(id);
  assert.deepEqual([message.state, message.delivered_via, states(message)], ['read', ['viber'], ['viber read']]);
  await throughout('no SMS leaves', 2_500, () => scene.operator.submits.length === 0);
  assert.equal(await spent(scene), money(VIBER_PRICE));
});

test('what nobody reads goes by SMS, and is charged once', async (t) => {
  const scene = await open(t);
  const { id } = await scene.shop.send(viberThenSms('+4915123456701'));
  const message = await scene.message(id);
  assert.deepEqual([message.state, message.delivered_via], ['delivered', ['viber', 'sms']]);
  assert.deepEqual(states(message), ['viber delivered', 'sms delivered']);
  assert.equal(message.attempts[0].reason.code, 'not_read');
  assert.equal(scene.operator.submits.length, 1);
  assert.equal(await spent(scene), money(SELL_PRICE));
});

test('who has no Viber gets an SMS at once, and Viber is left alone the next time', async (t) => {
  const scene = await open(t);
  const first = await scene.message((await scene.shop.send(viberThenSms('+4915123456710'))).id);
  assert.deepEqual(states(first), ['viber rejected', 'sms delivered']);
  assert.ok(first.latency_ms < 2_000, 'its step did not last to the end');
  const second = await scene.message((await scene.shop.send(viberThenSms('+4915123456710'))).id);
  assert.deepEqual(states(second), ['viber skipped', 'sms delivered']);
  assert.equal(second.attempts[0].reason.code, 'lately_unreachable');
  assert.equal((await sends(scene, '/send_message')).length, 1);
});

// npm's smpp is the operator: it says what it was asked, and what it took back never arrives.
const smsThenViber = (to) => ({
  to,
  text: 'Order A-17 is ready. '.repeat(9),
  cascade: { steps: [{ channel: 'sms', timeout_s: 1, revoke: true }, { channel: 'viber', success_on: 'read' }], duplicates: 'avoid' },
});
const cancels = (scene) => scene.operator.events.filter(({ event }) => event === 'cancel_sm');

test('an SMS that nobody confirmed is taken back before Viber goes on', async (t) => {
  const scene = await open(t, ['viber_business'], {
    operators: [{ 'receipt-delay': 8_000 }],
    links: [{ cancel_sm: true, service_type: 'VMA' }],
    // The operator bills what it took: Viber must sell for more than both cost.
    change: (settings) => (settings.price.find(({ channel }) => channel === 'viber').price = '0.05'),
  });
  const { id } = await scene.shop.send(smsThenViber('+4915123456700'));
  const message = await scene.message(id);
  assert.deepEqual(states(message), ['sms cancelled', 'viber read']);
  assert.deepEqual([message.attempts[0].revoked, message.attempts[0].reason.code], ['yes', 'step_timed_out']);
  const ids = scene.operator.events.filter(({ event }) => event === 'taken').map(({ id: told }) => told);
  const asked = cancels(scene).map(({ message_id, source_addr, destination_addr, service_type }) => [message_id, source_addr, destination_addr, service_type]);
  assert.deepEqual(asked, ids.map((told) => [told, 'Kaskad', '4915123456700', 'VMA']), 'both parts, as they were submitted');
  const receipts = () => scene.operator.events.filter(({ event }) => event === 'receipt_answered');
  await until('both receipts came', () => receipts().length === 2);
  await throughout('receipts DELETED change nothing', 300, async () => (await scene.shop.message(id)).attempts[0].state === 'cancelled');
  assert.equal(await spent(scene), money('0.05'));
  await until('it is counted', async () => /kaskad_cancels_total\{link="alpha",result="asked"\} 2/.test(await scene.metrics()));
});

test('an SMS that cannot be taken back any more is waited for, and no copy goes', async (t) => {
  const scene = await open(t, ['viber_business'], {
    operators: [{ 'receipt-delay': 3_500, 'cancel-status': 0x11 }],
    links: [{ cancel_sm: true }],
  });
  const { id } = await scene.shop.send(smsThenViber('+4915123456700'));
  const message = await scene.message(id);
  assert.deepEqual([states(message), message.attempts[0].revoked], [['sms delivered'], 'too_late']);
  assert.equal((await sends(scene, '/send_message')).length, 0);
});

// Node's own HTTP server is the proxy.
async function openProxy(t, login) {
  const asked = [];
  const proxy = http.createServer((request, response) => response.writeHead(405).end());
  proxy.on('connect', (request, client, head) => {
    const given = request.headers['proxy-authorization'];
    asked.push(request.url);
    if (given !== `Basic ${Buffer.from(login).toString('base64')}`) return client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host, port] = request.url.split(':');
    const origin = net.connect(port, host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      origin.write(head);
      origin.pipe(client).pipe(origin);
    });
    for (const each of [origin, client]) each.on('error', () => each.destroy());
  });
  const port = await ports.next();
  await new Promise((resolve) => proxy.listen(port, '127.0.0.1', resolve));
  t.after(() => proxy.closeAllConnections() ?? proxy.close());
  return { asked, url: `http://127.0.0.1:${port}` };
}

test('calls go through the proxy of their account', async (t) => {
  const proxy = await openProxy(t, 'ann:geheim');
  const scene = await open(t, ['viber_business'], {
    change: (settings) => Object.assign(settings.channel[0], { proxy: proxy.url, proxy_login: 'ann:geheim' }),
  });
  const { id } = await scene.shop.send(viberThenSms('+4915123456700'));
  assert.deepEqual(states(await scene.message(id)), ['viber read']);
  assert.deepEqual(new Set(proxy.asked), new Set([new URL(scene.gateway.settings.channel[0].base_url).host]));
});

test('a proxy that refuses is no answer of the provider: the SMS follows', async (t) => {
  const proxy = await openProxy(t, 'ann:geheim');
  const scene = await open(t, ['viber_business'], {
    change: (settings) => Object.assign(settings.channel[0], { proxy: proxy.url, proxy_login: 'ann:wrong' }),
  });
  const { id } = await scene.shop.send(viberThenSms('+4915123456700'));
  const message = await scene.message(id);
  assert.deepEqual(message.delivered_via, ['sms']);
  assert.equal((await sends(scene, '/send_message')).length, 0);
  assert.ok(proxy.asked.length > 0);
});

test('a call whose answer is lost is not made again', async (t) => {
  const scene = await open(t);
  const { id } = await scene.shop.send(viberThenSms('+4915123456709', { class: 'otp' }));
  await scene.message(id);
  assert.equal((await sends(scene, '/send_message')).length, 1);
});

test('callbacks before the answer, twice, and in the wrong order are one delivery', async (t) => {
  const scene = await open(t);
  for (const digits of ['08', '06', '07', '02', '04']) {
    const { id } = await scene.shop.send(viberThenSms(`+49151234567${digits}`, { cascade: [{ channel: 'viber' }] }));
    const message = await scene.message(id);
    assert.ok(['delivered', 'read'].includes(message.state) || digits === '04', `${digits}: ${message.state}`);
    await until(`${digits}: it is delivered in the end`, async () => ['delivered', 'read'].includes((await scene.shop.message(id)).state));
  }
  assert.equal(await spent(scene), 5n * money(VIBER_PRICE));
});

test('a kill with cascades under way sends nothing twice, and all of them end', async (t) => {
  const scene = await open(t);
  const ids = [];
  for (let number = 0; number < 20; ++number) ids.push((await scene.shop.send(viberThenSms(`+4915123${100 + number}01`))).id);
  await scene.gateway.kill();
  await scene.gateway.start();
  for (const id of ids) {
    const message = await scene.message(id);
    assert.equal(message.state, 'delivered', JSON.stringify(message.attempts));
    assert.deepEqual(message.delivered_via.at(-1), 'sms');
  }
  const called = (await sends(scene, '/send_message')).map(({ body }) => JSON.parse(body).dest);
  assert.equal(called.length, new Set(called).size, 'no person was called twice over Viber');
  assert.equal(await spent(scene), 20n * money(SELL_PRICE));
  await until('the books hold all of it', () => {
    const { output } = runProgram(['ledger', 'verify', '--config', scene.gateway.file], { cwd: scene.gateway.folder });
    return /^The books are right: .* 20 messages charged as booked/m.test(output);
  });
});

// Two readings of the same contracts, made apart: ours, and the simulator's.
const SINGLE = [
  { adapter: 'whatsapp_cloud', content: { text: 'Hello' }, success: 'read', state: 'read' },
  { adapter: 'whatsapp_cloud', content: { template: 'order_out', language: 'ru', parameters: ['Anna', 'A-17'] }, success: 'delivered', state: 'read' },
  { adapter: 'viber_business', content: { text: 'Hello' }, success: 'read', state: 'read' },
  { adapter: 'telegram_gateway', content: { code: '123456' }, success: 'read', state: 'read' },
  { adapter: 'telegram_bot', content: { text: 'Hello' }, address: '471100', success: 'sent', state: 'unknown' },
  { adapter: 'fcm', content: { title: 'Order', text: 'Hello' }, address: 'token-00', success: 'sent', state: 'unknown' },
  { adapter: 'twilio_voice', content: { text: 'Your code is 1 2 3' }, success: 'delivered', state: 'delivered' },
  { adapter: 'voice', content: { text: 'Your code is 1 2 3' }, success: 'delivered', state: 'delivered' },
  { adapter: 'webhook', content: { text: 'Hello' }, success: 'delivered', state: 'delivered' },
  { adapter: 'smtp', content: { title: 'Order', text: 'Hello' }, address: 'ann00@people.example', success: 'delivered', state: 'delivered' },
];

for (const { adapter, content, address, success, state } of SINGLE) {
  test(`${adapter} carries ${Object.keys(content).join(', ')}`, async (t) => {
    const channel = CHANNELS[adapter];
    const scene = await open(t, [adapter]);
    const { id } = await scene.shop.send({ to: '+4915123456700', cascade: [{ channel, success_on: success, timeout_s: 5 }], content: { [channel]: content },
      ...(address ? { addresses: { [channel]: address } } : {}) });
    const reached = ({ state: now }) => now === state || (state === 'delivered' && now === 'read');
    const message = await scene.message(id, reached, `is ${state}`);
    assert.equal(message.attempts.length, 1);
    assert.equal(await spent(scene), money(VIBER_PRICE));
  });
}

test('Telegram takes back what nobody got, gives the money back, and the SMS follows', async (t) => {
  const scene = await open(t, ['telegram_gateway']);
  const { id } = await scene.shop.send({ to: '+4915123456724', text: 'Your code is 123456', class: 'otp', content: { telegram: { code: '123456' } },
    cascade: { steps: [{ channel: 'telegram', timeout_s: 2, revoke: true }, { channel: 'sms' }], duplicates: 'avoid' } });
  const message = await scene.message(id);
  assert.deepEqual(states(message), ['telegram cancelled', 'sms delivered']);
  assert.equal(message.attempts[0].revoked, 'yes');
});

test('cascades are judged when they are saved, and tried without sending', async (t) => {
  const scene = await open(t);
  const put = (steps, query = '') => scene.shop.request('PUT', `/v1/cascades/order${query}`, { body: steps });
  const wrong = await put([{ channel: 'sms', success_on: 'read' }]);
  assert.deepEqual([wrong.status, wrong.json.code, wrong.json.errors[0].field], [422, 'invalid_cascade', 'steps[0]']);
  assert.equal((await put([{ channel: 'viber', timeout_s: 45 }, { channel: 'sms' }], '?dry_run=true')).json.saved, false);
  const first = await put([{ channel: 'viber', timeout_s: 45 }, { channel: 'sms' }]);
  assert.deepEqual([first.status, first.json.version, first.json.saved], [201, 1, true]);
  const { json } = await scene.shop.request('POST', '/v1/messages/preview', { body: { to: '+4915123456700', text: 'Hello', cascade: 'order' } });
  assert.deepEqual(json.steps.map(({ channel, begins, until_s: until }) => [channel, begins, until]), [['viber', true, 45], ['sms', true, null]]);
  assert.equal(json.price.amount, SELL_PRICE, 'at worst');
  assert.equal((await sends(scene, '/send_message')).length, 0);
  const { status } = await scene.shop.request('DELETE', '/v1/cascades/order');
  assert.equal(status, 200);
  assert.equal((await scene.shop.post({ to: '+4915123456700', text: 'Hello', cascade: 'order' })).json.code, 'unknown_cascade');
});

// Only the first step comes in time: it is the cheaper one until it does not deliver any more.
test('the order of steps follows what is believed, and says why', async (t) => {
  const scene = await open(t);
  const steps = [{ channel: 'viber', timeout_s: 3 }, { channel: 'sms', timeout_s: 3 }];
  const wanted = (to) => ({ to, text: 'Your parcel is here', cascade: { steps, deadline_s: 3, order: 'expected_cost' } });
  const order = ({ order: { steps: chosen } }) => chosen.map(({ channel }) => channel);
  const first = await scene.message((await scene.shop.send(wanted('+4915123456701'))).id);
  assert.deepEqual([order(first.cascade), states(first)], [['viber', 'sms'], ['viber delivered']]);
  for (let number = 0; number < 40; ++number) await scene.shop.send(wanted(`+4915123${100 + number}16`));
  const look = async () => (await scene.shop.request('POST', '/v1/messages/preview', { body: wanted('+4915123456700') })).json;
  await until('SMS goes first', async () => order(await look())[0] === 'sms', 40_000);
  const { id } = await scene.shop.send(wanted('+4915123456700'));
  const message = await scene.message(id);
  assert.deepEqual([order(message.cascade), states(message)], [['sms', 'viber'], ['sms delivered']]);
  const [sms, viber] = message.cascade.order.steps;
  assert.deepEqual([sms.step, sms.written, viber.step, viber.written], [1, 2, 2, 1]);
  assert.ok(Number(sms.reaches_percent) > Number(viber.reaches_percent), JSON.stringify([sms, viber]));
  assert.match(message.cascade.order.because, /in time .* cost least: sms \([\d.]+ %, half of that within \d+ s, [\d.]+ EUR\), then viber \(/);
  assert.ok(money(sms.expected_cost.amount) < money(SELL_PRICE), 'charged once, and only for what arrives');
  assert.doesNotMatch(JSON.stringify(message), /operator|link/, 'in the words of the client');
});

test('a person who wants nothing gets nothing, and a stop ends what is under way', async (t) => {
  const scene = await open(t);
  const suppress = (body) => scene.shop.request('POST', '/v1/suppressions', { body: { number: '+4915123456701', ...body } });
  await suppress({ class: 'marketing' });
  const refused = await scene.shop.post(viberThenSms('+4915123456701', { class: 'marketing' }));
  assert.deepEqual([refused.status, refused.json.code], [403, 'suppressed']);
  assert.equal((await scene.shop.post({ to: '+4915123456701', text: 'Buy', class: 'marketing' })).json.code, 'suppressed');
  const { id } = await scene.shop.send(viberThenSms('+4915123456701'));
  await scene.message(id, ({ attempts }) => attempts[0].state === 'delivered', 'arrived');
  const stopped = await scene.shop.request('POST', `/v1/messages/${id}/stop`, { body: { why: 'picked up' } });
  assert.deepEqual([stopped.status, stopped.json.state], [200, 'delivered']);
  await throughout('no SMS leaves', 2_500, () => scene.operator.submits.length === 0);
});

test('what is wrong in a request is told with its place, and changes nothing', async (t) => {
  const scene = await open(t);
  const field = async (body) => {
    const { status, json } = await scene.shop.post({ to: '+4915123456700', text: 'Hello', ...body });
    assert.equal(status, 422, JSON.stringify(json));
    return json.errors[0].field;
  };
  assert.equal(await field({ cascade: [] }), 'cascade');
  assert.equal(await field({ cascade: [{ channel: 'fax' }] }), 'cascade.steps[0].channel');
  assert.equal(await field({ cascade: [{ channel: 'viber', hours: { from: '25:00' } }] }), 'cascade.steps[0].hours.from');
  assert.equal(await field({ cascade: { steps: [{ channel: 'viber' }], order: 'cheapest' } }), 'cascade.order');
  assert.equal(await field({ cascade: [{ channel: 'viber', colour: 'red' }] }), 'cascade.steps[0].colour');
  assert.equal(await field({ cascade: [{ channel: 'viber' }], content: { viber: { text: 1 } } }), 'content.viber.text');
  assert.equal(await field({ cascade: [{ channel: 'viber' }], content: { fax: {} } }), 'content.fax');
  assert.equal(await field({ cascade: [{ channel: 'viber' }], addresses: { telegram: '' } }), 'addresses.telegram');
  assert.equal(await field({ content: { viber: { text: 'x' } } }), 'content');
  assert.equal(await spent(scene), 0n);
});

// The simulated messengers as a program: each provider called with fetch as its documents say, its callbacks received
// by a server of Node's and verified with Node's own crypto.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { CallbackSink } from './callback_sink.mjs';
import { ChannelsSim } from './channels_process.mjs';
import { until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';

const ports = new PortRange(23300, 100);
const DELAY = 1000;
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';

let sim;
let sink;

before(async () => {
  sink = await new CallbackSink(await ports.next()).start();
  sim = await new ChannelsSim(await ports.next(), ['--callback-base', sink.url, '--clock', 'virtual', '--delay-ms', String(DELAY),
    '--account', 'whatsapp=wa', '--account', 'viber=vb/0123456789abcdef', '--callback-retry-ms', '100']).start();
});

after(async () => {
  await sim?.dispose();
  await sink?.dispose();
});

beforeEach(async () => {
  await sim.post('/sim/faults', {});
  sink.status = 200;
  sink.calls.length = 0;
});

const hmac = (kind, key, text, form = 'hex') => crypto.createHmac(kind, key).update(text).digest(form);

// Advances, and gives what came meanwhile.
async function heard(ms = 10 * DELAY) {
  const first = sink.calls.length;
  assert.equal((await sim.advance(ms)).status, 200);
  return sink.calls.slice(first);
}

const bearer = (token) => ({ Authorization: `Bearer ${token}` });

function sendWhatsapp(to, content = { type: 'text', text: { body: 'Hello' } }, echo = '77.1') {
  const { phone_number_id: from, access_token: token } = sim.keys.whatsapp_cloud;
  return sim.post(`/v21.0/${from}/messages`, { messaging_product: 'whatsapp', to, biz_opaque_callback_data: echo, ...content },
    bearer(token));
}

function statuses(calls) {
  return calls.flatMap(({ body }) => JSON.parse(body).entry[0].changes[0].value.statuses ?? []);
}

test('WhatsApp: sent, delivered, read, signed by the app', async () => {
  const { status, body } = await sendWhatsapp('79161234500');
  assert.equal(status, 200);
  assert.equal(body.contacts[0].wa_id, '79161234500');
  const calls = await heard();
  assert.deepEqual(statuses(calls).map((each) => each.status), ['sent', 'delivered', 'read']);
  for (const { path, headers, body: octets } of calls) {
    assert.equal(path, '/v1/channels/wa/callbacks');
    assert.equal(headers['x-hub-signature-256'], `sha256=${hmac('sha256', sim.keys.whatsapp_cloud.app_secret, octets)}`);
  }
  assert.equal(statuses(calls)[0].id, body.messages[0].id);
  assert.equal(statuses(calls)[0].biz_opaque_callback_data, '77.1');
});

test('WhatsApp: a wrong token, a template nobody approved, fifty statuses at once, a forged signature', async () => {
  const { phone_number_id: from } = sim.keys.whatsapp_cloud;
  const refused = await sim.post(`/v21.0/${from}/messages`, {}, bearer('wrong'));
  assert.deepEqual([refused.status, refused.body.error.code], [401, 190]);
  const unknown = await sendWhatsapp('79161234500', { type: 'template', template: { name: 'missing_it', language: { code: 'ru' } } });
  assert.deepEqual([unknown.status, unknown.body.error.code], [404, 132001]);

  await sendWhatsapp('79161234523');
  const [, many] = await heard();
  assert.equal(statuses([many]).length, 50);
  assert.equal(statuses([many]).filter((each) => each.biz_opaque_callback_data === '77.1').length, 1);

  await sendWhatsapp('79161234521');
  for (const { headers, body } of await heard())
    assert.notEqual(headers['x-hub-signature-256'], `sha256=${hmac('sha256', sim.keys.whatsapp_cloud.app_secret, body)}`);
});

test('WhatsApp: a person answers STOP, and writes unasked', async () => {
  await sendWhatsapp('79161234518');
  const calls = await heard();
  const [reply] = JSON.parse(calls.at(-1).body).entry[0].changes[0].value.messages;
  assert.deepEqual([reply.from, reply.text.body], ['79161234518', 'STOP']);
  assert.equal((await sim.post('/sim/whatsapp/reply', { from: '79161234567', text: 'Is anybody there?' })).status, 204);
  const [unasked] = await heard(0);
  assert.equal(JSON.parse(unasked.body).entry[0].changes[0].value.messages[0].text.body, 'Is anybody there?');
});

test('Viber: HTTP 200 whatever happens, the outcome inside; callbacks to an address with a key', async () => {
  const send = (dest, more = {}) => sim.post('/vibersrvc/1/send_message', {
    service_id: Number(sim.keys.viber_business.service_id), dest, seq: 5, type: 206, label: 'transaction', message: { '#txt': 'Hello' }, ...more,
  });
  const taken = await send('79161234504');
  assert.deepEqual([taken.status, taken.body.status, taken.body.seq], [200, 0, 5]);
  const calls = await heard();
  assert.deepEqual(calls.map(({ body }) => JSON.parse(body).message_status), [2, 0]);
  assert.equal(calls[0].path, '/v1/channels/vb/callbacks/0123456789abcdef');
  assert.equal(JSON.parse(calls[0].body).message_token, taken.body.message_token);
  assert.deepEqual([(await send('79161234510')).body.status, (await send('79161234512')).body.status], [9, 8]);
  assert.deepEqual([(await send('79161234501', { service_id: 1 })).body.status, (await send('79161234501', { ttl: 5 })).body.status], [2, 20]);
  await send('79161234521');
  assert.deepEqual((await heard()).map(({ path }) => path), ['/v1/channels/vb/callbacks/0123456789abcdef/forged']);
});

test('Telegram Gateway: checked, sent for the same fee, reported, taken back', async () => {
  const { api_token: token } = sim.keys.telegram_gateway;
  const ask = (method, body) => sim.post(`/${method}`, body, bearer(token));
  assert.equal((await sim.post('/checkSendAbility', {}, bearer('x'))).body.error, 'ACCESS_TOKEN_INVALID');
  const checked = await ask('checkSendAbility', { phone_number: '+79161234500' });
  const id = checked.body.result.request_id;
  const sent = await ask('sendVerificationMessage', { phone_number: '+79161234500', request_id: id, code: '1234', payload: '9.1' });
  assert.equal(sent.body.result.request_id, id);
  const calls = await heard();
  assert.deepEqual(calls.map(({ body }) => JSON.parse(body).delivery_status.status), ['sent', 'delivered', 'read']);
  const key = crypto.createHash('sha256').update(token).digest();
  for (const { headers, body } of calls) {
    const time = headers['x-request-timestamp'];
    assert.equal(headers['x-request-signature'], hmac('sha256', key, `${time}\n${body}`));
    assert.ok(Math.abs(Number(time) - Date.now() / 1000) < 60, 'signed of now, whatever the virtual clock says');
  }
  const waiting = await ask('sendVerificationMessage', { phone_number: '+79161234524', code: '1234' });
  await heard();
  await ask('revokeVerificationMessage', { request_id: waiting.body.result.request_id });
  assert.deepEqual((await heard()).map(({ body }) => JSON.parse(body).delivery_status.status), ['revoked']);
  const late = await ask('sendVerificationMessage', { phone_number: '+79161234525', code: '1234' });
  await heard();
  await ask('revokeVerificationMessage', { request_id: late.body.result.request_id });
  assert.deepEqual((await heard()).map(({ body }) => JSON.parse(body).delivery_status.status), ['delivered']);
});

test('Telegram bot: sends, is blocked, hears with its secret', async () => {
  const { bot_token: token, secret_token: secret } = sim.keys.telegram_bot;
  const send = (chat, bot = token) => sim.post(`/bot${bot}/sendMessage`, { chat_id: chat, text: 'Hello' });
  const sent = await send(5519);
  assert.equal(sent.body.result.chat.id, 5519);
  const [update] = await heard();
  assert.equal(update.headers['x-telegram-bot-api-secret-token'], secret);
  assert.equal(JSON.parse(update.body).message.text, '1');
  assert.deepEqual([(await send(5512)).status, (await send(5510)).body.description], [403, 'Bad Request: chat not found']);
  assert.equal((await send(5519, '1:wrong')).status, 401);
  const throttled = await send(5513);
  assert.deepEqual([throttled.status, throttled.body.parameters.retry_after], [429, 1]);
  assert.equal((await send(5513)).status, 200);
});

// RS256 with the key that was printed.
function makeAssertion({ client_email: iss, token_url: aud, private_key: key }, more = {}) {
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss, scope: SCOPE, aud, iat: now, exp: now + 3600, ...more })}`;
  return `${text}.${crypto.sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

test('Push: a token for a signed claim, a push, the acknowledgement of the app', async () => {
  const keys = sim.keys.fcm;
  const grant = (assertion) => sim.post('/token', new URLSearchParams({ grant_type: GRANT, assertion }));
  const given = await grant(makeAssertion(keys));
  assert.equal(given.status, 200, JSON.stringify(given.body));
  assert.equal(given.body.token_type, 'Bearer');
  assert.equal((await grant(makeAssertion(keys, { iss: 'other@x' }))).body.error, 'invalid_grant');
  assert.equal((await grant(makeAssertion(keys, { exp: Math.floor(Date.now() / 1000) - 1 }))).body.error, 'invalid_grant');
  const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  assert.equal((await grant(makeAssertion({ ...keys, private_key: privateKey }))).body.error_description, 'Invalid JWT Signature.');

  const push = (token, bearerToken = given.body.access_token) => sim.post(`/v1/projects/${keys.project_id}/messages:send`,
    { message: { token, notification: { title: 'Shop', body: 'Hello' }, data: { attempt_id: '8.1' } } }, bearer(bearerToken));
  assert.match((await push('device-00')).body.name, /^projects\/kaskad-sim\/messages\//);
  const calls = await heard();
  assert.deepEqual(calls.map(({ body }) => JSON.parse(body)), [{ attempt: '8.1', event: 'delivered' }, { attempt: '8.1', event: 'read' }]);
  assert.equal(calls[0].headers['x-kaskad-signature'], `sha256=${hmac('sha256', keys.ack_secret, calls[0].body)}`);
  const gone = await push('device-10');
  assert.deepEqual([gone.status, gone.body.error.details[0].errorCode], [404, 'UNREGISTERED']);
  assert.equal((await push('device-00', 'ya29.x')).status, 401);
});

test('Twilio: a call rings, is answered, a key is pressed; a machine; taken back', async () => {
  const { account_sid: sid, auth_token: token, from } = sim.keys.twilio_voice;
  const basic = { Authorization: `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}` };
  const call = (to, more = {}, headers = basic) => {
    const form = new URLSearchParams({ To: to, From: from, Twiml: `<Response><Gather action="${sink.url}/keys?a=1"/></Response>`,
      StatusCallback: `${sink.url}/states`, MachineDetection: 'Enable', ...more });
    for (const event of ['initiated', 'ringing', 'answered', 'completed']) form.append('StatusCallbackEvent', event);
    return sim.post(`/2010-04-01/Accounts/${sid}/Calls.json`, form, headers);
  };
  const refused = await call('+79161234527', {}, { Authorization: 'Basic eDp5' });
  assert.deepEqual([refused.status, refused.body.code], [401, 20003]);
  const made = await call('+79161234527');
  assert.deepEqual([made.status, made.body.status], [201, 'queued']);
  const calls = await heard();
  assert.deepEqual(calls.map(({ path }) => path), ['/states', '/states', '/keys?a=1', '/states']);
  for (const { path, headers, body } of calls) {
    const sorted = [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1)).flat().join('');
    assert.equal(headers['x-twilio-signature'], hmac('sha1', token, sink.url + path + sorted, 'base64'));
  }
  assert.equal(new URLSearchParams(calls[2].body).get('Digits'), '1');
  await call('+79161234526');
  assert.equal(new URLSearchParams((await heard()).at(-1).body).get('AnsweredBy'), 'machine_start');
  const cancel = (made) => sim.post(`/2010-04-01/Accounts/${sid}/Calls/${made.body.sid}.json`, new URLSearchParams({ Status: 'canceled' }), basic);
  assert.equal((await cancel(await call('+79161234524'))).body.status, 'canceled');
  const tooLate = await cancel(await call('+79161234525'));
  assert.deepEqual([tooLate.status, tooLate.body.code], [400, 21220]);
  await heard();
});

test('Our own contracts: voice by its address, webhook signed both ways', async () => {
  const call = (phone, attempt) => sim.post('/voice/calls', { attempt, phone, text: 'Hello', ring_s: 30 }, bearer(sim.keys.voice.token));
  const taken = await call('79161234500', '5.1');
  assert.equal(taken.body.status, 'accepted');
  assert.deepEqual((await call('79161234500', '5.1')).body, taken.body, 'the same attempt is one call');
  const calls = await heard();
  assert.deepEqual(calls.map(({ body }) => JSON.parse(body).status), ['RINGING', 'ANSWERED', 'HEARD']);
  assert.equal(calls[0].path, `/v1/channels/voice/callbacks/${sim.keys.voice.callback_key}`);
  assert.equal((await call('79161234514', '5.2')).body.status, 'account');

  const key = Buffer.from(sim.keys.webhook.secret.slice('whsec_'.length), 'base64');
  const sign = (id, time, body) => `v1,${hmac('sha256', key, `${id}.${time}.${body}`, 'base64')}`;
  const send = (to, attempt, time = Math.floor(Date.now() / 1000)) => {
    const body = JSON.stringify({ type: 'message', attempt, to, text: 'Hello' });
    return sim.post('/webhook/messages', body,
      { 'webhook-id': attempt, 'webhook-timestamp': String(time), 'webhook-signature': sign(attempt, time, body) });
  };
  assert.equal((await send('79161234522', '6.1')).body.status, 'accepted');
  assert.equal((await send('79161234500', '6.2', 1_700_000_000)).status, 401);
  const states = await heard();
  assert.deepEqual(states.map(({ body }) => JSON.parse(body).state), ['sent', 'teleported', 'delivered']);
  for (const { headers, body } of states)
    assert.equal(headers['webhook-signature'], sign(headers['webhook-id'], headers['webhook-timestamp'], body));
});

test('A response that is lost: the connection ends, and the callbacks come', async () => {
  await assert.rejects(sendWhatsapp('79161234509'), /fetch failed/);
  assert.deepEqual(statuses(await heard()).map((each) => each.status), ['sent', 'delivered']);
});

test('A callback comes before the response', async () => {
  let isAnswered = false;
  sink.status = () => {
    assert.equal(isAnswered, false);
    return 200;
  };
  await sendWhatsapp('79161234508');
  isAnswered = true;
  assert.equal(statuses(sink.calls)[0].status, 'delivered');
});

test('The clock stands until it is advanced, and what is late comes then', async () => {
  await sendWhatsapp('79161234517');
  assert.deepEqual(statuses(await heard(DELAY)).map((each) => each.status), ['sent']);
  assert.deepEqual(await heard(58_999), []);
  assert.deepEqual(statuses(await heard(1)).map((each) => each.status), ['delivered'], 'a minute after the send');
  assert.equal((await sim.advance(-1)).status, 422);
});

test('A callback that is refused comes again, and is given up', async () => {
  const before = (await sim.get('/healthz')).body.counts;
  sink.status = 503;
  await sendWhatsapp('79161234501');
  assert.equal((await heard(100_000)).length, 10, 'two callbacks, five times each');
  const { counts } = (await sim.get('/healthz')).body;
  assert.equal(counts.callbacks_given_up - before.callbacks_given_up, 2);
});

test('Faults: a status for all, callbacks that are dropped, an answer that waits', async () => {
  await sim.post('/sim/faults', { status: 503 });
  assert.equal((await sendWhatsapp('79161234500')).status, 503);
  await sim.post('/sim/faults', { drop_percent: 100 });
  assert.equal((await sendWhatsapp('79161234500')).status, 200);
  assert.deepEqual(await heard(), []);
  await sim.post('/sim/faults', { latency_ms: 5000 });
  let answer;
  const waiting = sendWhatsapp('79161234516').then((given) => (answer = given));
  await until('the send came', async () => (await sim.get('/sim/requests?channel=whatsapp&count=1000')).body.requests.at(-1).body.includes('4516'));
  await sim.advance(4999);
  assert.equal(answer, undefined);
  await sim.advance(1);
  await waiting;
  assert.equal(answer.status, 200);
  assert.equal((await sim.post('/sim/faults', { drop_percent: 101 })).status, 422);
});

test('A script goes before the digits', async () => {
  const script = { number: '+79161234510', events: [{ after_ms: 5, event: 'read' }, { after_ms: 7, event: 'reply', text: 'Thanks' }] };
  assert.equal((await sim.post('/sim/whatsapp/script', script)).status, 204);
  assert.equal((await sendWhatsapp('79161234510')).status, 200);
  assert.equal((await heard(7)).length, 2);
  const wrong = await sim.post('/sim/whatsapp/script', { number: '7', events: [{ event: 'machine' }] });
  assert.deepEqual([wrong.status, wrong.body.error.includes('there are sent, delivered')], [422, true]);
  assert.equal((await sim.call('DELETE', '/sim/whatsapp/script?number=79161234510')).status, 204);
  assert.equal((await sendWhatsapp('79161234510')).status, 400);
});

test('Everything received is kept for whoever judges a sender', async () => {
  await sim.call('DELETE', '/sim/requests');
  await sendWhatsapp('79161234501');
  await sim.post('/nobody', {});
  const { body } = await sim.get('/sim/requests');
  assert.deepEqual([body.kept, body.dropped], [2, 0]);
  const [first, second] = body.requests;
  assert.deepEqual([first.channel, first.method, first.answer.status], ['whatsapp', 'POST', 200]);
  assert.equal(JSON.parse(first.body).to, '79161234501');
  assert.match(first.headers.authorization ?? first.headers.Authorization, /^Bearer EAA/);
  assert.deepEqual([second.channel, second.answer.status], ['', 404]);
});

test('With the real clock, callbacks come by themselves; Ctrl-C ends it with 0 and its counts', async () => {
  const other = await new ChannelsSim(await ports.next(), ['--callback-base', sink.url, '--delay-ms', '1', '--key', 'telegram_bot.bot_token=1:mine',
    '--key', 'telegram_bot.secret_token=hush']).start();
  assert.equal((await other.advance(5)).status, 409);
  assert.equal((await other.post('/bot1:mine/sendMessage', { chat_id: 18, text: 'Hello' })).status, 200);
  const call = await until('the answer STOP', () => sink.calls.find(({ path }) => path === '/v1/channels/telegram_bot/callbacks'));
  assert.deepEqual([call.headers['x-telegram-bot-api-secret-token'], JSON.parse(call.body).message.text], ['hush', 'STOP']);
  await until('it was answered', async () => (await other.get('/healthz')).body.counts.callbacks_answered === 1);
  const counts = await other.interrupt();
  assert.deepEqual([other.exit.code, counts.sends, counts.callbacks_answered], [0, 1, 1]);
});

test('What makes no sense is a matter of usage', async () => {
  const wrong = new ChannelsSim(0, ['--delivered', '2']);
  await assert.rejects(wrong.start(), /ended with 2: kaskad channels-sim: delivered and read are probabilities/);
  const unknown = new ChannelsSim(0, ['--key', 'whatsapp.color=red']);
  await assert.rejects(unknown.start(), /ended with 2: .*is no key/s);
});

// Requests no client should send: each is answered with the right status and code as application/problem+json, nothing
// is charged, nothing is kept, and the next good request is served.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { throughout, until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { SHOP_KEY } from './settings.mjs';

const TO = '+4915123456789';
const BODY_LIMIT = 64 * 1024;
const ports = new PortRange(21250);
const endings = [];
let scene;

before(async () => {
  const file = { after: (end) => endings.push(end) };
  const change = (settings) => {
    settings.api.body_limit = BODY_LIMIT;
    settings.api.connections_max = 200;
    settings.client[0].max_parts = 255;
    settings.client.push({ name: 'small', currency: 'EUR', sender: 'Small', key: [{ name: 'k', key: 'small-key-of-the-integration-tests-0001' }] });
  };
  scene = await Scene.open(file, ports, { change });
});
after(async () => {
  for (const end of endings.reverse()) await end();
});

function checkProblem(answer, status, code) {
  assert.deepEqual([answer.status, answer.json?.code], [status, code], answer.text);
  assert.match(answer.headers['content-type'], /^application\/problem\+json/);
  const { type, title, detail, retryable } = answer.json;
  assert.equal(answer.json.status, status);
  assert.ok(type && title && detail, answer.text);
  assert.equal(typeof retryable, 'boolean');
}

// Octets as they are over a socket of its own: the answer as text once the server closes, or `enough` says so.
function converse(octets, { enough = () => false, keepOpen = false } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(scene.gateway.port, '127.0.0.1');
    const chunks = [];
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(chunks).toString('latin1'));
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end after 15 s: ${Buffer.concat(chunks)}`));
    }, 15_000);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (enough(Buffer.concat(chunks).toString('latin1'))) finish();
    });
    socket.on('error', () => {}); // a reset after the answer is as good as an end
    socket.on('close', finish);
    socket.write(octets);
    if (!keepOpen) socket.end();
  });
}

function parseRaw(text) {
  const [head, body] = text.split('\r\n\r\n');
  const [status, ...lines] = (head || '').split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  let json;
  try {
    json = JSON.parse(body);
  } catch {
    json = undefined;
  }
  return { status: Number(status.split(' ')[1]), headers, json, text };
}

const head = (more = '') => `POST /v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SHOP_KEY}\r\n${more}`;
const raw = (body) => `${head()}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;

const BODIES = [
  ['', 400, 'malformed_json'],
  ['{', 400, 'malformed_json'],
  ['nonsense', 400, 'malformed_json'],
  [`{"to": "${TO}", "text": "x"} trailing`, 400, 'malformed_json'],
  [`{"to": "${TO}", "text": "x",}`, 400, 'malformed_json'],
  [`{"to": "${TO}", "text": "\u0001"}`, 400, 'malformed_json'],
  [`{"to": "${TO}", "text": "\\ud83d"}`, 400, 'malformed_json'],
  ['"a string"', 400, 'malformed_json'],
  ['17', 400, 'malformed_json'],
  ['null', 400, 'malformed_json'],
  ['['.repeat(5000) + ']'.repeat(5000), 400, 'malformed_json'],
  ['{"to":'.repeat(5000), 400, 'malformed_json'],
  ['[]', 422, 'invalid_item_count'],
  [JSON.stringify(Array.from({ length: 1001 }, () => ({ to: TO, text: 'x' }))), 422, 'invalid_item_count'],
  ['{}', 422, 'missing_field'],
  [{ to: TO }, 422, 'missing_field'],
  [{ text: 'x' }, 422, 'missing_field'],
  [{ to: TO, text: '' }, 422, 'empty_text'],
  [{ to: TO, text: 'a\u0000b' }, 422, 'invalid_text'],
  [{ to: TO, text: 17 }, 422, 'wrong_type'],
  [{ to: TO, text: null }, 422, 'wrong_type'],
  [{ to: 4915123456789, text: 'x' }, 422, 'wrong_type'],
  [{ to: [TO], text: 'x' }, 422, 'wrong_type'],
  [{ to: '', text: 'x' }, 422, 'invalid_recipient'],
  [{ to: 'nobody', text: 'x' }, 422, 'invalid_recipient'],
  [{ to: '+49', text: 'x' }, 422, 'invalid_recipient'],
  [{ to: '+4915123456789012345', text: 'x' }, 422, 'invalid_recipient'],
  [{ to: '+4915123456789;', text: 'x' }, 422, 'invalid_recipient'],
  [{ to: '0151 23456789', text: 'x' }, 422, 'invalid_recipient'],
  [{ to: '+33612345678', text: 'x' }, 422, 'no_network'],
  [{ to: TO, from: 'much too long', text: 'x' }, 422, 'invalid_sender'],
  [{ to: TO, from: 'ж', text: 'x' }, 422, 'invalid_sender'],
  [{ to: TO, text: 'x', class: 'urgent' }, 422, 'invalid_class'],
  [{ to: TO, text: 'x', validity: 0 }, 422, 'invalid_validity'],
  [{ to: TO, text: 'x', validity: -5 }, 422, 'invalid_validity'],
  [`{"to": "${TO}", "text": "x", "validity": 60.0}`, 422, 'wrong_type'],
  [`{"to": "${TO}", "text": "x", "validity": 1e2}`, 422, 'wrong_type'],
  [`{"to": "${TO}", "text": "x", "validity": 9999999999999999999}`, 422, 'invalid_validity'],
  [`{"to": "${TO}", "text": "x", "validity": 99999999999999999999}`, 422, 'wrong_type'],
  [`{"to": "${TO}", "text": "x", "validity": 1e999}`, [400, 422], ['malformed_json', 'wrong_type']],
  [`{"to": "${TO}", "text": "x", "validity": NaN}`, 400, 'malformed_json'],
  [{ to: TO, text: 'x', validity: '60' }, 422, 'wrong_type'],
  [{ to: TO, text: 'x', send_at: 'tomorrow' }, 422, 'invalid_send_at'],
  [{ to: TO, text: 'x', send_at: '2026-02-30T00:00:00Z' }, 422, 'invalid_send_at'],
  [{ to: TO, text: 'x', send_at: '2199-01-01T00:00:00Z' }, 422, 'invalid_send_at'],
  [{ to: TO, text: 'x', client_ref: 'r'.repeat(65) }, 422, 'invalid_client_ref'],
  [{ to: TO, text: 'x', callback_url: 'http://example.net/' }, 422, 'invalid_callback_url'],
  [{ to: TO, text: 'x', callback_url: 'not a url' }, 422, 'invalid_callback_url'],
  [{ to: TO, text: 'x', colour: 'red' }, 422, 'unknown_field'],
  [{ to: TO, text: 'ж'.repeat(67 * 255 + 1) }, 422, 'too_many_parts'],
  [{ to: TO, text: 'x'.repeat(153 * 255 + 1) }, 422, 'too_many_parts'],
];

for (const [body, statuses, codes] of BODIES) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  test(`refused: ${JSON.stringify(text).slice(0, 90)}`, async () => {
    const answer = await scene.shop.post(text);
    const index = [statuses].flat().indexOf(answer.status);
    checkProblem(answer, [statuses].flat()[Math.max(index, 0)], [codes].flat()[Math.max(index, 0)]);
    assert.equal(answer.json.retryable, false);
    if (answer.status === 400) assert.ok(answer.json.where.line >= 1 && answer.json.where.column >= 1, answer.text);
    if (answer.status === 422 && answer.json.code !== 'invalid_item_count') {
      assert.ok(answer.json.errors[0].field && answer.json.errors[0].why, answer.text);
    }
    const preview = await scene.shop.request('POST', '/v1/messages/preview', { body: text });
    assert.deepEqual([preview.status, preview.json.code], [answer.status, answer.json.code], 'preview says the same');
  });
}

test('where malformed JSON stands is told by line and column', async () => {
  const answer = await scene.shop.post('{\n  "to": "+49",\n  "text": oops\n}');
  checkProblem(answer, 400, 'malformed_json');
  assert.deepEqual([answer.json.where.line, answer.json.where.column], [3, 11]);
});

for (const [name, octets] of [
  ['a lone continuation octet', '80'],
  ['a sequence cut short', 'e282'],
  ['an overlong slash', 'c0af'],
  ['a surrogate', 'eda0bd'],
  ['beyond U+10FFFF', 'f5808080'],
  ['Latin-1', 'fc'],
]) {
  test(`invalid UTF-8 is refused: ${name}`, async () => {
    const body = Buffer.concat([Buffer.from(`{"to": "${TO}", "text": "a`), Buffer.from(octets, 'hex'), Buffer.from('b"}')]);
    const answer = await scene.shop.post(body);
    assert.ok(['malformed_json', 'invalid_text'].includes(answer.json?.code), answer.text);
    checkProblem(answer, answer.json.code === 'malformed_json' ? 400 : 422, answer.json.code);
  });
}

test('several wrong fields are all named', async () => {
  const answer = await scene.shop.post({ to: 5, text: 6, colour: 'red', validity: 'x' });
  assert.deepEqual(new Set(answer.json.errors.map(({ field }) => field)), new Set(['to', 'text', 'colour', 'validity']));
});

test('a text of 255 parts goes, one of 256 does not', async () => {
  const answer = await scene.shop.request('POST', '/v1/messages/preview', { body: { to: TO, text: 'x'.repeat(153 * 255) } });
  assert.deepEqual([answer.status, answer.json.parts], [200, 255]);
});

test("a client's own max_parts is 8 unless agreed", async () => {
  const small = scene.gateway.client('small-key-of-the-integration-tests-0001');
  checkProblem(await small.post({ to: TO, text: 'x'.repeat(153 * 8 + 1) }), 422, 'too_many_parts');
  checkProblem(await small.post({ to: TO, text: 'x'.repeat(153 * 8) }), 402, 'insufficient_balance');
});

test('wrong keys are 401 and say nothing else', async () => {
  for (const authorization of [undefined, 'Bearer wrong', 'Bearer ', `Basic ${SHOP_KEY}`, `Bearer ${SHOP_KEY}x`, SHOP_KEY]) {
    const nobody = scene.gateway.client();
    const headers = authorization === undefined ? {} : { authorization };
    for (const [method, path] of [['POST', '/v1/messages'], ['GET', '/v1/messages'], ['GET', '/v1/messages/1'], ['GET', '/v1/balance']]) {
      const answer = await nobody.request(method, path, { headers, body: method === 'POST' ? { to: TO, text: 'x' } : undefined });
      checkProblem(answer, 401, 'unauthorized');
      assert.match(answer.headers['www-authenticate'], /Bearer/);
    }
  }
});

test("another client's message is not found", async () => {
  const { id } = await scene.owner.request('POST', '/v1/messages', { body: { to: TO, from: 'x', text: 'x' } }).then(({ json }) => json);
  assert.equal(id, undefined, 'the owner cannot pay');
  checkProblem(await scene.shop.get('/v1/messages/1'), 404, 'not_found');
  checkProblem(await scene.shop.get('/v1/messages/abc'), 404, 'not_found');
  checkProblem(await scene.shop.get('/v1/messages/99999999999999999999999'), 404, 'not_found');
});

test('unknown addresses and methods', async () => {
  checkProblem(await scene.shop.get('/v2/messages'), 404, 'not_found');
  checkProblem(await scene.shop.get('/v1/messages/1/2'), 404, 'not_found');
  const answer = await scene.shop.request('DELETE', '/v1/messages');
  checkProblem(answer, 405, 'method_not_allowed');
  assert.match(answer.headers.allow, /POST/);
});

test('wrong list parameters', async () => {
  for (const query of ['limit=0', 'limit=1001', 'limit=x', 'after=x', 'after=-1', 'colour=red']) {
    const answer = await scene.shop.get(`/v1/messages?${query}`);
    assert.deepEqual([answer.status, answer.headers['content-type'].split(';')[0]], [422, 'application/problem+json'], query);
  }
});

test('a body over the limit is 413, by its announced length and by its octets', async () => {
  const body = { to: TO, text: 'x', client_ref: 'y'.repeat(BODY_LIMIT) };
  checkProblem(await scene.shop.post(body), 413, 'body_too_large');
  const announced = parseRaw(await converse(`${head()}Content-Length: 99999999999\r\n\r\n{`, { keepOpen: true }));
  checkProblem(announced, 413, 'body_too_large');
  const chunk = `1000\r\n${'x'.repeat(4096)}\r\n`;
  const chunked = parseRaw(await converse(`${head()}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(40)}`, { keepOpen: true }));
  checkProblem(chunked, 413, 'body_too_large');
});

test('a header over the limit is 431', async () => {
  const long = parseRaw(await converse(`${head(`X-Long: ${'y'.repeat(100_000)}\r\n`)}\r\n`, { keepOpen: true }));
  checkProblem(long, 431, 'header_too_large');
  const target = parseRaw(await converse(`GET /${'y'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, { keepOpen: true }));
  assert.ok([400, 414, 431].includes(target.status), `${target.status}`);
});

for (const [name, octets] of [
  ['no HTTP', 'EHLO kaskad\r\n\r\n'],
  ['octets', Buffer.from('16030100ff0100', 'hex')],
  ['a wrong version', `POST /v1/messages HTTP/7.3\r\nHost: x\r\n\r\n`],
  ['a length that is none', `${head()}Content-Length: ten\r\n\r\n{}`],
  ['a negative length', `${head()}Content-Length: -1\r\n\r\n{}`],
  ['two lengths', `${head()}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
  ['a length and chunks', `${head()}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['a chunk size that is none', `${head()}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
  ['a header without a colon', `${head('nonsense\r\n')}\r\n`],
  ['a NUL in a header', `${head('X-Nul: a\0b\r\n')}\r\n`],
]) {
  test(`malformed HTTP is 400: ${name}`, async () => {
    checkProblem(parseRaw(await converse(octets, { keepOpen: true })), 400, 'malformed_request');
  });
}

test('two requests in one packet are answered both, in order', async () => {
  const text = await converse(raw('{}').replace('Connection: close\r\n', '') + raw('nonsense'));
  assert.deepEqual(text.match(/HTTP\/1\.1 (\d+)/g), ['HTTP/1.1 422', 'HTTP/1.1 400']);
});

test('connections that say nothing do not keep others out', async () => {
  const idle = Array.from({ length: 100 }, () => net.connect(scene.gateway.port, '127.0.0.1').on('error', () => {}));
  await until('the idle ones are connected', () => idle.every((socket) => socket.readyState === 'open'));
  assert.equal((await scene.shop.get('/v1/balance')).status, 200);
  idle.forEach((socket) => socket.destroy());
});

test('a client that leaves in the middle of its request leaves nothing', async () => {
  for (let i = 0; i < 20; ++i) {
    const socket = net.connect(scene.gateway.port, '127.0.0.1').on('error', () => {});
    await until('connected', () => socket.readyState === 'open');
    socket.write(`${head()}Content-Length: 60\r\n\r\n{"to": "${TO}", "te`);
    i % 2 ? socket.resetAndDestroy() : socket.destroy();
  }
  assert.equal((await scene.shop.get('/v1/balance')).status, 200);
});

test('a body that never ends is given up after half a minute', { timeout: 60_000 }, async () => {
  const begun = Date.now();
  const answer = await new Promise((resolve, reject) => {
    const socket = net.connect(scene.gateway.port, '127.0.0.1');
    let text = '';
    socket.write(`${head()}Content-Length: 60000\r\n\r\n{"to": "`);
    const drip = setInterval(() => socket.write('1'), 500);
    const end = (how) => {
      clearInterval(drip);
      clearTimeout(timer);
      socket.destroy();
      how();
    };
    const timer = setTimeout(() => end(() => reject(new Error('never given up'))), 45_000);
    socket.on('data', (chunk) => (text += chunk));
    socket.on('error', () => {});
    socket.on('close', () => end(() => resolve(parseRaw(text))));
  });
  checkProblem(answer, 408, 'request_timeout');
  assert.ok(Date.now() - begun >= 25_000);
});

test('nothing of all that was charged, kept or sent', async () => {
  await throughout('nothing is listed', 1_500, async () => (await scene.shop.list()).length === 0);
  const { balance, reserved } = await scene.shop.balance();
  assert.deepEqual([balance, reserved], ['100', '0']);
  assert.equal(scene.operator.submits.length, 0);
  assert.equal((await scene.message((await scene.shop.send({ to: TO, text: 'good' })).id)).state, 'delivered');
});

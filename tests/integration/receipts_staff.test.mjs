// Receipts for staff: an operator that withholds, contradicts and delays them, counted by link and day, listed part by
// part, and told to the client once more.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { CallbackSink } from './callback_sink.mjs';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { WEBHOOK_SECRET } from './settings.mjs';

const TO = '+4915123456789';
const DAY_MS = 86_400_000;
const day = (ms) => new Date(ms).toISOString().slice(0, 10);
const FROM = day(Date.now() - DAY_MS);
const UNTIL = day(Date.now() + 2 * DAY_MS);
const DAYS = `from=${FROM}&to=${UNTIL}`;
const ports = new PortRange(23100, 19);

suite('an operator that does not say all', () => {
  let scene;
  let sink;
  const ids = {};

  const partsOf = (id) =>
    until('the operator took all', async () => {
      const { attempts } = await scene.owner.message(id);
      return attempts.length > 0 && attempts[0].parts.every((part) => part.operator_id) && attempts[0].parts;
    });
  const give = async (name, state, part = 0) => {
    const parts = await partsOf(ids[name]);
    return scene.operator.order({ do: 'receipt', id: parts[part].operator_id, state, from: '4915123456789', to: 'Kaskad' });
  };
  const send = async (name, more = {}) => (ids[name] = (await scene.shop.send({ to: TO, text: name, ...more })).id);
  const ended = (name, state) => scene.message(ids[name], (message) => message.state === state, `is ${state}`);

  before(async () => {
    sink = new CallbackSink(await ports.next());
    await sink.start();
    const change = (settings) => {
      settings.engine.receipt_grace_ms = 0;
      settings.client[0].endpoint = [{ name: 'main', url: sink.url, secret: WEBHOOK_SECRET, allow_private: true, default: true }];
    };
    scene = new Scene(ports, { operators: [{ receipts: 'off' }], links: [{ receipts: 'first' }], change });
    await scene.prepare();
    await scene.gateway.start();
    await scene.linked();
    await send('contradicted');
    await give('contradicted', 'DELIVRD');
    await ended('contradicted', 'delivered');
    await give('contradicted', 'EXPIRED');
    await send('failed');
    await give('failed', 'UNDELIV');
    await ended('failed', 'failed');
    await send('long', { text: 'ж'.repeat(150) });
    await partsOf(ids.long);
    await give('long', 'DELIVRD');
    await ended('long', 'delivered');
    await send('waiting');
    await partsOf(ids.waiting);
    await send('silent', { validity: 2 });
    await send('late', { validity: 2 });
    await ended('silent', 'unknown');
    await ended('late', 'unknown');
    await give('late', 'DELIVRD');
    await ended('late', 'delivered');
    await scene.operator.order({ do: 'receipt', id: '4711', state: 'DELIVRD', from: '4915123456789', to: 'Kaskad' });
  });

  after(async () => {
    await scene.dispose();
    await sink.dispose();
  });

  const ask = async (where) => {
    const answer = await scene.owner.get(where);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const post = async (body) => {
    const answer = await scene.owner.request('POST', '/v1/admin/receipts/repeat', { body });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  // How it ended, as the client was told: not that it was sent.
  const endsOf = (name) => sink.about(ids[name]).filter(({ body }) => JSON.parse(body).type !== 'message.sent');
  const kaskad = (...words) => runProgram(['receipts', ...words], { cwd: scene.gateway.folder });
  const books = () => ['--config', scene.gateway.file, '--from', FROM, '--to', UNTIL];
  const gateway = () => ['--url', `http://127.0.0.1:${scene.gateway.port}`, '--operator-key', scene.owner.key];

  // Eight parts left: of "contradicted", "failed", "waiting", "silent" and "late" one each, of "long" three.
  test('is counted by link and day', async () => {
    const told = await until('the parked receipt is in the database', async () => {
      const now = await ask(`/v1/admin/receipts?${DAYS}`);
      return now.total.parked === 1 && now.total.contradictory === 1 && now.total.late === 1 && now;
    });
    const { percent, owed, owed_missing, waiting, closed, ...counts } = told.total;
    assert.deepEqual(counts, {
      submitted: 8, refused: 0, unanswered: 0, accepted: 8, delivered: 3, undelivered: 1, expired: 0, rejected: 0,
      unconfirmed: 2, missing: 2, contradictory: 1, late: 1, asked: 0, parked: 1,
    });
    assert.deepEqual([percent.delivered, percent.missing, percent.contradictory], ['37.5', '25', '12.5']);
    assert.deepEqual(owed, [{ amount: '0.0984', currency: 'EUR' }]);
    assert.deepEqual(owed_missing, [{ amount: '0.0246', currency: 'EUR' }]);
    const charged = [{ amount: '0.0345', currency: 'EUR' }];
    assert.deepEqual(waiting, { messages: 1, charged, held: [{ amount: '0', currency: 'EUR' }] });
    assert.deepEqual(closed, { messages: 1, charged });
    assert.ok(told.rows.every(({ link }) => link === 'alpha'));
    const stats = (await ask(`/v1/stats?${DAYS}`)).total;
    assert.deepEqual(stats.cost, owed);
    assert.equal(stats.failed_by_reason.no_receipt, closed.messages);
  });

  test('a zone moves the days, and another link has none', async () => {
    const there = await ask(`/v1/admin/receipts?${DAYS}&zone=Asia/Tokyo&link=alpha`);
    assert.deepEqual([there.zone, there.total.submitted], ['Asia/Tokyo', 8]);
    for (const wrong of ['zone=Mars/Olympus', 'link=zulu', 'days=3'])
      assert.equal((await scene.owner.get(`/v1/admin/receipts?${DAYS}&${wrong}`)).status, 422, wrong);
    assert.equal((await scene.shop.get(`/v1/admin/receipts?${DAYS}`)).status, 404, 'for operators alone');
  });

  test('is listed part by part', async () => {
    const of = async (state) => (await ask(`/v1/admin/receipts/messages?${DAYS}&state=${state}`)).parts;
    const messages = async (state) => (await of(state)).map(({ message }) => message);
    assert.deepEqual(await messages('missing'), [ids.waiting, ids.silent]);
    assert.deepEqual(await messages('contradictory'), [ids.contradicted]);
    assert.deepEqual(await messages('late'), [ids.late]);
    assert.deepEqual((await of('unconfirmed')).map(({ message, part }) => [message, part]), [[ids.long, 2], [ids.long, 3]]);
    const first = await ask(`/v1/admin/receipts/messages?${DAYS}&state=missing&limit=1`);
    assert.deepEqual([first.parts.length, first.parts[0].client, first.next_after], [1, 'shop', ids.waiting]);
    const second = await ask(`/v1/admin/receipts/messages?${DAYS}&state=missing&limit=5&after=${first.next_after}`);
    assert.deepEqual([second.parts.map(({ message }) => message), second.next_after], [[ids.silent], null]);
    const { parked } = await ask('/v1/admin/receipts/parked?link=alpha');
    assert.deepEqual(parked.map(({ keys, stat }) => [keys[0], stat]), [['4711', 'DELIVRD']]);
  });

  test('the commands say the same out of the database', () => {
    const file = path.join(scene.gateway.folder, 'receipts.csv');
    assert.equal(kaskad('report', ...books(), '--csv', file).status, 0);
    const lines = fs.readFileSync(file, 'utf8').trim().split('\r\n').map((line) => line.split(','));
    const total = Object.fromEntries(lines[0].map((name, column) => [name, lines.at(-1)[column]]));
    assert.deepEqual([total.day, total.submitted, total.missing, total.owed_missing, total.parked], ['total', '8', '2', '0.0246 EUR', '1']);
    const report = kaskad('report', ...books(), '--link', 'alpha');
    assert.match(report.output, /1 messages still wait for a receipt: charged 0\.0345 EUR, held 0 EUR\n1 messages were ended without one: charged 0\.0345 EUR/);
    const listed = kaskad('list', ...books(), '--state', 'missing');
    assert.match(listed.output, new RegExp(`${ids.waiting}.*\n.*${ids.silent}`));
    assert.match(kaskad('parked', '--config', scene.gateway.file).output, /4711 .*DELIVRD[^\n]*\n\n1 parked/);
    assert.equal(kaskad('list', ...books(), '--state', 'odd').status, 2);
  });

  test('a client is told once more, of what was asked', async () => {
    const [first] = await until('the first callback', () => endsOf('failed').length > 0 && endsOf('failed'));
    const before = sink.calls.length;
    const words = ['repeat', ...gateway(), '--client', 'shop', '--from', FROM, '--to', UNTIL, '--state', 'failed'];
    const shown = kaskad(...words, '--dry-run');
    assert.match(shown.output, /failed +1\n1 messages ended so; 0 more have no endpoint/);
    assert.equal(sink.calls.length, before, 'a dry run tells nobody');
    const told = kaskad(...words, '--yes');
    assert.match(told.output, /1 messages told once more, 1 events/);
    const [, again] = await until('the second callback', () => endsOf('failed').length === 2 && endsOf('failed'));
    assert.equal(again.body, first.body, 'the same words');
    assert.notEqual(again.headers['webhook-id'], first.headers['webhook-id'], 'an event of its own: who drops repeats hears it');
  });

  test('in slices that go on where the last one ended', async () => {
    const wanted = { client: 'shop', from: FROM, to: UNTIL };
    const counted = await post({ ...wanted, dry_run: true });
    assert.deepEqual([counted.messages, counted.by_state], [5, { delivered: 3, failed: 1, unknown: 1 }]);
    const seen = () => ['contradicted', 'failed', 'long', 'silent', 'late'].map((name) => endsOf(name).length);
    const before = seen();
    const slices = [];
    for (let next; next !== null; next = slices.at(-1).next_after) slices.push(await post({ ...wanted, limit: 2, after: next }));
    assert.deepEqual(slices.map(({ messages }) => messages), [2, 2, 1]);
    assert.deepEqual(slices.map(({ next_after }) => next_after !== null), [true, true, false]);
    const more = before.map((count) => count + 1);
    await until('each is told once more', () => String(seen()) === String(more));
    const unknown = await scene.owner.request('POST', '/v1/admin/receipts/repeat', { body: { ...wanted, client: 'nobody' } });
    assert.equal(unknown.status, 422);
  });

  // Of all that left only "waiting" still waits; its client paid when it was submitted.
  test('what never got a receipt is shown and ended', async () => {
    const close = (...words) => kaskad('close', ...gateway(), '--link', 'alpha', ...words);
    const early = close('--before', FROM, '--dry-run');
    assert.match(early.output, /^0 messages wait/);
    const soon = new Date(Date.now()).toISOString();
    const dry = close('--before', soon, '--dry-run');
    assert.match(dry.output, /^1 messages wait for a receipt\n +0\.0345 EUR {2}charged already/);
    assert.match(dry.output, /0\.0123 EUR {2}owed to the supplier/);
    assert.equal((await scene.owner.message(ids.waiting)).state, 'in_progress', 'a dry run changes nothing');
    assert.equal(close('--before', '2199-01-01', '--yes').status, 1);
    const done = close('--before', soon, '--yes');
    assert.match(done.output, /1 messages ended without a receipt/);
    const message = await scene.owner.message(ids.waiting);
    assert.deepEqual([message.state, message.reason.code], ['unknown', 'no_receipt']);
    assert.match(JSON.stringify(message.history), /closed by /);
    assert.match(close('--before', soon, '--yes').output, /^0 messages wait/);
    await until('its client is told', () => endsOf('waiting').length === 1);
  });
});

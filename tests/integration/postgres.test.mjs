// The gateway on PostgreSQL: what `store = "postgresql://..."` alone makes of it, and what a server that dies and comes
// back does to messages: nothing acknowledged is lost, nothing is charged twice, and all goes on by itself.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { money, samples } from './api_client.mjs';
import { pause, until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';
import { Postgres, unlessPostgres } from './postgres_process.mjs';
import { Scene } from './scene.mjs';
import { SELL_PRICE } from './settings.mjs';

const ports = new PortRange(21500);
const TO = '+4915123456789';

// A gateway whose store is a PostgreSQL of its own. Both end with the test.
async function openScene(t, change = () => {}, wanted = {}) {
  const postgres = await new Postgres(await ports.next()).start();
  t.after(() => postgres.dispose());
  const onPostgres = (settings, scene) => {
    settings.store = postgres.url;
    settings.client[0].opening_balance = '100000';
    settings.engine.class.transactional = { resend_ms: 500 };
    return change(settings, scene);
  };
  const scene = await Scene.open(t, ports, { links: [{ window: 50 }], ...wanted, change: onPostgres });
  return Object.assign(scene, { postgres });
}

// Posts one after the other, each under a key of its own, until it is told to end; a request that was not taken is
// repeated under the same key. `ids`: number -> id.
class Stream {
  constructor(scene, count = 4) {
    Object.assign(this, { scene, count, ids: new Map(), refusals: [], next: 0 });
    this.goOn();
  }

  goOn() {
    this.ending = false;
    this.posters = Array.from({ length: this.count }, () => this.post());
  }

  async post() {
    while (!this.ending) await this.postUntilTaken(this.next++);
  }

  async postUntilTaken(number) {
    // A recipient of its own: so a receipt finds a part in doubt by its address.
    const body = { to: `+4915123${450_000 + number}`, text: `number ${number}`, validity: 60 };
    const { id } = await until(`number ${number} is taken`, async () => {
      const answer = await this.scene.shop.post(body, { headers: { 'idempotency-key': `n-${number}` }, timeout: 10_000 });
      if (answer.status === 503) this.refusals.push(answer);
      return answer.status === 202 && answer.json;
    }, 60_000);
    this.ids.set(number, id);
  }

  taken(more) {
    const wanted = this.ids.size + more;
    return until(`${more} more are taken`, () => this.ids.size >= wanted, 60_000);
  }

  async end() {
    this.ending = true;
    await Promise.all(this.posters);
  }
}

// All that was acknowledged is there, once, delivered, and paid for once; nothing else is.
async function checkAll(scene, stream) {
  const listed = await until('all are delivered', async () => {
    const all = await scene.shop.list();
    return all.length >= stream.ids.size && all.every(({ final_at }) => final_at) && all;
  }, 60_000);
  assert.deepEqual(new Set(listed.map(({ id }) => id)), new Set(stream.ids.values()));
  assert.deepEqual([...new Set(listed.map(({ state }) => state))], ['delivered']);
  const { balance, reserved } = await scene.shop.balance();
  assert.equal(money('100000') - money(balance), BigInt(listed.length) * money(SELL_PRICE));
  assert.equal(reserved, '0');
  const times = new Map();
  for (const { text } of scene.operator.submits) times.set(text, (times.get(text) ?? 0) + 1);
  for (const { id, possible_duplicate } of listed) {
    const [number] = [...stream.ids].find(([, known]) => known === id);
    const sent = times.get(`number ${number}`);
    assert.ok(sent === 1 || (sent === 2 && possible_duplicate), `number ${number} was sent ${sent} times`);
  }
}

const refusal = ({ status, json }) => status === 503 && json.retryable === true;

test('PostgreSQL holds everything: kill -9 of the gateway and of the server in the middle', { ...unlessPostgres, timeout: 110_000 }, async (t) => {
  const scene = await openScene(t);
  const stream = new Stream(scene);
  await stream.taken(100);
  await scene.gateway.kill();
  await scene.gateway.start();
  await stream.taken(50);

  await scene.postgres.kill();
  await until('new work is refused', async () => {
    const answer = await scene.shop.post({ to: TO, text: 'now?' }, { timeout: 10_000 });
    assert.ok(refusal(answer), `${answer.status} ${answer.text}`);
    return answer.json.code === 'overloaded' || answer.json.code === 'not_ready';
  });
  const { status, json } = await scene.shop.get('/readyz');
  assert.deepEqual([status, json.retryable], [503, true]);
  const [[, known]] = stream.ids;
  const unread = await scene.shop.get(`/v1/messages/${known}`);
  assert.equal(unread.status, 503, unread.text);
  await scene.gateway.hasLogged(/error journal: PostgreSQL at 127.0.0.1:\d+\/postgres: /);
  await scene.postgres.start();
  await until('it is ready again', () => scene.gateway.isReady());
  await scene.gateway.hasLogged(/journal: writes work again/);
  await stream.taken(50);

  await Promise.all([scene.gateway.kill(), scene.postgres.kill()]);
  await scene.postgres.start();
  await scene.gateway.start();
  await stream.taken(50);
  await stream.end();
  assert.ok(stream.refusals.every(refusal));
  await checkAll(scene, stream);
  await scene.gateway.stop();
  assert.equal(scene.postgres.query('SELECT count(*) FROM kaskad.message'), `${stream.ids.size}`);
  assert.ok(!fs.existsSync(path.join(scene.gateway.data, 'journal')), 'nothing of it lies in files');
});

test('a journal in files rides out an outage of the database as lag', { ...unlessPostgres, timeout: 110_000 }, async (t) => {
  const scene = await openScene(t, (settings) => (settings.journal = 'journal'));
  const stream = new Stream(scene);
  const lag = async () => samples(await scene.metrics(), 'kaskad_projector_lag_groups')[''];
  const outage = async () => {
    await stream.taken(50);
    await scene.postgres.kill();
    await stream.taken(300);
    await scene.operator.received(stream.ids.size - 20);
    assert.deepEqual(stream.refusals, [], 'nothing was refused meanwhile');
    assert.equal((await scene.shop.get('/readyz')).status, 200);
    await until('the database is behind', async () => (await lag()) > 0);
  };
  await outage();
  await scene.gateway.hasLogged(/error database: PostgreSQL at /);
  await scene.postgres.start();
  await scene.gateway.hasLogged(/database: writes work again/);
  await stream.end();
  await until('it has caught up', async () => (await lag()) === 0);
  stream.goOn();
  // What is only in the journal survives the gateway, too.
  await outage();
  await scene.gateway.kill();
  await scene.postgres.start();
  await scene.gateway.start();
  await scene.gateway.hasLogged(/caught up with the journal: \d+ groups/);
  await stream.taken(20);
  await stream.end();
  await checkAll(scene, stream);
});

test('a second gateway on the same PostgreSQL is refused', { ...unlessPostgres, timeout: 60_000 }, async (t) => {
  const scene = await openScene(t);
  const second = new Scene(ports, { change: (settings) => (settings.store = scene.postgres.url) });
  t.after(() => second.dispose());
  await second.prepare();
  second.gateway.launch();
  assert.deepEqual(await second.gateway.ended(), { code: 1, signal: null });
  assert.match(second.gateway.logText, /kaskad: PostgreSQL at .*: the journal is in use by another process \(127\.0\.0\.1, server process \d+\)/);
  await scene.message((await scene.shop.send({ to: TO, text: 'still here' })).id);
});

// What it would have answered from then on is nobody's: a supervisor starts it again, and then it is refused or in charge.
test('a gateway whose journal another has taken over ends', { ...unlessPostgres, timeout: 60_000 }, async (t) => {
  const scene = await openScene(t);
  await scene.message((await scene.shop.send({ to: TO, text: 'while in charge' })).id);
  scene.postgres.query("UPDATE lease SET epoch = epoch + 1, holder = 'another' WHERE name = 'journal'");
  const answer = await scene.shop.post({ to: TO, text: 'too late' }).catch(() => undefined);
  assert.notEqual(answer?.status, 202);
  assert.deepEqual(await scene.gateway.ended(), { code: 1, signal: null });
  assert.match(scene.gateway.logText, /another process has taken over the journal; this one must end/);
});

test('a start waits for a PostgreSQL that is not there yet', { ...unlessPostgres, timeout: 60_000 }, async (t) => {
  const scene = await openScene(t);
  await scene.gateway.stop();
  await scene.postgres.kill();
  scene.gateway.launch();
  await scene.gateway.hasLogged(/warning store: PostgreSQL at .*; waiting for it/);
  await pause(300);
  await scene.postgres.start();
  await until('it is ready', () => scene.gateway.isReady());
  await scene.message((await scene.shop.send({ to: TO, text: 'hello' })).id);
});

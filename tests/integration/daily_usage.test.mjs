// Each day's usage at a client's own address: on the gateway's own clock, over a day's end, a refusal and a kill.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { CallbackSink } from './callback_sink.mjs';
import { until } from './deadline.mjs';
import { openClock } from './own_clock.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { WEBHOOK_SECRET } from './settings.mjs';

const TO = '+4915123456789';
const DAY_MS = 86_400_000;
const ports = new PortRange(44700, 40);

const signed = ({ headers, body }) =>
  `v1,${createHmac('sha256', Buffer.from(WEBHOOK_SECRET.slice(6), 'base64')).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64')}`;
const lines = ({ body }) => body.trim().split('\r\n').slice(1);

test('a day is posted an hour after its end, signed, until it is taken, and once', async (t) => {
  const clock = openClock(t);
  // Noon of yesterday where the client is billed, nine hours east of us.
  const day = new Date(Date.now() - DAY_MS + 9 * 3_600_000).toISOString().slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00+09:00`);
  const setTo = (utc) => clock.set(utc - Date.now());
  setTo(midnight + DAY_MS / 2);
  const sink = new CallbackSink(await ports.next());
  await sink.start();
  t.after(() => sink.dispose());
  const scene = await Scene.open(t, ports, {
    wrap: clock.wrap,
    change: (settings) => {
      settings.client[0].zone = 'Asia/Tokyo';
      settings.client[0].endpoint = [{ name: 'books', usage: true, url: `${sink.url}/usage`, secret: WEBHOOK_SECRET, allow_private: true }];
    },
  });
  await scene.linked();
  // A new endpoint begins with the day before, of which there was nothing.
  const [empty] = await until('the day before is told', () => sink.calls.length && sink.calls);
  assert.deepEqual(lines(empty), []);
  const ids = [];
  for (const text of ['one', 'two']) ids.push((await scene.shop.send({ to: TO, text })).id);
  for (const id of ids) await scene.message(id);
  assert.equal(sink.calls.length, 1, 'no event goes there, and the day is not over');

  const restart = async () => {
    await scene.gateway.kill();
    await scene.gateway.start();
    await scene.linked();
  };
  setTo(midnight + DAY_MS + 59 * 60_000);
  await restart();
  await scene.shop.balance();
  assert.equal(sink.calls.length, 1, 'it has been over for less than an hour');
  sink.status = 503;
  setTo(midnight + DAY_MS + 61 * 60_000);
  await restart();
  const refused = await until('it is posted', () => sink.calls[1]);
  sink.status = 204;
  await restart();
  const taken = await until('it is posted again', () => sink.calls[2]);
  assert.deepEqual(taken.headers['webhook-id'], refused.headers['webhook-id']);
  assert.deepEqual(
    ['content-type', 'kaskad-usage-day', 'kaskad-usage-part', 'kaskad-usage-last'].map((name) => taken.headers[name]),
    ['text/csv; charset=utf-8; header=present', day, '1', 'true'],
  );
  assert.equal(taken.headers['webhook-signature'], signed(taken));
  assert.deepEqual(lines(taken).map((line) => line.split(',')[0]), ids);
  assert.ok(lines(taken).every((line) => line.includes('delivered') && !line.includes('alpha')), taken.body);

  await scene.gateway.hasLogged(new RegExp(`usage of shop on ${day} is told to "books"`));
  await scene.shop.balance(); // the engine has been asked something behind it
  await scene.gateway.stop();
  await scene.gateway.start();
  await scene.linked();
  await scene.shop.balance();
  assert.equal(sink.calls.length, 3, 'once');
});

// A feed: a client fetches what became of its messages, and nobody posts to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';

const ports = new PortRange(44600);

const openFeed = (t, change = () => {}) =>
  Scene.open(t, ports, {
    change: (settings) => {
      settings.client[0].endpoint = [{ name: 'feed', feed: true, default: true }];
      change(settings);
    },
  });

const page = async (scene, after, limit = 100) => {
  const { status, json, text } = await scene.shop.get(`/v1/events?after=${after}&limit=${limit}`);
  assert.equal(status, 200, text);
  return json;
};
// The events from there on, once there are so many.
const events = (scene, after, count) =>
  until(`${count} events`, async () => {
    const told = await page(scene, after);
    return told.events.length >= count && told;
  });
const sequences = ({ events: all }) => all.map(({ sequence }) => sequence);

async function deliver(scene, count) {
  const ids = [];
  for (let number = 0; number < count; ++number) ids.push((await scene.shop.send({ to: '+4915123456789', text: `Order ${number}` })).id);
  for (const id of ids) await scene.message(id);
  return ids;
}

test('what became of messages is fetched in its order, and as often as wanted', async (t) => {
  const scene = await openFeed(t);
  const ids = await deliver(scene, 3);
  const told = await events(scene, 0, 6);
  assert.deepEqual(sequences(told), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual([told.next_after, told.last, told.has_more, told.abandoned], [6, 6, false, 0]);
  const delivered = told.events.filter(({ event }) => event.type === 'message.delivered').map(({ event }) => event.data.id);
  assert.deepEqual(delivered.sort(), ids.sort());
  assert.match(told.events[0].id, /^msg_\d+_1$/);
  assert.deepEqual(await page(scene, 0), told, 'octet for octet');
});

test('pages follow one another, and what was fetched is let go', async (t) => {
  const scene = await openFeed(t);
  await deliver(scene, 3);
  await events(scene, 0, 6);
  const first = await page(scene, 0, 4);
  assert.deepEqual([sequences(first), first.next_after, first.has_more], [[1, 2, 3, 4], 4, true]);
  const second = await page(scene, first.next_after, 4);
  assert.deepEqual([sequences(second), second.has_more], [[5, 6], false]);
  await until('the first page is gone', async () => (await page(scene, 0)).events[0]?.sequence === 5);
});

test('nothing is lost when the gateway is killed', async (t) => {
  const scene = await openFeed(t);
  await deliver(scene, 2);
  await events(scene, 0, 4);
  await page(scene, 2);
  await scene.gateway.kill();
  await scene.gateway.start();
  await deliver(scene, 1);
  const told = await events(scene, 2, 4);
  assert.deepEqual(sequences(told), [3, 4, 5, 6]);
});

test('bad questions are refused, and change nothing', async (t) => {
  const scene = await openFeed(t);
  await deliver(scene, 1);
  await events(scene, 0, 2);
  for (const query of ['after=-1', 'after=x', 'after=3', 'limit=0', 'limit=100000', 'since=1', 'after=1&after=2'])
    assert.equal((await scene.shop.get(`/v1/events?${query}`)).status, 422, query);
  assert.equal((await scene.shop.get('/v1/events?endpoint=other')).status, 404);
  assert.equal((await scene.owner.get('/v1/events')).status, 404, 'it has no feed');
  assert.equal((await page(scene, 0)).events.length, 2);
});

test('a feed holds what it wants, and nothing else', async (t) => {
  const scene = await openFeed(t, (settings) => {
    settings.client[0].endpoint[0].kinds = ['message.failed'];
  });
  await deliver(scene, 1);
  const told = await page(scene, 0);
  assert.deepEqual([told.events, told.last], [[], 0]);
});

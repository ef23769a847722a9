// What a client is told by its contract: prices that become dearer, before they do, and each step of an unpaid invoice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallbackSink } from './callback_sink.mjs';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { OPERATOR_KEY, SELL_PRICE, WEBHOOK_SECRET } from './settings.mjs';

const HEAD = 'MCCMNC,PriceSubmit,Currency,Effective\n';
const DAY_MS = 86_400_000;
const ports = new PortRange(23400, 100);

const dayFromNow = (days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const dayIn = (monthsAgo, day) => new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - monthsAgo, day)).toISOString().slice(0, 10);

function succeeded(answer, status) {
  assert.equal(answer.status, status, answer.text);
  return answer.json;
}

async function open(t, change = () => {}) {
  const scene = await Scene.open(t, ports, {
    change: async (settings, made) => {
      made.sink = made.keep(new CallbackSink(await ports.next()));
      await made.sink.start();
      settings.seller = [{ name: 'main', prefix: 'RE-', legal_name: 'Kaskad GmbH', address: ['Weg 1'], tax_number: 'DE1', bank: ['Bank'] }];
      settings.tax = [{ code: 'de', from: '2007-01-01', percent: '19', text: '' }];
      settings.client[0].limit = '100';
      settings.client[0].endpoint = [
        { name: 'main', url: made.sink.url, secret: WEBHOOK_SECRET, allow_private: true, kinds: ['prices.noticed', 'invoice.overdue'] },
      ];
      change(settings);
    },
  });
  await scene.linked();
  return scene;
}

const agree = (scene, more) =>
  scene.owner.request('PUT', '/v1/admin/contracts/shop', {
    body: { version: 0, seller: 'main', buyer: { name: 'Shop GmbH', address: [], tax_number: '', bank: [] }, language: 'en', tax_code: 'de', payment_days: 14, ...more },
  });

const told = (scene, type) => scene.sink.calls.map(({ body }) => JSON.parse(body)).filter((event) => event.type === type);

const prices = (scene, ...words) =>
  runProgram(['prices', ...words, '--url', `http://127.0.0.1:${scene.gateway.port}`, '--operator-key', OPERATOR_KEY], { cwd: scene.gateway.folder });

test('a dearer price waits for its notice, and the client is told', async (t) => {
  const scene = await open(t);
  succeeded(await agree(scene, { notice_days: 30 }), 201);
  const sheet = async (name, text) => {
    const fs = await import('node:fs');
    fs.writeFileSync(`${scene.gateway.folder}/${name}`, text);
    return name;
  };
  const early = await sheet('early.csv', `${HEAD}26201,0.05,EUR,\n25001,0.01,EUR,\n`);
  const shown = prices(scene, 'preview', '--client', 'shop', '--form', 'partial', early);
  assert.equal(shown.status, 1, shown.output);
  assert.match(shown.output, new RegExp(`shop is told 30 days before: 1 prices are dearer from .*26201: ${SELL_PRICE} -> 0.05 EUR`));
  assert.match(shown.output, new RegExp(`too early: ${dayFromNow(31)} is the first day`));
  assert.deepEqual(told(scene, 'prices.noticed'), []);

  const moved = prices(scene, 'import', '--client', 'shop', '--form', 'partial', '--move-to-notice', '--yes', early);
  assert.equal(moved.status, 0, moved.output);
  assert.match(moved.output, /1 rows begin later/);
  const [event] = await until('the client is told', () => told(scene, 'prices.noticed').length && told(scene, 'prices.noticed'));
  assert.deepEqual([event.data.subject, event.data.amount, event.data.limit, event.data.currency], [`26201 from ${dayFromNow(31)}`, '0.05', SELL_PRICE, 'EUR']);
  const { rows } = succeeded(await scene.owner.get('/v1/prices?client=shop'), 200);
  assert.deepEqual(rows.map(({ network, from }) => [network, from]).sort(), [['25001', null], ['26201', `${dayFromNow(31)}T00:00:00.000Z`]]);

  // The engine itself refuses what comes too early by the file.
  const log = await scene.reload((settings) => {
    settings.price.at(-1).price = '0.09';
  });
  assert.match(log, /reload refused.*would cost shop 0.09/);
});

test('each step of an unpaid invoice is told once, also over a restart', async (t) => {
  const scene = await open(t);
  succeeded(await agree(scene, { overdue: { warn_days: 1, stop_marketing_days: 0, stop_days: 90 } }), 201);
  // Of the month before last, due on the first of the last one.
  const draft = {
    client: 'shop', seller: 'main', prefix: 'RE-', language: 'en', from_day: dayIn(2, 1), to_day: dayIn(1, 1), issued: dayIn(1, 1), due: dayIn(1, 1),
    from: { name: 'Kaskad GmbH' }, to: { name: 'Shop GmbH' }, tax_code: 'de', tax_percent: '19', lines: [{ kind: 'messages', country: 'DE', items: 1, units: 1, exact: '10' }],
  };
  const invoice = succeeded(await scene.owner.request('POST', '/v1/admin/invoices', { body: draft }), 201);
  assert.equal(invoice.gross, '11.9');
  const restart = async () => {
    await scene.gateway.kill();
    await scene.gateway.start();
  };
  await restart();
  const [event] = await until('the client is told', () => told(scene, 'invoice.overdue').length && told(scene, 'invoice.overdue'));
  assert.deepEqual([event.data.subject, event.data.amount, event.data.limit, event.data.currency], ['RE-0001 warn', '11.9', '11.9', 'EUR']);

  // The next step tells that the first tick of the new process is over.
  await restart();
  succeeded(await agree(scene, { version: 1, overdue: { warn_days: 1, stop_marketing_days: 2, stop_days: 90 } }), 200);
  await restart();
  await until('the next step is told', () => told(scene, 'invoice.overdue').some(({ data }) => data.subject === 'RE-0001 stop_marketing'));
  const subjects = new Set(scene.sink.calls.map(({ headers, body }) => `${headers['webhook-id']} ${JSON.parse(body).data.subject}`));
  assert.equal(subjects.size, 2, [...subjects].join());
});

// What happened in a period, told four ways that must agree: statistics, usage as CSV over HTTP and by command, and statements.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { money } from './api_client.mjs';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { BUY_PRICE, makeClient } from './settings.mjs';

const GERMANY = '+4915123456789';
const RUSSIA = '+79161234567';
const CHILD_KEY = 'child-key-of-the-integration-tests-0001';
const ports = new PortRange(42000, 50);

// RFC 4180, as far as these fields need it: quotes around what has a comma in it.
function parseCsv(text) {
  assert.ok(text.endsWith('\r\n'));
  const [columns, ...rows] = text.slice(0, -2).split('\r\n').map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain));
  return rows.map((row) => {
    assert.equal(row.length, columns.length);
    return Object.fromEntries(columns.map((column, i) => [column, row[i]]));
  });
}

const sum = (rows, column) => rows.reduce((total, row) => total + money(row[column] || '0'), 0n);
const amountOf = (sums) => money(sums[0]?.amount ?? '0');

suite('a day of a shop and of a client below it', () => {
  let scene;
  let child;
  let days;

  before(async () => {
    scene = new Scene(ports, {
      operators: [{ 'receipt-fails-to': '7' }],
      change: (settings) => {
        settings.client[0].clients_max = 5;
        settings.client.push(makeClient('child', CHILD_KEY, { parent: 'shop', pricing: 'parent', markup: '0.01' }));
      },
    });
    await scene.prepare();
    await scene.gateway.start();
    await scene.linked();
    child = scene.gateway.client(CHILD_KEY);
    const day = (ms) => new Date(ms).toISOString().slice(0, 10);
    days = { from: day(Date.now() - 86_400_000), to: day(Date.now() + 2 * 86_400_000) };
    const sent = [];
    for (let i = 0; i < 4; ++i) sent.push([scene.shop, await scene.shop.send({ to: GERMANY, text: `n ${i}`, client_ref: `a,"${i}"`, class: 'otp' })]);
    for (let i = 0; i < 3; ++i) sent.push([child, await child.send({ to: i ? GERMANY : RUSSIA, text: 'x'.repeat(200), from: 'Child' })]);
    for (const [client, { id }] of sent) await until(`${id} has ended`, async () => (await client.message(id)).final_at !== null);
  });

  after(() => scene.dispose());

  const stats = async (client, more = '') => {
    const { status, json, text } = await client.get(`/v1/stats?from=${days.from}&to=${days.to}${more}`);
    assert.equal(status, 200, text);
    return json;
  };
  const usage = async (client, more = '') => {
    const answer = await client.get(`/v1/usage.csv?from=${days.from}&to=${days.to}${more}`);
    assert.equal(answer.status, 200, answer.text);
    return answer;
  };
  const command = (name, ...words) => runProgram([name, '--config', scene.gateway.file, '--from', days.from, '--to', days.to, ...words], { cwd: scene.gateway.folder });
  // Standard output and the count on standard error come together: so to a file.
  const written = (...words) => {
    const file = path.join(scene.gateway.folder, 'usage.csv');
    const { status, output } = command('usage', '--output', file, ...words);
    assert.equal(status, 0, output);
    return parseCsv(fs.readFileSync(file, 'utf8'));
  };
  const statement = (client) => JSON.parse(command('statement', '--client', client, '--json').output);

  test('everybody is told the same by all of them', async () => {
    for (const [name, client, messages] of [['shop', scene.shop, 7], ['child', child, 3]]) {
      const { total } = await stats(client);
      const rows = parseCsv((await usage(client)).text);
      assert.deepEqual(written('--client', name), rows);
      assert.deepEqual([rows.length, total.accepted, total.delivered, total.failed], [messages, messages, messages - 1, 1]);
      const told = statement(name);
      const charged = told.usage.reduce((all, each) => all + money(each.charged), 0n);
      assert.ok(charged > 0n);
      assert.deepEqual([sum(rows, 'sell_amount'), amountOf(total.charged)], [charged, charged]);
      assert.equal(total.parts, told.usage.reduce((all, { parts }) => all + parts, 0));
      assert.equal(money('100') - charged, money((await client.balance()).balance));
    }
  });

  test('an operator sees what came in and what suppliers are owed', async () => {
    const { groups, total } = await stats(scene.owner, '&group_by=client,sub_client');
    assert.deepEqual(groups.map(({ client, sub_client, accepted }) => [client, sub_client, accepted]), [['shop', null, 4], ['shop', 'child', 3]]);
    const rows = written('--all', '--operator');
    assert.equal(sum(rows, 'sell_amount'), amountOf(total.charged));
    assert.equal(amountOf(total.charged), amountOf((await stats(scene.shop)).total.charged), 'the reseller pays us for both');
    assert.equal(sum(rows, 'cost_amount'), 10n * money(BUY_PRICE));
    assert.equal(amountOf(total.cost), 10n * money(BUY_PRICE));
    assert.deepEqual(new Set(rows.map(({ link }) => link)), new Set(['alpha']));
    assert.equal(new Set(rows.flatMap(({ supplier_msg_id }) => supplier_msg_id.split(' '))).size, 10);
    assert.deepEqual(rows, parseCsv((await usage(scene.owner)).text));
  });

  test('a client sees no link, no cost and nobody above it', async () => {
    const { text } = await usage(child);
    assert.doesNotMatch(text, /alpha|shop|link|cost|supplier/);
    assert.doesNotMatch(JSON.stringify(await stats(child, '&group_by=client,sub_client,sender,network,class,hour')), /alpha|shop|cost/);
    const rows = parseCsv((await usage(scene.shop, '&client=child')).text);
    assert.deepEqual(rows.map(({ client }) => client), ['child', 'child', 'child']);
    assert.equal((await child.get(`/v1/stats?from=${days.from}&to=${days.to}&client=shop`)).status, 422);
  });

  test('groups and filters', async () => {
    const { groups } = await stats(scene.shop, '&group_by=network,class');
    assert.deepEqual(groups.map(({ network, class: klass, accepted, delivered }) => [network.country, klass, accepted, delivered]), [
      ['DE', 'otp', 4, 4],
      ['DE', 'transactional', 2, 2],
      ['RU', 'transactional', 1, 0],
    ]);
    assert.equal(Object.values(groups[2].failed_by_reason)[0], 1);
    assert.ok(groups[0].seconds_to_delivery.p50 > 0 && groups[0].seconds_to_delivery.p50 <= groups[0].seconds_to_delivery.p95);
    assert.equal((await stats(scene.shop, '&sender=Child&network=26201')).total.accepted, 2);
  });

  test('usage comes in pages that name the next', async () => {
    const whole = parseCsv((await usage(scene.shop)).text);
    const found = [];
    let target = `/v1/usage.csv?from=${days.from}&to=${days.to}&limit=3`;
    while (target) {
      const { status, text, headers } = await scene.shop.get(target);
      assert.equal(status, 200, text);
      found.push(...parseCsv(text));
      target = /<(.*)>; rel="next"/.exec(headers.link ?? '')?.[1];
    }
    assert.deepEqual(found, whole);
    assert.deepEqual(found.slice(0, 4).map(({ client_msg_id }) => client_msg_id), ['a,"0"', 'a,"1"', 'a,"2"', 'a,"3"']);
  });

  test('what is wrong is said, and leaves no file', async () => {
    const file = path.join(scene.gateway.folder, 'none.csv');
    const run = (...words) => runProgram(['usage', '--config', scene.gateway.file, '--output', file, ...words], { cwd: scene.gateway.folder });
    for (const [words, code, why] of [
      [['--all', '--from', '2026-13-01', '--to', '2026-12-01'], 2, /--from: '2026-13-01' is no day/],
      [['--all', '--from', '2026-11-01', '--to', '2026-11-01'], 2, /--to: a day behind/],
      [['--client', 'nobody', '--from', '2026-11-01', '--to', '2026-12-01'], 1, /no client 'nobody'/],
      [['--client', 'shop', '--all', '--from', '2026-11-01', '--to', '2026-12-01'], 2, /./],
      [['--from', '2026-11-01', '--to', '2026-12-01'], 2, /./],
    ]) {
      const { status, output } = run(...words);
      assert.equal(status, code, output);
      assert.match(output, why);
    }
    assert.ok(!fs.existsSync(file));
    const { status, json } = await scene.shop.get('/v1/stats?from=2026-01-01&to=2026-03-01');
    assert.deepEqual([status, json.code], [422, 'invalid_field']);
  });
});

// Files that are set against the books over the API: a client's own by itself, an operator's by staff, beside the command.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { makeClient } from './settings.mjs';

const TO = '+4915123456789';
const DAY_MS = 86_400_000;
const day = (ms) => new Date(ms).toISOString().slice(0, 10);
const PERIOD = `${day(Date.now() - DAY_MS)}/${day(Date.now() + 2 * DAY_MS)}`;
const OWN = '/v1/reconciliations';
const STAFF = '/v1/admin/reconciliations/compare';
const KIOSK_KEY = 'kiosk-key-of-the-integration-tests-01';
const SENDER_KEY = 'key-that-only-sends-of-the-tests-0001';
const MAPPING = 'zone = "UTC"\ncurrency = "EUR"\nedge_minutes = 0\n[columns]\nid = "id"\nrecipient = "to"\ntime = "time"\namount = "cost"\n';
const KEYS = { zone: 'UTC', currency: 'EUR', edge_minutes: '0', 'columns.id': 'id', 'columns.recipient': 'to', 'columns.time': 'time', 'columns.amount': 'cost' };
const ports = new PortRange(24130, 19);

suite('a file is compared over the API', () => {
  let scene;
  let temporary;
  let kiosk;
  let sender;
  let sent; // ids of the shop's three messages
  let taken; // what the operator called them

  before(async () => {
    temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'kaskad-put-aside-'));
    scene = new Scene(ports, {
      operators: [{ ids: 'hex', 'id-last': 0xabc000 }],
      wrap: ['env', `TMPDIR=${temporary}`],
      change: (settings) => {
        settings.client.push(makeClient('kiosk', KIOSK_KEY));
        settings.client[0].key.push({ name: 'sender', key: SENDER_KEY, scopes: ['send'] });
      },
    });
    await scene.prepare();
    await scene.gateway.start();
    await scene.linked();
    kiosk = scene.gateway.client(KIOSK_KEY);
    sender = scene.gateway.client(SENDER_KEY);
    sent = [];
    for (let i = 0; i < 3; ++i) sent.push((await scene.message((await scene.shop.send({ to: TO, text: `n ${i}`, client_ref: `A-${i}` })).id)).id);
    await until('the operator has all three', () => scene.operator.events.filter(({ event }) => event === 'taken').length === 3);
    taken = scene.operator.events.filter(({ event }) => event === 'taken').map(({ id }) => id);
    await until('the database has all of it', async () => (await compare(scene.owner, STAFF, operators(), { supplier: 'alpha' })).json.currencies[0].categories[0].count === 3);
  });

  after(async () => {
    await scene.dispose();
    fs.rmSync(temporary, { recursive: true, force: true });
  });

  const now = () => new Date().toISOString().slice(0, 19).replace('T', ' ');
  const csv = (rows) => ['id,to,time,cost', ...rows.map((row) => row.join(','))].join('\n') + '\n';
  // The shop's: one price is wrong, the third message lacks, and one is not ours.
  const planted = (first, second) => csv([[first, TO, now(), '0.0345'], [second, TO, now(), '0.04'], ['999', '+4915100000000', now(), '0.0345']]);
  const operators = (change = () => {}) => {
    const rows = taken.map((id) => [id, TO, now(), '0.0123']);
    change(rows);
    return csv(rows);
  };
  const compare = (client, where, body, query = {}) =>
    client.request('POST', `${where}?${new URLSearchParams({ period: PERIOD, ...KEYS, ...query })}`, { body, headers: { 'content-type': 'text/csv' } });
  const categories = ({ categories: all }) => all.filter(({ count }) => count).map(({ name, count, difference }) => [name, count, difference]);
  const many = (count) => csv(Array.from({ length: count }, (_, i) => [String(1000 + i), TO, now(), '0.0345']));
  const field = ({ json }) => json.errors[0].field;
  // What the gateway has open in that folder, and what has a name there.
  const left = () => {
    const folder = `/proc/${scene.gateway.pid}/fd`;
    const open = fs.readdirSync(folder).map((name) => {
      try {
        return fs.readlinkSync(path.join(folder, name));
      } catch {
        return '';
      }
    });
    return [...open.filter((where) => where.startsWith(temporary)), ...fs.readdirSync(temporary)];
  };

  test('a client is told what differs, alone', async () => {
    const body = planted(sent[0], sent[1]);
    const { status, json, text } = await compare(scene.shop, OWN, body, { file: 'shop.csv' });
    assert.equal(status, 200, text);
    assert.deepEqual([json.client, json.file, json.rows, json.own_rows], ['shop', 'shop.csv', 3, 3]);
    assert.equal(json.sha256, createHash('sha256').update(body).digest('hex'));
    assert.equal(json.currencies.length, 1);
    const [euro] = json.currencies;
    // 3 x 0.0345 against 0.0345 + 0.04 + 0.0345.
    assert.deepEqual([euro.currency, euro.ours, euro.theirs, euro.difference], ['EUR', '0.1035', '0.109', '0.0055']);
    assert.equal(euro.categories.length, 12);
    assert.deepEqual(categories(euro), [['exact', 1, '0'], ['ours_only', 1, '-0.0345'], ['theirs_only', 1, '0.0345'], ['price', 1, '0.0055']]);
    const [lacks, unknown, dear] = json.differences.map(({ rows }) => rows[0]);
    assert.deepEqual([lacks.ours.message_id, lacks.theirs], [sent[2], null]);
    assert.deepEqual([unknown.ours, unknown.theirs.id, unknown.theirs.line], [null, '999', '4']);
    assert.deepEqual([dear.ours.message_id, dear.ours.amount, dear.theirs.amount, dear.difference], [sent[1], '0.0345', '0.04', '0.0055']);
    assert.doesNotMatch(text, /alpha|0\.0123|operator|supplier|outcome/, 'what we buy is no business of the client');
    for (const id of taken) assert.ok(!text.includes(id));
    const named = await compare(scene.shop, OWN, planted('A-0', 'A-1'), { by_reference: 'true', limit: '0' });
    assert.deepEqual(categories(named.json.currencies[0]), categories(euro));
    assert.deepEqual(named.json.differences.map(({ rows }) => rows), [[], [], []]);
  });

  test('with curl, as the page says', { skip: spawnSync('curl', ['--help', 'all']).stdout?.includes('--url-query') ? false : 'no curl' }, () => {
    const file = path.join(scene.gateway.folder, 'november.csv');
    const mapping = path.join(scene.gateway.folder, 'shop.toml');
    fs.writeFileSync(file, planted(sent[0], sent[1]));
    fs.writeFileSync(mapping, MAPPING);
    const base = `http://127.0.0.1:${scene.gateway.port}${OWN}`;
    const curl = (...words) => JSON.parse(spawnSync('curl', ['-s', '-H', `Authorization: Bearer ${scene.shop.key}`, '--data-binary', `@${file}`, ...words]).stdout);
    const by_keys = curl(`${base}?period=${PERIOD}&${new URLSearchParams(KEYS)}`);
    const by_file = curl(`${base}?period=${PERIOD}`, '--url-query', `mapping@${mapping}`);
    assert.equal(by_file.currencies[0].difference, '0.0055');
    assert.deepEqual(by_keys.currencies, by_file.currencies);
  });

  test("another client's key sees none of it", async () => {
    const { json, text } = await compare(kiosk, OWN, planted(sent[0], sent[1]));
    assert.deepEqual([json.client, json.own_rows], ['kiosk', 0]);
    assert.deepEqual(categories(json.currencies[0]), [['theirs_only', 3, '0.109']]);
    assert.ok(!text.includes('message_id'));
    const named = await compare(kiosk, OWN, planted(sent[0], sent[1]), { client: 'shop' });
    assert.deepEqual([named.status, named.json.code, field(named)], [422, 'invalid_field', 'client']);
    const nobody = await compare(kiosk, OWN, planted(sent[0], sent[1]), { client: 'nobody' });
    assert.equal(nobody.json.detail.replace('nobody', 'shop'), named.json.detail, 'that there is a shop is not said');
    assert.equal((await compare(sender, OWN, 'x')).json.code, 'missing_scope');
    assert.equal((await compare(kiosk, STAFF, 'x', { supplier: 'alpha' })).status, 404);
  });

  test('staff is told what the command says, and what would be booked', async () => {
    const body = operators((rows) => {
      rows[1][3] = '0.0150';
      rows.splice(2, 1, ['ffff', '+4915100000000', now(), '0.0123']);
    });
    const { status, json, text } = await compare(scene.owner, STAFF, body, { supplier: 'alpha', file: 'alpha.csv', invoice_number: 'A-7' });
    assert.equal(status, 200, text);
    const [euro] = json.currencies;
    // 3 x 0.0123 against 0.0123 + 0.015 + 0.0123.
    assert.deepEqual([euro.ours, euro.theirs, euro.difference], ['0.0369', '0.0396', '0.0027']);
    assert.deepEqual(categories(euro), [['exact', 1, '0'], ['ours_only', 1, '-0.0123'], ['theirs_only', 1, '0.0123'], ['price', 1, '0.0027']]);
    assert.equal(json.differences[2].rows[0].ours.operator_id, taken[1]);
    const file = path.join(scene.gateway.folder, 'alpha.csv');
    const mapping = path.join(scene.gateway.folder, 'alpha.toml');
    fs.writeFileSync(file, body);
    fs.writeFileSync(mapping, MAPPING);
    const { output } = runProgram(['reconcile', '--config', scene.gateway.file, '--supplier', 'alpha', '--file', file, '--mapping', mapping, '--period', PERIOD], { cwd: scene.gateway.folder });
    for (const [name, count, difference] of categories(euro)) assert.match(output, new RegExp(`^${name} +${count} +${difference}$`, 'm'));
    for (const line of [`our total +${euro.ours}`, `their total +${euro.theirs}`, `SHA-256 +${json.sha256}`]) assert.match(output, new RegExp(`^${line}$`, 'm'));

    const { outcome } = json;
    assert.deepEqual([outcome.refused, outcome.accepted, outcome.disputed], [null, '0', '0.0027']);
    assert.ok(Math.abs(Date.parse(outcome.deadline) - Date.now() - 21 * DAY_MS) < DAY_MS);
    assert.deepEqual((await scene.owner.get('/v1/admin/reconciliations')).json.reconciliations, [], 'nothing was changed');
    const posted = await scene.owner.request('POST', '/v1/admin/reconciliations', { body: outcome.post });
    assert.equal(posted.status, 201, posted.text);
    assert.deepEqual([posted.json.state, posted.json.open, posted.json.invoice_number, posted.json.file], ['disputed', '0.0027', 'A-7', 'alpha.csv']);
    const of_client = await compare(scene.owner, STAFF, planted(sent[0], sent[1]), { client: 'shop' });
    assert.deepEqual([of_client.json.currencies[0].difference, of_client.json.outcome], ['0.0055', undefined]);
  });

  test('what is wrong is refused, and its place said', async () => {
    const body = planted(sent[0], sent[1]);
    const cut = await compare(scene.shop, OWN, body.slice(0, -20));
    assert.deepEqual([cut.status, cut.json.code, field(cut)], [422, 'bad_rows', 'line 4']);
    assert.match(cut.json.detail, /it ends in the middle of line 4/);
    const key = await compare(scene.shop, OWN, body, { 'columns.recpient': 'to' });
    assert.deepEqual([key.status, field(key)], [422, 'columns.recpient']);
    assert.match(key.json.errors[0].why, /did you mean "recipient"/);
    const toml = await scene.shop.request('POST', `${OWN}?${new URLSearchParams({ period: PERIOD, mapping: MAPPING.replace('zone', 'zona') })}`, { body });
    assert.deepEqual([field(toml), toml.json.errors[0].why.slice(0, 17)], ['zona', 'line 1, column 1:']);
    const month = await compare(scene.shop, OWN, body, { period: '2025-01' });
    assert.equal(field(month), 'period');
    assert.match(month.json.detail, /3 of 3 rows lie outside the period.*is it another month's/);
    const column = await compare(scene.shop, OWN, 'a,b\n1,2\n');
    assert.match(column.json.detail, /line 1 names no column 'id'/);
  });

  // Refused by its header: its octets are not waited for.
  test('a file over the limit is refused', async () => {
    const answer = await new Promise((resolve, reject) => {
      const socket = net.connect(scene.gateway.port, '127.0.0.1');
      let text = '';
      socket.setEncoding('utf8').on('data', (piece) => (text += piece)).on('end', () => resolve(text)).on('error', reject);
      socket.write(`POST ${OWN}?period=2026-11 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${scene.shop.key}\r\nContent-Length: ${16 * 1024 * 1024 + 1}\r\n\r\n`);
    });
    assert.match(answer, /^HTTP\/1\.1 413 [^]*body_too_large[^]*16777216 octets/);
    const large = await compare(scene.shop, OWN, planted(sent[0], sent[1]) + '\n'.repeat(4 * 1024 * 1024));
    assert.equal(large.status, 200, large.text);
  });

  test('nothing is left, also where the client goes away', async () => {
    const request = http.request({ host: '127.0.0.1', port: scene.gateway.port, method: 'POST', path: `${OWN}?${new URLSearchParams({ period: PERIOD, ...KEYS })}`, headers: { authorization: `Bearer ${scene.shop.key}` } });
    request.on('error', () => {});
    await new Promise((resolve) => request.end(many(50_000), resolve));
    await until('it is being compared', () => left().length > 0);
    request.destroy();
    await until('nothing is left of it', () => left().length === 0);
    assert.equal((await compare(scene.shop, OWN, planted(sent[0], sent[1]))).status, 200, 'there is room again');
    assert.deepEqual(left(), []);
    assert.doesNotMatch(scene.gateway.logText, /reconciliation: /);
  });

  test('a gateway that stops ends it', async () => {
    const asked = compare(scene.shop, OWN, many(150_000));
    await until('it is being compared', () => left().length > 0);
    await scene.gateway.stop();
    const { status, json } = await asked;
    assert.deepEqual([status, json.code, json.detail], [503, 'not_ready', 'The gateway is stopping.']);
    assert.deepEqual(fs.readdirSync(temporary), []);
  });
});

// `kaskad invoice`, seen from a terminal: what it asks of a gateway that answers by heart, and the whole way with a real one.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { PROGRAM, runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { OPERATOR_KEY } from './settings.mjs';

const ports = new PortRange(25750, 20);

const party = (name) => ({ name, address: ['Weg 1'], tax_number: '', bank: [] });
const INVOICE = {
  seller: 'main', number: 12, printed_number: 'RE-2026-0012', kind: 'invoice', client: 'shop', currency: 'EUR', cites: null, taken_back: null,
  from_day: '2024-11-01', to_day: '2024-12-01', issued: '2024-12-02', due: '2024-12-16', prefix: 'RE-2026-', language: 'en',
  from: party('Kaskad GmbH'), to: party('Shop Ltd'), tax_code: 'standard', tax_percent: '19', tax_text: '',
  lines: [{ kind: 'messages', text: '', country: 'DE', network: '26201', items: 10, units: 12, exact: '100.001', net: '100' }],
  net: '100', tax: '19', gross: '119', paid: '0', by: 'anna', issued_at: '2024-12-02T12:00:00.000Z', repeated: false, dry_run: false,
};
const NOTE = { ...INVOICE, kind: 'credit_note', number: 13, printed_number: 'RE-2026-0013', cites: 12, gross: '-119', dry_run: true };

// Answers by heart and keeps what was asked.
async function gatewayByHeart(t, answers) {
  const asked = [];
  const server = http.createServer((request, response) => {
    const what = `${request.method} ${request.url}`;
    asked.push(what);
    const body = answers[what];
    response.writeHead(body ? 200 : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body || { code: 'not_found', retryable: false }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { asked, url: `http://127.0.0.1:${server.address().port}` };
}

function invoice(words, typed = '') {
  return new Promise((resolve) => {
    const child = spawn(PROGRAM, ['invoice', ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (some) => { output += some; });
    child.stderr.on('data', (some) => { output += some; });
    child.on('close', (status) => resolve({ status, output }));
    child.stdin.end(typed);
  });
}

test('the list is a table with what is overdue', async (t) => {
  const { asked, url } = await gatewayByHeart(t, {
    'GET /v1/admin/invoices?client=shop&unpaid=true&limit=100': { invoices: [INVOICE], has_more: true, next_after: 'main/12' },
  });
  const { status, output } = await invoice(['list', '--client', 'shop', '--unpaid', '--url', url]);
  assert.equal(status, 0, output);
  assert.match(output, /^seller  number  printed       client/);
  assert.match(output, /main        12  RE-2026-0012  shop    2024-12-02  2024-12-16    119     0  EUR       \d+ days overdue/);
  assert.match(output, /there are older ones: --after main\/12\n/);
  assert.equal(asked.length, 1);
});

test('one is shown with its lines, or said not to be there', async (t) => {
  const { url } = await gatewayByHeart(t, {
    'GET /v1/admin/invoices?seller=main&number=12': { invoices: [INVOICE], has_more: false },
    'GET /v1/admin/invoices?seller=main&number=99': { invoices: [], has_more: false },
  });
  const shown = await invoice(['show', 'main', '12', '--url', url]);
  assert.equal(shown.status, 0, shown.output);
  assert.match(shown.output, /^Invoice RE-2026-0012 \(main 12\): \d+ days overdue\n/);
  assert.match(shown.output, /messages  DE 26201     10     12  100\.001  100\n/);
  const missing = await invoice(['show', 'main', '99', '--url', url]);
  assert.deepEqual([missing.status, missing.output], [1, "kaskad invoice: there is no invoice 99 of seller 'main'\n"]);
  assert.equal((await invoice(['show', 'main', '0', '--url', url])).status, 2);
});

test('it is taken back once a person says yes to what would be', async (t) => {
  const path = 'POST /v1/admin/invoices/main/12/take-back';
  const answers = { [`${path}?dry_run=true`]: NOTE, [path]: { ...NOTE, dry_run: false } };
  for (const [typed, words, status, calls] of [
    ['yes\n', [], 0, [`${path}?dry_run=true`, path]],
    ['no\n', [], 1, [`${path}?dry_run=true`]],
    ['', [], 1, [`${path}?dry_run=true`]],
    ['', ['--dry-run'], 0, [`${path}?dry_run=true`]],
    ['', ['--yes', '--dry-run'], 0, [`${path}?dry_run=true`]],
    ['', ['--yes'], 0, [path]],
  ]) {
    const { asked, url } = await gatewayByHeart(t, answers);
    const done = await invoice(['take-back', 'main', '12', ...words, '--url', url], typed);
    assert.equal(done.status, status, done.output);
    assert.deepEqual(asked, calls);
    assert.match(done.output, /Credit note RE-2026-0013 \(main 13\): credit note for 12/);
  }
});

test('what was taken back before is told, and asked for no more', async (t) => {
  const path = 'POST /v1/admin/invoices/main/12/take-back?dry_run=true';
  const { asked, url } = await gatewayByHeart(t, { [path]: { ...NOTE, repeated: true } });
  const done = await invoice(['take-back', 'main', '12', '--url', url]);
  assert.equal(done.status, 0, done.output);
  assert.match(done.output, /^taken back before:\nCredit note RE-2026-0013/);
  assert.deepEqual(asked, [path]);
});

test('a refusal is told in the words of the gateway', async (t) => {
  const { url } = await gatewayByHeart(t, {});
  const done = await invoice(['take-back', 'main', '12', '--url', url]);
  assert.equal(done.status, 1);
  assert.match(done.output, /404 .*not_found/);
});

// The whole way, with a gateway that really issues it. Node knows the days of its own clock: the month is one that is over.
test('an invoice is issued, listed, printed and taken back', async (t) => {
  const scene = await Scene.open(t, ports);
  const { gateway } = scene;
  const place = { cwd: gateway.folder };
  const url = `http://127.0.0.1:${gateway.port}`;
  const call = async (method, target, body) => {
    const headers = { Authorization: `Bearer ${OPERATOR_KEY}`, 'Content-Type': 'application/json' };
    const response = await fetch(url + target, { method, headers, body: JSON.stringify(body) });
    return { status: response.status, json: await response.json() };
  };
  const agreed = { version: 0, seller: 'main', buyer: party('Магазин'), language: 'ru', tax_code: 'standard', payment_days: 14 };
  assert.equal((await call('PUT', '/v1/admin/contracts/shop', agreed)).status, 201);
  const draft = {
    client: 'shop', seller: 'main', prefix: 'RE-', language: 'ru', from_day: '2024-11-01', to_day: '2024-12-01', issued: '2024-12-02', due: '2024-12-16',
    from: party('ООО «Каскад»'), to: party('Магазин'), tax_code: 'standard', tax_percent: '19', tax_text: '',
    lines: [{ kind: 'messages', country: 'DE', network: '26201', items: 1000, units: 1200, exact: '34.505' }],
  };
  const issued = await call('POST', '/v1/admin/invoices', draft);
  assert.equal(issued.status, 201, JSON.stringify(issued.json));

  const words = ['--url', url, '--operator-key', OPERATOR_KEY];
  const listed = await invoice(['list', '--client', 'shop', ...words]);
  assert.match(listed.output, /^main +1  RE-0001  shop    2024-12-02  - +41\.06 /m); // 34.50 and 6.555, half to even; it pays beforehand
  const shown = await invoice(['show', 'main', '1', ...words]);
  assert.match(shown.output, /net 34\.5, tax 6\.56 \(19 %\), gross 41\.06/);

  const print = (word, ...more) => runProgram(['invoice', word, 'main', '1', '--config', gateway.file, ...more], place);
  const csv = await until('the database has it', () => {
    const run = print('csv');
    return run.status === 0 && run.output;
  });
  assert.equal(csv.split('\r\n')[1], 'messages,,DE,26201,1000,1200,34.505,34.50,EUR');
  const file = path.join(gateway.folder, '1.pdf');
  assert.equal(print('pdf', '--output', file).status, 0);
  const text = spawnSync('pdftotext', ['-q', '-layout', file, '-'], { encoding: 'utf8' }).stdout;
  for (const part of ['Счёт № RE-0001', 'ООО «Каскад»', 'Магазин', '41,06 EUR', 'оплачено с баланса', 'Акт № RE-0001']) assert.ok(text.includes(part), part);

  const planned = await invoice(['take-back', 'main', '1', '--dry-run', ...words]);
  assert.match(planned.output, /^would be:\nCredit note RE-0002 \(main 2\): credit note for 1\n/);
  assert.equal((await invoice(['take-back', 'main', '1', '--yes', ...words])).status, 0);
  const again = await invoice(['take-back', 'main', '1', ...words]);
  assert.match(again.output, /^taken back before:\nCredit note RE-0002/);
  assert.match((await invoice(['list', ...words])).output, /^main +1 .*taken back by 2$/m);

  for (const word of ['pdf', 'csv']) {
    const missing = runProgram(['invoice', word, 'main', '12', '--config', gateway.file, '--output', 'made'], place);
    assert.equal(missing.status, 1);
    assert.match(missing.output, /there is no invoice 12 of seller 'main' in the database/);
    assert.equal(runProgram(['invoice', word, 'main', '12'], place).status, 2);
    assert.equal(runProgram(['invoice', word, 'main', '12', '--config', 'missing.toml'], place).status, 78);
  }
});

// Sheets of prices, seen from outside: shown, applied whole or not at all, and taken back.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { PROGRAM } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { BUY_PRICE, OPERATOR_KEY, SHOP_KEY } from './settings.mjs';

const TO = '+4915123456789';
const HEAD = 'MCCMNC,PriceSubmit,PriceDelivered,Currency,Effective\n';
const DATA = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../data/prices');
const ports = new PortRange(23100, 50);
const run = promisify(execFile);

const call = async (scene, target, body, key = OPERATOR_KEY) => {
  const response = await fetch(`http://127.0.0.1:${scene.gateway.port}${target}`, { method: 'POST', body, headers: { Authorization: `Bearer ${key}` } });
  return { status: response.status, json: await response.json() };
};
const preview = (scene, body, more = 'form=full') => call(scene, `/v1/prices/preview?link=alpha&${more}`, body);
const apply = (scene, body, token, more = 'form=full') => call(scene, `/v1/prices/import?link=alpha&file=sheet.csv&${more}&token=${token}`, body);

async function imported(scene, body, more) {
  const { json } = await preview(scene, body, more);
  const done = await apply(scene, body, json.token, more);
  assert.equal(done.status, 200, JSON.stringify(done.json));
  return done.json;
}

// What a part to the Telekom costs over the link now.
async function buyPrice(scene) {
  const { id } = await scene.shop.send({ to: TO, text: 'hello' });
  await scene.message(id);
  return (await scene.owner.message(id)).attempts[0].buy_price;
}

test('a sheet is shown, applied, reckoned on the traffic, and taken back', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  const first = await buyPrice(scene);
  assert.equal(first.per_part, BUY_PRICE);

  const sheet = `${HEAD}26201,0.01,0.005,EUR,\n[DEFAULT 262],0.02,0,EUR,\n`;
  const shown = (await preview(scene, sheet)).json;
  assert.deepEqual(shown.counts, { up: 0, down: 0, new: 2, missing: 0, other_currency: 0, over: 0, same: 1 });
  assert.equal(shown.fault_count, 0);
  const [effect] = shown.effect.networks;
  // 0.0123 by the declared price; 0.01 when it is taken and 0.005 when it is delivered by the sheet.
  assert.deepEqual([effect.link.name, effect.network.mccmnc, effect.parts, effect.delivered, effect.before, effect.after, effect.gain], ['alpha', '26201', 1, 1, '0.0123', '0.015', '-0.0027']);

  const done = await apply(scene, sheet, shown.token);
  assert.deepEqual(done, { status: 200, json: { import: 1, version: shown.version + 1 } });
  assert.deepEqual(await buyPrice(scene), { per_part: '0.015', delivered: '0.005', currency: 'EUR', version: shown.version + 1 });
  const { json } = await scene.owner.get('/v1/prices?link=alpha');
  assert.deepEqual([json.version, json.count, json.imports.length], [shown.version + 1, 3, 1]);
  assert.deepEqual([json.imports[0].file, json.imports[0].by, json.imports[0].form, json.imports[0].new], ['sheet.csv', 'owner/main', 'full', 2]);

  const undone = await call(scene, '/v1/prices/imports/1/undo');
  assert.equal(undone.status, 200);
  assert.equal((await buyPrice(scene)).per_part, BUY_PRICE);
  assert.equal((await call(scene, '/v1/prices/imports/1/undo')).json.code, 'not_undoable');
});

test('imported prices outlive a restart, a reload and a kill', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  await imported(scene, `${HEAD}26201,0.01,0,EUR,\n`);
  await scene.gateway.kill();
  await scene.gateway.start();
  await scene.linked();
  assert.equal((await buyPrice(scene)).per_part, '0.01');
  await scene.reload((settings) => settings.price.push({ link: 'alpha', network: '25001', price: '0.03', currency: 'EUR' }));
  assert.equal((await buyPrice(scene)).per_part, '0.01');
  const refused = await scene.reload((settings) => settings.price.push({ link: 'alpha', network: '26201', price: '0.03', currency: 'EUR' }));
  assert.match(refused, /a sheet that was imported says what 26201 costs/);
  assert.equal((await buyPrice(scene)).per_part, '0.01');
});

test('bad rows are named, and nothing is applied by half', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  const sheet = `${HEAD}26201,0.01,0,EUR,\n26202,0,01,0,EUR,\n26203,abc,0,EUR,\nX,0.01,0,EUR,\n[DEFAULT],0.01,0,EUR,\n`;
  const shown = (await preview(scene, sheet)).json;
  assert.equal(shown.token, null);
  assert.deepEqual(shown.faults.map(({ line, column }) => [line, column]), [[3, null], [4, 'PriceSubmit'], [5, 'MCCMNC'], [6, 'MCCMNC']]);
  assert.match(shown.faults[3].error, /declared_in_config/);
  const refused = await apply(scene, sheet, 'x');
  assert.deepEqual([refused.status, refused.json.code, refused.json.errors.length], [422, 'bad_rows', 4]);
  for (const length of [0, 20, HEAD.length, sheet.length - 6]) {
    assert.ok([422].includes((await apply(scene, sheet.slice(0, length), 'x')).status), `cut at ${length}`);
  }
  assert.equal((await scene.owner.get('/v1/prices?link=alpha')).json.imports.length, 0);
  const rest = await imported(scene, sheet, 'form=full&skip_bad=true');
  assert.equal(rest.import, 1);
});

test('of two imports from one difference the second is told that the prices moved', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  const sheet = `${HEAD}26201,0.01,0,EUR,\n`;
  const { token } = (await preview(scene, sheet)).json;
  const answers = await Promise.all([apply(scene, sheet, token), apply(scene, sheet, token)]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
  assert.equal(answers.find(({ status }) => status === 409).json.code, 'prices_moved');
  assert.equal((await scene.owner.get('/v1/prices?link=alpha')).json.imports.length, 1);
});

test('a spreadsheet and a sheet with decimal commas are read, and the form is kept', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  const xlsx = fs.readFileSync(path.join(DATA, 'two_rows.xlsx'));
  const shown = (await preview(scene, xlsx, 'form=full&zone=Europe/Berlin')).json;
  assert.deepEqual([shown.rows, shown.at, shown.counts.new], [2, '2096-11-30T23:00:00.000Z', 2]);
  await imported(scene, xlsx, 'form=full&zone=Europe/Berlin');

  const german = 'Netz;Preis;Waehrung\n26201;0,0345;EUR\n';
  const said = 'form=partial&network=Netz&submit=Preis&currency=Waehrung&decimal=comma';
  await imported(scene, german, said);
  const again = (await preview(scene, german, 'form=partial')).json;
  assert.deepEqual([again.fault_count, again.read_as.decimal, again.read_as.zone], [0, 'comma', 'Europe/Berlin']);
  assert.equal((await buyPrice(scene)).per_part, '0.0345');
});

// Half a megabyte that unpacks to three hundred.
test('a spreadsheet that is a bomb is refused, and the gateway lives', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  const file = path.join(scene.gateway.folder, 'bomb.xlsx');
  execFileSync('python3', ['-c', `
import sys, zipfile
sys.path.insert(0, ${JSON.stringify(DATA)})
import make_spreadsheet
make_spreadsheet.sheet = lambda rows: (x for x in ['<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'] + ['x' * 1000000] * 300 + ['</t></is></c></row></sheetData></worksheet>'])
make_spreadsheet.write(${JSON.stringify(file)}, [])
`]);
  const bomb = fs.readFileSync(file);
  assert.ok(bomb.length < 1_000_000);
  const before = Date.now();
  const refused = await preview(scene, bomb);
  assert.deepEqual([refused.status, refused.json.code], [422, 'invalid_field']);
  assert.match(refused.json.detail, /The spreadsheet cannot be read/);
  assert.ok(Date.now() - before < 40_000);
  assert.equal((await buyPrice(scene)).per_part, BUY_PRICE);
});

test('only an operator sees prices, and a sheet has its own bound', async (t) => {
  const scene = await Scene.open(t, ports);
  for (const target of ['/v1/prices/preview?link=alpha&form=full', '/v1/prices/import?link=alpha', '/v1/prices/imports/1/undo']) {
    assert.equal((await call(scene, target, 'x', SHOP_KEY)).status, 404);
  }
  assert.equal((await scene.shop.get('/v1/prices')).status, 404);
  assert.equal((await preview(scene, 'x'.repeat(17 * 1024 * 1024)).catch(() => ({ status: 413 }))).status, 413);
  assert.equal((await call(scene, '/v1/prices/preview?link=nobody&form=full', HEAD)).json.code, 'not_found');
});

test('a hundred thousand rows are shown and applied while messages go on', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  const rows = Array.from({ length: 100_000 }, (_, i) => `${20_000 + i},0.0${10 + (i % 89)},0,EUR,2026-01-01\n`);
  const sheet = HEAD + rows.join('');
  const begun = Date.now();
  const { json } = await preview(scene, sheet);
  t.diagnostic(`preview of 100000 rows: ${Date.now() - begun} ms`);
  assert.equal(json.counts.new, 100_000);
  assert.equal(json.changes.new.length, 1_000);
  const applied = Date.now();
  const [done, sent] = await Promise.all([apply(scene, sheet, json.token), scene.shop.send({ to: TO, text: 'x' })]);
  t.diagnostic(`import of 100000 rows: ${Date.now() - applied} ms`);
  assert.equal(done.status, 200, JSON.stringify(done.json));
  await scene.message(sent.id);
  assert.equal((await scene.owner.get('/v1/prices?link=alpha&limit=1&offset=100000')).json.count, 100_001);
});

test('kaskad prices shows, asks, applies, lists and takes back', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  const file = path.join(scene.gateway.folder, 'alpha.csv');
  fs.writeFileSync(file, `${HEAD}26201,0.01,0,EUR,\n`);
  const reach = ['--url', `http://127.0.0.1:${scene.gateway.port}`, '--operator-key', OPERATOR_KEY];
  const prices = (...words) => run(PROGRAM, ['prices', ...words, ...reach]);
  const shown = await prices('preview', file, '--link', 'alpha', '--form', 'full');
  assert.match(shown.stdout, /^1 rows against version 1, .*1 new, 0 missing/);
  assert.match(shown.stdout, /26201 +- -> 0\.01 EUR +line 2/);
  const asked = execFile(PROGRAM, ['prices', 'import', file, '--link', 'alpha', '--form', 'full', ...reach]);
  asked.stdin.end('n\n');
  assert.equal(await new Promise((resolve) => asked.once('exit', resolve)), 1);
  assert.match((await prices('import', file, '--link', 'alpha', '--form', 'full', '--yes')).stdout, /Import 1: version 2 of the prices holds/);
  assert.match((await prices('list', '--link', 'alpha')).stdout, /version 2, 2 rows\nimport 1: alpha\.csv \(full\) by owner\/main[^]*26201 +0\.01 EUR/);
  assert.match((await prices('undo', '1')).stdout, /Import 1 is undone: version 3/);
  await assert.rejects(prices('undo', '1'), ({ code, stderr }) => code === 1 && /not_undoable/.test(stderr));
  fs.writeFileSync(file, `${HEAD}26201,x,0,EUR,\n`);
  await assert.rejects(prices('import', file, '--link', 'alpha', '--form', 'full', '--yes'), ({ code, stdout }) => code === 1 && /line 2, PriceSubmit/.test(stdout));
  await assert.rejects(prices('preview', file, '--link', 'alpha'), ({ code }) => code === 2);
});

test('a list in another currency is charged at the rate of the contract, and the message keeps it', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  const today = new Date().toISOString().slice(0, 10);
  const ok = (answer, ...statuses) => (assert.ok(statuses.includes(answer.status), answer.text), answer.json);
  let version = 0;
  const agree = async (terms) => {
    const body = { version, notice_days: 0, seller: '', buyer: { name: '', address: [], tax_number: '', bank: [] }, ...terms };
    ({ version } = ok(await scene.owner.request('PUT', '/v1/admin/contracts/shop', { body }), 200, 201));
  };
  const refused = await scene.owner.request('PUT', '/v1/admin/contracts/shop', { body: { version: 0, priced_in: 'USD', rate_rule: 'fixed' } });
  assert.deepEqual([refused.status, refused.json.errors?.[0]?.field ?? refused.json.field], [422, 'rate'], refused.text);

  await agree({ priced_in: 'USD' });
  const sheet = 'MCCMNC,PriceSubmit,Currency\n26201,0.05,USD\n';
  const shown = await call(scene, '/v1/prices/preview?client=shop&form=full', sheet);
  assert.equal(shown.status, 200, JSON.stringify(shown.json));
  const done = await call(scene, `/v1/prices/import?client=shop&file=shop.csv&form=full&token=${shown.json.token}`, sheet);
  assert.equal(done.status, 200, JSON.stringify(done.json));

  const early = await scene.shop.request('POST', '/v1/messages', { body: { to: TO, text: 'too early' } });
  assert.deepEqual([early.status, early.json.code], [503, 'no_rate'], early.text);
  ok(await scene.owner.request('POST', '/v1/admin/exchange-rates', { body: { rows: [{ date: today, base: 'EUR', quote: 'USD', rate: '1.25' }] } }), 200, 201);
  // 0.05 USD are 0.04 EUR.
  const first = await scene.message((await scene.shop.send({ to: TO, text: 'by the day' })).id);
  assert.deepEqual(first.price, { amount: '0.04', currency: 'EUR', per_part: '0.04', exchange: { from: 'USD', rate: '1/1.25', of: today } });
  await agree({ priced_in: 'USD', rate_rule: 'fixed', rate: '0.9' });
  const second = await scene.message((await scene.shop.send({ to: TO, text: 'as agreed' })).id);
  assert.deepEqual(second.price, { amount: '0.045', currency: 'EUR', per_part: '0.045', exchange: { from: 'USD', rate: '0.9', of: null } });
  assert.deepEqual((await scene.message(first.id)).price, first.price);
  assert.equal(ok(await scene.shop.get('/v1/balance'), 200).balance ?? '', '99.915');
});

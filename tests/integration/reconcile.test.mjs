// `kaskad reconcile` with files made of what the operator itself noted, against the database of a gateway that worked.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';

const MAKE_SPREADSHEET = path.join(path.dirname(fileURLToPath(import.meta.url)), '../data/prices/make_spreadsheet.py');
const TO = '+4915123456789';
const DAY_MS = 86_400_000;
const day = (ms) => new Date(ms).toISOString().slice(0, 10);
const HEADER = ['id', 'to', 'from', 'time', 'status', 'price', 'net'];
const MAPPING = `zone = "UTC"
currency = "EUR"
edge_minutes = 0
[columns]
id = "id"
recipient = "to"
time = "time"
status = "status"
price = "price"
network = "net"
`;
const ports = new PortRange(24100, 19);

suite('an operator bills what it noted', () => {
  let scene;
  let rows; // as the operator would list them

  before(async () => {
    scene = new Scene(ports, { operators: [{ ids: 'hex', 'id-last': 0xabc000 }] });
    await scene.prepare();
    await scene.gateway.start();
    await scene.linked();
    for (let i = 0; i < 5; ++i) await scene.message((await scene.shop.send({ to: TO, text: i === 0 ? 'x'.repeat(200) : `n ${i}` })).id);
    await until('the operator has all six parts', () => scene.operator.events.filter(({ event }) => event === 'taken').length === 6);
    await scene.gateway.stop();
    const taken = scene.operator.events.filter(({ event }) => event === 'taken');
    // A decimal number of what it answered in hexadecimal.
    rows = taken.map(({ id }) => [String(parseInt(id, 16)), TO, 'Shop', new Date().toISOString().slice(0, 19).replace('T', ' '), 'DELIVRD', '0.0123', '26201']);
    assert.equal(rows.length, 6);
  });

  after(() => scene.dispose());

  const file = (name, text) => {
    const where = path.join(scene.gateway.folder, name);
    fs.writeFileSync(where, text);
    return where;
  };
  const csv = (lines) => file('alpha.csv', [HEADER, ...lines].map((line) => line.join(';')).join('\n') + '\n');
  const reconcile = (where, ...words) =>
    runProgram(
      ['reconcile', '--config', scene.gateway.file, '--supplier', 'alpha', '--file', where, '--mapping', file('alpha.toml', MAPPING), '--period', `${day(Date.now() - DAY_MS)}/${day(Date.now() + 2 * DAY_MS)}`, ...words],
      { cwd: scene.gateway.folder },
    );

  test('the same rows come to the same sum', () => {
    const { status, output } = reconcile(csv(rows));
    assert.equal(status, 0, output);
    assert.match(output, /our total +0\.0738\nexact +6 +0\ntheir total +0\.0738\ntheir total above ours +0\n/);
    assert.match(output, /ids +theirs_decimal, found by 6 rows of which 6 fit/);
    assert.match(output, /SHA-256 +[0-9a-f]{64}/);
  });

  test('what was planted is found, listed and drawn', () => {
    const wrong = rows.map((row) => [...row]);
    wrong[1][5] = '0.0150';
    wrong[2][4] = 'UNDELIV';
    wrong[2][5] = '0';
    wrong.splice(3, 1);
    wrong.push(wrong[0], ['999999', '+4915100000000', 'Shop', wrong[0][3], 'DELIVRD', '0.0123', '26201']);
    const list = path.join(scene.gateway.folder, 'differences.csv');
    const page = path.join(scene.gateway.folder, 'report.html');
    const { status, output } = reconcile(csv(wrong), '--csv', list, '--html', page, '--show', 'price', '--invoice', '0.1');
    assert.equal(status, 0, output);
    for (const line of [/ours_only +1 +-0\.0123/, /theirs_only +1 +0\.0123/, /duplicate_theirs +1 +0\.0123/, /status +1 +-0\.0123/, /price +1 +0\.0027/, /exact +3 +0/, /their total above ours +0\.0027/, /of it in no row of the file +0\.0235/])
      assert.match(output, line);
    const message = /0\.0027 EUR +(\d+) +([0-9a-f]+) /.exec(output);
    assert.equal(parseInt(message[2], 16), Number(rows[1][0]));
    assert.equal(runProgram(['explain', '--config', scene.gateway.file, message[1]], { cwd: scene.gateway.folder }).status, 0);
    const lines = fs.readFileSync(list, 'utf8').trim().split('\r\n');
    assert.equal(lines.length, 6);
    assert.match(lines[0], /^category,delta,currency,our_message_id,our_operator_id,/);
    assert.ok(lines.some((line) => line.startsWith('theirs_only,0.0123,EUR,,') && line.includes(',999999,')));
    const html = fs.readFileSync(page, 'utf8');
    assert.match(html, /<svg/);
    assert.doesNotMatch(html, /<script|src=|href="http/);
    assert.match(html, /theirs - ours/);
  });

  test('a spreadsheet says the same as its CSV', () => {
    const where = path.join(scene.gateway.folder, 'alpha.xlsx');
    const made = spawnSync('python3', [MAKE_SPREADSHEET, where, '-'], { input: JSON.stringify([HEADER, ...rows]) });
    assert.equal(made.status, 0, String(made.stderr));
    const { status, output } = reconcile(where);
    assert.equal(status, 0, output);
    assert.match(output, /exact +6 +0\n/);
  });

  test('the first rows are shown as they are understood', () => {
    const { status, output } = runProgram(['reconcile', '--preview', '2', '--file', csv([...rows.slice(0, 1), ['1', 'x', '', 'today', '', '1', '']]), '--mapping', file('alpha.toml', MAPPING)], { cwd: scene.gateway.folder });
    assert.equal(status, 0, output);
    assert.match(output, /DELIVRD = delivered/);
    assert.match(output, /line 3, recipient: 'x' is no number of a phone/);
  });

  test('what is wrong is said', () => {
    const refused = (why, code, where, ...words) => {
      const { status, output } = reconcile(where, ...words);
      assert.match(output, why);
      assert.equal(status, code);
    };
    refused(/there is no link 'zulu'/, 2, csv(rows), '--supplier', 'zulu');
    refused(/is no category/, 2, csv(rows), '--show', 'cheap');
    refused(/ends in the middle of line 7/, 1, file('cut.csv', fs.readFileSync(csv(rows), 'utf8').slice(0, -30)));
    refused(/names no column 'id'/, 1, file('other.csv', 'a;b\n1;2\n'));
    assert.match(runProgram(['reconcile', '--file', 'x', '--mapping', 'y']).output, /--config is required/);
  });
});

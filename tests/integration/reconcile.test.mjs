// `kaskad reconcile` with files made of what the operator itself noted, against the database of a gateway that worked.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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
  let sent; // ids of messages, as the client knows them

  before(async () => {
    scene = new Scene(ports, { operators: [{ ids: 'hex', 'id-last': 0xabc000 }] });
    await scene.prepare();
    await scene.gateway.start();
    await scene.linked();
    sent = [];
    for (let i = 0; i < 5; ++i) sent.push((await scene.message((await scene.shop.send({ to: TO, client_ref: `A-${i}`, text: i === 0 ? 'x'.repeat(200) : `n ${i}` })).id)).id);
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

  const CLIENT_MAPPING = MAPPING.replace('[columns]', 'rows = "messages"\n[columns]').replace('price = "price"', 'price = "price"\nparts = "parts"');
  const reconcileClient = (ids, change, ...words) => {
    const now = new Date().toISOString().slice(0, 19).replace('T', ' ');
    const own = ids.map((id, i) => [id, TO, 'Kaskad', now, 'DELIVRD', '0.0345', '26201', i === 0 ? '2' : '1']);
    change(own);
    const where = file('shop.csv', [[...HEADER, 'parts'], ...own].map((line) => line.join(';')).join('\n') + '\n');
    return runProgram(
      ['reconcile', '--config', scene.gateway.file, '--client', 'shop', '--file', where, '--mapping', file('shop.toml', CLIENT_MAPPING), '--period', `${day(Date.now() - DAY_MS)}/${day(Date.now() + 2 * DAY_MS)}`, ...words],
      { cwd: scene.gateway.folder },
    );
  };

  test("a client's own file is set against what it was charged", () => {
    const same = reconcileClient(sent, () => {});
    assert.equal(same.status, 0, same.output);
    assert.match(same.output, /our total +0\.207\nexact +5 +0\ntheir total +0\.207\n/);
    const named = reconcileClient(sent.map((_, i) => `A-${i}`), () => {}, '--by-reference');
    assert.match(named.output, /exact +5 +0\n/);
    const { output } = reconcileClient(sent, (own) => {
      own[1].splice(4, 2, 'UNDELIV', '0'); // "it was not delivered"
      own.splice(2, 1);
    });
    for (const line of [/status +1 +-0\.0345/, /ours_only +1 +-0\.0345/, /exact +3 +0/, /their total above ours +-0\.069/]) assert.match(output, line);
  });

  test("of a client's file no parts, no posting and no supplier", () => {
    const base = ['reconcile', '--config', scene.gateway.file, '--client', 'shop', '--file', 'x', '--period', '2026-11'];
    const run = (...words) => runProgram([...base, ...words], { cwd: scene.gateway.folder });
    const parts = run('--mapping', file('alpha.toml', MAPPING));
    assert.match(parts.output, /a charge is for a whole message/);
    assert.notEqual(parts.status, 0);
    assert.equal(run('--mapping', file('shop.toml', CLIENT_MAPPING), '--post').status, 2);
    assert.equal(run('--mapping', file('shop.toml', CLIENT_MAPPING), '--supplier', 'alpha').status, 2);
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

suite('what comes of a file is booked', () => {
  const RECONCILIATIONS = '/v1/admin/reconciliations';
  const SPAN = `${day(Date.now() - DAY_MS)}/${day(Date.now() + 2 * DAY_MS)}`;
  let scene;
  let rows;

  const program = (...words) => runProgram(words, { cwd: scene.gateway.folder, input: '' });
  const file = (name, text) => {
    const where = path.join(scene.gateway.folder, name);
    fs.writeFileSync(where, text);
    return where;
  };
  const csv = (name, lines) => file(name, [HEADER, ...lines].map((line) => line.join(';')).join('\n') + '\n');
  const reconcile = (where, words, agreed = '') =>
    program('reconcile', '--config', scene.gateway.file, '--supplier', 'alpha', '--file', where, '--mapping', file('alpha.toml', agreed + MAPPING), '--period', SPAN, ...words);
  const call = ['--url', ''];
  const post = (where, agreed, ...words) => reconcile(where, ['--post', ...call, ...words], agreed);
  const dispute = (...words) => program('dispute', ...words, ...call);
  const all = async () => (await scene.owner.get(RECONCILIATIONS)).json.reconciliations;
  const verified = () => program('ledger', 'verify', '--config', scene.gateway.file);
  // What all postings of the notes together did to each account, in millionths.
  const moved = async (notes) => {
    const sums = {};
    for (const { posting } of notes.filter(({ posting }) => posting !== null)) {
      const proof = await until(`the database has posting ${posting}`, () => {
        const run = program('ledger', 'prove', '--config', scene.gateway.file, '--posting', String(posting));
        return run.status === 0 && run;
      });
      for (const { debit, credit, amount } of JSON.parse(proof.output).transfers) {
        const e6 = Math.round(Number(amount) * 1e6);
        sums[debit] = (sums[debit] || 0) - e6;
        sums[credit] = (sums[credit] || 0) + e6;
      }
    }
    return sums;
  };
  const booked = () => until('the books are right', () => /^The books are right/m.test(verified().output));

  before(async () => {
    scene = new Scene(ports, { operators: [{ ids: 'hex', 'id-last': 0xdef000 }] });
    await scene.prepare();
    await scene.gateway.start();
    await scene.linked();
    call.splice(1, 1, `http://127.0.0.1:${scene.gateway.port}`, '--operator-key', scene.owner.key);
    for (let i = 0; i < 3; ++i) await scene.message((await scene.shop.send({ to: TO, text: `n ${i}` })).id);
    await until('the operator has all parts', () => scene.operator.events.filter(({ event }) => event === 'taken').length === 3);
    const taken = scene.operator.events.filter(({ event }) => event === 'taken');
    rows = taken.map(({ id }) => [id, TO, 'Shop', new Date().toISOString().slice(0, 19).replace('T', ' '), 'DELIVRD', '0.0123', '26201']);
    const right = csv('right.csv', rows);
    await until('the database has all of it', () => /exact +3 /.test(reconcile(right, []).output));
    rows[1][5] = '0.0150';
  });

  after(() => scene.dispose());

  test('only by a yes, once, and the file is kept', async () => {
    const dear = csv('dear.csv', rows);
    const refused = post(dear, '');
    assert.equal(refused.status, 1, refused.output);
    assert.match(refused.output, /tolerance +none agreed.*\naccepted +0 EUR\ndisputed +0\.0027 EUR\nto be answered by +\d{4}-\d\d-\d\d\n[^]*nothing was posted/);
    assert.deepEqual(await all(), []);
    assert.ok(!fs.existsSync(path.join(scene.gateway.data, 'reconciliations')));

    const posted = post(dear, '', '--yes', '--invoice-number', 'A-7');
    assert.equal(posted.status, 0, posted.output);
    assert.match(posted.output, /posted as reconciliation 1, disputed: accepted 0 EUR, disputed 0\.0027\n/);
    const [made] = await all();
    assert.deepEqual([made.supplier, made.link, made.invoice_number, made.theirs, made.ours, made.open], ['alpha', 'alpha', 'A-7', '0.0396', '0.0369', '0.0027']);
    assert.deepEqual(made.categories.map(({ name, count, difference }) => [name, count, difference]), [['exact', 2, '0'], ['price', 1, '0.0027']]);
    assert.ok(Math.abs(Date.parse(made.deadline) - Date.now() - 21 * DAY_MS) < DAY_MS);
    assert.equal(createHash('sha256').update(fs.readFileSync(dear)).digest('hex'), made.sha256);
    assert.deepEqual(fs.readFileSync(path.join(scene.gateway.data, 'reconciliations', `${made.sha256}.csv`)), fs.readFileSync(dear));

    const twice = post(dear, '', '--yes');
    assert.equal(twice.status, 0, twice.output);
    assert.match(twice.output, /this file was posted before, as reconciliation 1,/);
    assert.equal((await all()).length, 1);
    const other = post(csv('other.csv', rows.slice(0, 2)), '', '--yes', '--invoice-number', 'A-7');
    assert.equal(other.status, 1);
    assert.match(other.output, /reconciliation 1 is of these days; withdraw it first/);
    assert.equal(fs.readdirSync(path.join(scene.gateway.data, 'reconciliations')).length, 1, 'what is refused is not kept');
    await booked();
  });

  test('a dispute is answered and settled, and a withdrawn file leaves nothing in the books', async () => {
    assert.match(dispute('list').output, /alpha .* A-7 +disputed +0 +0\.0027 +0\.0027 +EUR +20 days left/);
    assert.match(dispute('answer', '1', '--words', 'our list of May').output, /reconciliation 1 is answered; 0\.0027 EUR are disputed/);
    // Their credit notes: one for this bill, one for another, one in another currency.
    const creditNotes = file('notes.csv', 'reference,invoice,amount,currency\nCN-1,A-7,-0.0005,EUR\nCN-2,A-9,1,EUR\nCN-3,A-7,0.0001,USD\n');
    const credits = (...words) => dispute('credits', '--supplier', 'alpha', creditNotes, ...words);
    const told = credits('--dry-run');
    assert.equal(told.status, 0, told.output);
    assert.match(told.output, /2 +CN-1 +0\.0005 +EUR +1 +by its invoice\n[^]*CN-2 +1 +EUR +- +nothing of invoice A-9 is disputed\n[^]*CN-3 .* only 0\.0022 EUR/);
    assert.match(credits().output, /Credit 1 of 3 notes\? [^]*nothing was credited/);
    assert.equal((await all())[0].open, '0.0027');
    assert.match(credits('--yes').output, /CN-1: reconciliation 1 is answered; 0\.0022 EUR are disputed/);
    assert.match(credits('--yes').output, /CN-1 .* credited before, reconciliation 1\n/);
    assert.match(dispute('settle', '1', '--credited', '0.0005', '--reference', 'CN-1', '--yes').output, /0\.0022 EUR are disputed/);
    const cut = file('cut.csv', 'reference,invoice,amount,currency\nCN-4,A-7,0.001,EUR\nCN-5,A-7,0.0');
    assert.match(dispute('credits', '--supplier', 'alpha', cut, '--yes').output, /line 3, /);
    assert.equal((await all())[0].open, '0.0022');

    const asked = dispute('settle', '1', '--credited', '0.0015');
    assert.equal(asked.status, 1);
    assert.match(asked.output, /Of 0\.0022 EUR, 0\.0015 are credited and 0 are paid after all\? [^]*nothing was changed/);
    assert.match(dispute('settle', '1', '--credited', '0.003', '--yes').output, /more than is disputed: 0\.0022/);
    assert.equal(dispute('settle', '1', '--yes').status, 2);
    const settled = dispute('settle', '1', '--credited', '0.0015', '--conceded', '0.0007', '--words', 'most of it', '--yes');
    assert.equal(settled.status, 0, settled.output);
    assert.match(settled.output, /reconciliation 1 is settled; 0 EUR are disputed/);
    assert.equal(dispute('list').output, 'nothing is disputed\n');
    assert.match(dispute('list', '--all').output, /settled/);
    assert.match(dispute('show', '1').output, /our list of May\n[^]*most of it\n/);
    await booked();
    const { notes } = (await scene.owner.get(`${RECONCILIATIONS}/1`)).json;
    assert.ok(Object.values(await moved(notes)).includes(700), 'what was conceded is owed');

    assert.equal(dispute('withdraw', '1').status, 1);
    assert.equal(dispute('withdraw', '1', '--words', 'the wrong month', '--yes').status, 0);
    await booked();
    const withdrawn = (await scene.owner.get(`${RECONCILIATIONS}/1`)).json;
    assert.deepEqual([withdrawn.state, withdrawn.open], ['withdrawn', '0']);
    assert.deepEqual([...new Set(Object.values(await moved(withdrawn.notes)))], [0]);
    assert.match(dispute('withdraw', '1', '--yes').output, /already_decided/);
  });

  test('within the tolerance all is accepted', async () => {
    const again = post(path.join(scene.gateway.folder, 'dear.csv'), 'tolerance = "1"\n', '--yes');
    assert.equal(again.status, 0, again.output);
    assert.match(again.output, /tolerance +1\naccepted +0\.0027 EUR\ndisputed +0 EUR\n[^]*posted as reconciliation 2, agreed:/);
    await booked();
  });

  test('the evidence has both sides, receipts as they came and rows of the books', () => {
    const where = path.join(scene.gateway.folder, 'evidence.jsonl');
    const { status, output } = reconcile(path.join(scene.gateway.folder, 'dear.csv'), ['--evidence', where]);
    assert.equal(status, 0, output);
    const text = fs.readFileSync(where, 'utf8');
    const [head, row, end, ...rest] = text.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(rest, []);
    assert.deepEqual([head.supplier, head.disputed, head.their_total], ['alpha', '0.0027', '0.0396']);
    assert.deepEqual([row.category, row.difference, row.theirs.line, row.theirs.amount, row.ours.amount], ['price', '0.0027', '3', '0.015', '0.0123']);
    assert.equal(row.ours.operator_id, rows[1][0]);
    assert.deepEqual(end, { rows: 1, difference: '0.0027' });
    assert.ok(row.received.some(({ pdu }) => /DELIVRD/.test(program('pdu', pdu).output)), output);
    const [accrual] = row.postings;
    assert.deepEqual(accrual.lines.map(({ amount }) => amount.amount), ['0.0123']);
    const proof = program('ledger', 'prove', '--config', scene.gateway.file, '--posting', String(accrual.sequence)).output;
    assert.equal(createHash('sha256').update(Buffer.from(JSON.parse(proof).previous + JSON.parse(proof).octets, 'hex')).digest('hex'), accrual.hash);
    assert.doesNotMatch(text, /0\.0345/, 'what the client pays is no business of the supplier');
    const nothing = reconcile(path.join(scene.gateway.folder, 'right.csv'), ['--evidence', path.join(scene.gateway.folder, 'none.jsonl')]);
    assert.match(nothing.output, /nothing is disputed/);
    assert.ok(!fs.existsSync(path.join(scene.gateway.folder, 'none.jsonl')));
  });

  test('what cannot be booked is not', async () => {
    const before = (await all()).length;
    const twice = post(csv('twice.csv', [...rows, ...rows]), '', '--yes');
    assert.equal(twice.status, 1);
    assert.match(twice.output, /nothing is posted: .*joined to itself/);
    assert.equal((await all()).length, before);
  });
});

// `kaskad migrate`: a gateway with traffic moves from files into a PostgreSQL and back, and nobody outside can tell, but
// for the pause. What is killed in the middle is taken for whole by nobody.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { PROGRAM, runProgram, TIED } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Postgres, unlessPostgres } from './postgres_process.mjs';
import { Scene } from './scene.mjs';

const ports = new PortRange(26900, 50);
const TO = '+4915123456789';
const LATE = '+4915123450000';
const keyed = (key) => ({ headers: { 'idempotency-key': key } });

// A gateway on files, its operator, and a PostgreSQL with nothing in it.
async function openScene(t) {
  const postgres = await new Postgres(await ports.next()).start();
  t.after(() => postgres.dispose());
  const scene = await Scene.open(t, ports, { links: [{ window: 50 }], change: (settings) => (settings.client[0].opening_balance = '1000') });
  await scene.linked();
  return Object.assign(scene, { postgres });
}

const migrate = (scene, from, to, ...words) => runProgram(['migrate', '--from', from, '--to', to, ...words], { cwd: scene.gateway.folder, timeout: 90_000 });
const verify = (scene) => runProgram(['ledger', 'verify', '--config', scene.gateway.file], { cwd: scene.gateway.folder });

// From now on the gateway's store is there; what is its own alone comes along.
function settleAt(scene, store) {
  if (store !== 'data') fs.mkdirSync(path.join(scene.gateway.folder, 'data'), { recursive: true });
  scene.gateway.settings.store = store;
  scene.gateway.writeSettings();
}

// Some that are delivered, one under a key, and one whose receipt is still to come.
async function makeTraffic(scene) {
  const { shop, operator } = scene;
  const ids = [];
  for (let i = 0; i < 20; ++i) ids.push((await shop.send({ to: TO, text: `number ${i}`, client_ref: `r${i}` })).id);
  const first = await shop.post({ to: TO, text: 'once only' }, keyed('order-7'));
  ids.push(first.json.id);
  for (const id of ids) await scene.message(id);
  await operator.order({ receipts: 'off' });
  const { id: late } = await shop.send({ to: LATE, text: 'x'.repeat(200) });
  const operatorIds = await until('both parts have an id', async () => {
    const all = (await scene.owner.message(late)).attempts[0].parts.map((part) => part.operator_id);
    return all.length === 2 && all.every(Boolean) && all;
  });
  return { ids, late, operatorIds, first };
}

// What a client sees of all it has.
async function seenBy(scene) {
  const messages = await scene.shop.list();
  const stories = [];
  for (const { id } of messages) stories.push(await scene.owner.message(id));
  return { messages, stories, balance: await scene.shop.balance() };
}

async function checkGoesOn(scene, { late, operatorIds, first }, before) {
  const again = await scene.shop.post({ to: TO, text: 'once only' }, keyed('order-7'));
  assert.deepEqual([again.status, again.text, again.headers['idempotent-replayed']], [202, first.text, 'true']);
  assert.equal((await scene.shop.post({ to: TO, text: 'another' }, keyed('order-7'))).json.code, 'idempotency_mismatch');
  await scene.linked();
  for (const id of operatorIds) await scene.operator.order({ do: 'receipt', id, state: 'DELIVRD', from: LATE.slice(1), to: 'Kaskad' });
  const { state, parts_confirmed } = await scene.message(late);
  assert.deepEqual([state, parts_confirmed], ['delivered', 2]);
  await scene.operator.order({ receipts: 'on' });
  const { id } = await scene.shop.send({ to: TO, text: 'and on it goes' });
  assert.equal((await scene.message(id)).state, 'delivered');
  const { history: old } = before.stories.find(({ id }) => id === late);
  const { history } = await scene.owner.message(late);
  assert.deepEqual(history.slice(0, old.length), old, 'what came later stands behind what was moved');
  assert.ok(history.length > old.length);
}

test('all of it is there in PostgreSQL, and back in files', { ...unlessPostgres, timeout: 120_000 }, async (t) => {
  const scene = await openScene(t);
  const traffic = await makeTraffic(scene);
  const before = await seenBy(scene);
  const running = migrate(scene, 'sqlite:data', scene.postgres.url);
  assert.equal(running.status, 1, running.output);
  assert.match(running.output, /in use by another process/);
  // Killed: what came last may be in the journal alone.
  await scene.gateway.kill();
  const outlook = migrate(scene, 'sqlite:data', scene.postgres.url, '--dry-run');
  assert.equal(outlook.status, 0, outlook.output);
  assert.match(outlook.output, /^PostgreSQL at .* is empty\. Nothing was changed\.$/m);
  assert.equal(scene.postgres.query("SELECT to_regnamespace('kaskad') IS NULL"), 't');

  const moved = migrate(scene, 'sqlite:data', scene.postgres.url);
  assert.equal(moved.status, 0, moved.output);
  assert.match(moved.output, /^message +22 /m);
  assert.match(moved.output, /^The books are right: \d+ postings .* 22 messages charged as booked\.$/m);
  settleAt(scene, scene.postgres.url);
  await scene.gateway.start();
  assert.deepEqual(await seenBy(scene), before);
  assert.equal(verify(scene).status, 0);
  await checkGoesOn(scene, traffic, before);

  const later = await seenBy(scene);
  await scene.gateway.stop();
  assert.equal(verify(scene).status, 0);
  const taken = migrate(scene, scene.postgres.url, 'sqlite:data');
  assert.equal(taken.status, 1);
  assert.match(taken.output, /data holds an installation at position \d+: it is left as it is/);
  const back = migrate(scene, scene.postgres.url, 'sqlite:back');
  assert.equal(back.status, 0, back.output);
  settleAt(scene, 'back');
  fs.copyFileSync(path.join(scene.gateway.data, 'kaskad.key'), path.join(scene.gateway.folder, 'back', 'kaskad.key'));
  await scene.gateway.start();
  assert.deepEqual(await seenBy(scene), later);
  assert.equal(verify(scene).status, 0);
});

// The server waits at the first row that comes into that table, so that a kill comes in the middle whatever the machine's
// pace. The move makes the table itself: a trigger on that arms it.
function waitAt(postgres, table) {
  const make = 'CREATE OR REPLACE FUNCTION public';
  postgres.query(`
    ${make}.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(8); RETURN NULL; END $$;
    ${make}.arm() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'kaskad.${table}') THEN
        CREATE TRIGGER wait BEFORE INSERT ON kaskad.${table} EXECUTE FUNCTION public.wait();
      END IF;
    END $$;
    DROP EVENT TRIGGER IF EXISTS arm;
    CREATE EVENT TRIGGER arm ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.arm();`);
}

async function killAt(scene, table, signal) {
  waitAt(scene.postgres, table);
  const [program, ...rest] = [...TIED, PROGRAM, 'migrate', '--from', 'sqlite:data', '--to', scene.postgres.url];
  const child = spawn(program, rest, { cwd: scene.gateway.folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  const ended = new Promise((resolve) => child.on('close', (code, by) => resolve({ code, signal: by, said })));
  await until(`it waits at ${table}`, () => scene.postgres.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") === '1');
  child.kill(signal);
  return ended;
}

test('killed in the middle, it is begun anew, and no gateway starts meanwhile', { ...unlessPostgres, timeout: 120_000 }, async (t) => {
  const scene = await openScene(t);
  const { ids } = await makeTraffic(scene);
  const before = await seenBy(scene);
  await scene.gateway.stop();
  settleAt(scene, scene.postgres.url);
  for (const [table, signal] of [['message', 'SIGKILL'], ['posting', 'SIGKILL'], ['posting', 'SIGINT']]) {
    const { code, said } = await killAt(scene, table, signal);
    assert.equal(code, signal === 'SIGINT' ? 1 : null);
    if (signal === 'SIGINT') assert.match(said, /stopped before the end\. The source is whole\. The target is marked as unfinished/);
    scene.gateway.launch();
    assert.deepEqual(await scene.gateway.ended(), { code: 1, signal: null });
    assert.match(scene.gateway.logText, /a move into it did not end\. Run the same `kaskad migrate` again: it begins anew/);
    assert.match(verify(scene).output, /a move into it did not end/);
  }
  scene.postgres.query('DROP EVENT TRIGGER arm');
  const moved = migrate(scene, 'sqlite:data', scene.postgres.url);
  assert.equal(moved.status, 0, moved.output);
  assert.match(moved.output, /what an unfinished move left there is taken away/);
  await scene.gateway.start();
  assert.deepEqual(await seenBy(scene), before);
  assert.equal(before.messages.length, ids.length + 1);
});

test('a wrong place is a wrong command line, and is changed by nothing', (t) => {
  const folder = fs.mkdtempSync(path.join(process.env.TMPDIR || '/tmp', 'kaskad-test-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const run = (...words) => runProgram(['migrate', ...words], { cwd: folder });
  for (const [words, code, why] of [
    [['--from', 'data', '--to', 'sqlite:new'], 2, /--from: 'data' is neither sqlite:FOLDER nor postgresql/],
    [['--from', 'sqlite:data', '--to', 'sqlite:other.db'], 2, /--to: 'other\.db': a gateway takes kaskad\.db/],
    [['--from', 'sqlite:data'], 2, /--to is required/],
    [['--from', 'sqlite:data', '--to', 'sqlite:new'], 1, /there is nothing at data/],
  ]) {
    const { status, output } = run(...words);
    assert.equal(status, code, output);
    assert.match(output, why);
  }
  assert.deepEqual(fs.readdirSync(folder), []);
});

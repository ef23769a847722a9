// The world's faults around the program: folders, ports, configuration, a full disk. One clear line and the right
// status, or 503 until it is mended; never an acknowledgement that does not hold.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { money } from './api_client.mjs';
import { Hopeless, until } from './deadline.mjs';
import { canLimit, canMount, fillUp, ignoringSignal, limitFiles, mounting } from './full_disk.mjs';
import { Gateway, PROGRAM, runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { baseSettings, makeLink, NUMBER_PLAN, SELL_PRICE } from './settings.mjs';

const TO = '+4915123456789';
const ports = new PortRange(21300);

async function makeGateway(t, change = () => {}, options = {}) {
  const settings = baseSettings({ apiPort: await ports.next(), links: [makeLink('alpha', 1)] });
  change(settings);
  const gateway = new Gateway(settings, options);
  t.after(() => gateway.dispose());
  return gateway;
}

// It ends with status 1 and says why in one line.
async function checkFails(gateway, pattern) {
  gateway.launch();
  assert.deepEqual(await gateway.ended(), { code: 1, signal: null }, gateway.logText);
  const said = gateway.linesOfThisRun.filter((line) => line.startsWith('kaskad: '));
  assert.equal(said.length, 1, gateway.logText);
  assert.match(said[0], pattern);
}

test('a file where the data folder should be', async (t) => {
  const gateway = await makeGateway(t);
  fs.writeFileSync(gateway.data, 'I was here first');
  await checkFails(gateway, /data/);
  assert.equal(fs.readFileSync(gateway.data, 'utf8'), 'I was here first');
});

test('a data folder that cannot be made', async (t) => {
  const gateway = await makeGateway(t, (settings) => (settings.store = '/proc/kaskad'));
  await checkFails(gateway, /cannot make the folder \/proc\/kaskad/);
});

const unlessMounting = { skip: canMount ? false : 'mounting a tmpfs is not permitted here' };

test('a read-only data folder', unlessMounting, async (t) => {
  const gateway = await makeGateway(t);
  fs.mkdirSync(gateway.data);
  gateway.wrap = [...mounting('ro'), gateway.data];
  await checkFails(gateway, /[Rr]ead-only/);
});

test('a database that is none', async (t) => {
  const gateway = await makeGateway(t);
  fs.mkdirSync(gateway.data);
  fs.writeFileSync(path.join(gateway.data, 'kaskad.db'), 'this is no database'.repeat(500));
  await checkFails(gateway, /kaskad\.db/);
});

test('a key file that is none', async (t) => {
  const gateway = await makeGateway(t);
  fs.mkdirSync(gateway.data);
  fs.writeFileSync(path.join(gateway.data, 'kaskad.key'), 'short');
  await checkFails(gateway, /kaskad\.key/);
});

test('a port that is taken', async (t) => {
  const gateway = await makeGateway(t);
  const holder = net.createServer();
  await new Promise((resolve) => holder.listen(gateway.port, '127.0.0.1', resolve));
  t.after(() => holder.close());
  await checkFails(gateway, new RegExp(`127\\.0\\.0\\.1 port ${gateway.port}: Address already in use`));
});

test('two gateways on one folder: the second is refused, the first goes on', async (t) => {
  const first = await makeGateway(t);
  await first.start();
  const settings = { ...first.settings, api: { port: await ports.next() }, store: first.data };
  const second = new Gateway(settings);
  t.after(() => second.dispose());
  await checkFails(second, new RegExp(`in use by another process \\(pid ${first.pid}\\)`));
  assert.ok(await first.isReady());
});

const WRONG = [
  ['an unknown key', (text) => text.replace('[api]', 'colour = "red"\n\n[api]'), /^FILE:\d+:\d+: colour: unknown key/],
  ['an unknown key with a likely meaning', (text) => text.replace(/^port = /m, 'prot = '), /^FILE:\d+:\d+: .*prot.*port/],
  ['a wrong type', (text) => text.replace(/^port = \d+/m, 'port = "eighty"'), /^FILE:\d+:\d+: api\.port: expected a whole number/],
  ['a number out of range', (text) => text.replace(/^port = \d+/m, 'port = 70000'), /^FILE:\d+:\d+: api\.port: .*65535/],
  ['no TOML', (text) => text + '\nthis is = = no TOML\n', /^FILE:\d+:\d+: /],
  ['a price of no link', (text) => text.replace('link = "alpha"', 'link = "alfa"'), /^FILE:\d+:\d+: price\.link: no \[\[link\]\] is called "alfa".*alpha/],
  ['a price as a number', (text) => text.replace('price = "0.0123"', 'price = 0.0123'), /^FILE:\d+:\d+: price\.price: expected .*in quotes/],
  ['a missing required key', (text) => text.replace(/^hosts = .*\n/m, ''), /^FILE:\d+:\d+: link\.hosts: /],
  ['a short key', (text) => text.replace(/^key = .*$/m, 'key = "short"'), /^FILE:\d+:\d+: client\.key/],
  ['two clients of one name', (text) => text.replace('name = "owner"', 'name = "shop"'), /^FILE:\d+:\d+: client\.name: .*shop/],
];

for (const [name, change, pattern] of WRONG) {
  test(`configuration refused with 78 and its place: ${name}`, async (t) => {
    const gateway = await makeGateway(t);
    const text = change(fs.readFileSync(gateway.file, 'utf8'));
    gateway.writeSettings(text);
    const expected = new RegExp(pattern.source.replace('FILE', gateway.file), 'm');
    for (const command of ['check', 'serve']) {
      const { status, output } = runProgram([command, '--config', gateway.file], { cwd: gateway.folder });
      assert.equal(status, 78, output);
      assert.match(output, expected);
    }
    assert.ok(!fs.existsSync(gateway.data), 'nothing was made');
  });
}

test('configuration refused with 78: a number plan with a wrong line', async (t) => {
  const gateway = await makeGateway(t);
  fs.writeFileSync(path.join(gateway.folder, 'plan.csv'), NUMBER_PLAN + 'x49,DE,26201,Telekom\n');
  const { status, output } = runProgram(['check', '--config', gateway.file]);
  assert.equal(status, 78, output);
  assert.match(output, /plan\.csv:5: /);
});

test('several faults are all told', async (t) => {
  const gateway = await makeGateway(t);
  gateway.writeSettings(fs.readFileSync(gateway.file, 'utf8').replace(/^port = \d+/m, 'port = "x"').replace('[log]', '[log]\ncolour = 1'));
  const { output } = runProgram(['check', '--config', gateway.file]);
  assert.ok(output.split('\n').filter((line) => line.startsWith(gateway.file)).length >= 2, output);
});

test('command lines that cannot be meant end with 2, a missing file with 78', () => {
  assert.equal(runProgram([]).status, 2);
  assert.equal(runProgram(['sevre']).status, 2);
  assert.equal(runProgram(['serve']).status, 2);
  const { status, output } = runProgram(['serve', '--config', '/nowhere/kaskad.toml']);
  assert.equal(status, 78, output);
  assert.match(output, /\/nowhere\/kaskad\.toml/);
  assert.equal(runProgram(['--help']).status, 0);
});

// Posts until the gateway refuses for want of room; keeps what was acknowledged, and what may have been.
class Flood {
  constructor(scene) {
    Object.assign(this, { scene, ids: new Map(), open: new Map(), refusals: [], next: 0 });
  }

  body(number) {
    return { to: TO, text: `flood ${number} ${'x'.repeat(100)}`, client_ref: `${number}` };
  }

  // Ten messages as one request; repeated under the same key until they are taken.
  async post(key) {
    const first = Number(key) * 10;
    const items = Array.from({ length: 10 }, (_, i) => this.body(first + i));
    this.open.set(key, items);
    const answer = await this.scene.shop.post(items, { headers: { 'idempotency-key': key }, timeout: 30_000 });
    if (answer.status === 202 && answer.json.every(({ id }) => id)) {
      answer.json.forEach(({ id }, i) => this.ids.set(first + i, id));
      this.open.delete(key);
    } else {
      this.refusals.push(answer);
    }
    return answer;
  }

  async untilRefused(most) {
    while (this.refusals.length === 0) {
      if (this.next >= most) throw new Hopeless(`${most} requests were taken, none refused`);
      await Promise.all(Array.from({ length: 4 }, () => this.post(`${this.next++}`)));
    }
  }

  async repeatOpen() {
    for (const key of [...this.open.keys()]) await until(`request ${key} is taken`, async () => (await this.post(key)).status === 202 && !this.open.has(key));
  }
}

function checkRefusals(flood) {
  for (const { status, json, headers } of flood.refusals) {
    const codes = json.results?.map(({ error }) => error?.code) ?? [json.code];
    assert.equal(status, 503, JSON.stringify(json));
    assert.ok(codes.every((code) => ['overloaded', 'outcome_unknown', 'not_ready'].includes(code)), `${codes}`);
    assert.equal(json.retryable, true);
    assert.ok(Number(headers['retry-after']) >= 1);
  }
}

// Everything acknowledged is there, once, delivered and paid; nothing else is.
async function checkAll(scene, flood) {
  const listed = await until('all are listed', async () => {
    const all = await scene.shop.list();
    return all.length >= flood.ids.size && all.every(({ final_at }) => final_at) && all;
  }, 60_000);
  assert.deepEqual(new Set(listed.map(({ id }) => id)), new Set(flood.ids.values()));
  assert.ok(listed.every(({ state }) => state === 'delivered'));
  const { balance, reserved } = await scene.shop.balance();
  assert.equal(money('100000') - money(balance), BigInt(listed.length) * money(SELL_PRICE));
  assert.equal(reserved, '0');
}

const rich = (settings) => {
  settings.client[0].opening_balance = '100000';
  settings.journal_segment_size = 1024 * 1024;
  settings.engine.class.transactional = { resend_ms: 500 };
};
const wide = [{ window: 100 }];

test('a full disk: 503 until there is room, then it goes on by itself', { ...unlessMounting, timeout: 110_000 }, async (t) => {
  const scene = new Scene(ports, { links: wide, change: rich });
  t.after(() => scene.dispose());
  await scene.prepare();
  fs.mkdirSync(scene.gateway.data);
  scene.gateway.wrap = [...mounting('size=24m'), scene.gateway.data];
  await scene.gateway.start();
  const flood = new Flood(scene);
  await flood.post(`${flood.next++}`);
  const ballast = path.join(`/proc/${scene.gateway.pid}/root`, scene.gateway.data, 'ballast');
  fillUp(ballast);
  await flood.untilRefused(400);
  checkRefusals(flood);
  await until('/readyz says why not', async () => {
    const { status, json } = await scene.shop.get('/readyz');
    return status === 503 && json.detail;
  });
  await scene.gateway.hasLogged(/error (journal|database): .*/);
  fs.rmSync(ballast);
  await until('it is ready again', () => scene.gateway.isReady());
  await scene.gateway.hasLogged(/writes work again/);
  await flood.repeatOpen();
  await checkAll(scene, flood);
});

const unlessLimiting = { skip: canLimit ? false : 'prlimit is missing' };

for (const after of ['goes on', 'is killed']) {
  test(`files that cannot grow: nothing acknowledged is lost when it ${after}`, { ...unlessLimiting, timeout: 110_000 }, async (t) => {
    const scene = await Scene.open(t, ports, { links: wide, change: rich, wrap: ignoringSignal });
    const flood = new Flood(scene);
    for (let i = 0; i < 5; ++i) await flood.post(`${flood.next++}`);
    assert.equal(flood.ids.size, 50);
    limitFiles(scene.gateway, 1);
    await flood.untilRefused(400);
    checkRefusals(flood);
    await scene.gateway.hasLogged(/error journal: /);
    if (after === 'goes on') {
      limitFiles(scene.gateway, 'unlimited');
      await until('it is ready again', () => scene.gateway.isReady());
    } else {
      await scene.gateway.kill();
      await scene.gateway.start();
    }
    await flood.repeatOpen();
    await checkAll(scene, flood);
  });
}

test('the program itself is there', () => assert.ok(fs.existsSync(PROGRAM), PROGRAM));

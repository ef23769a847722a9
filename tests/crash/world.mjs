// All that a crash run has around the gateway: two operators whose every PDU is logged, clients of each way to pay, a
// sink for callbacks that fails now and then, the load, and the audit of the stopped gateway's store.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { complaintAbout } from './callbacks.mjs';
import { Load } from './load.mjs';
import { byNumber, readOperatorLog } from './operator_log.mjs';
import { CLIENTS, FAILS_TO, numberOf, numberTo } from './orders.mjs';
import { CallbackSink, makeClient, makePrice, makeRandom, pause, PROGRAM, Scene, until, WEBHOOK_SECRET } from './shared.mjs';
import { accountsOf, SmppLoad } from './smpp_load.mjs';
import { STATS } from './receipts.mjs';
import { WallClock } from './wall_clock.mjs';

const AUDIT = process.env.CRASH_AUDIT || path.join(path.dirname(PROGRAM), 'tests/crash_audit');
const AUDIT_MS = 120_000;

export const WINDOW = 8;
export const BINDS = 2;
export const LINKS = 2;
// What can be on the wire at one moment, over one link's connections.
export const IN_FLIGHT_MAX = WINDOW * BINDS;

const keyOf = (name) => `key-of-the-crash-test-for-the-client-${name}`;
const OPERATOR = { brief: 'on', 'answer-delay': 30, 'receipt-delay': 10, 'receipt-delay-more': 400, 'receipt-first': 'some', 'receipt-fails-to': FAILS_TO };
const CALLBACKS_FAILED = 0.1;
// On a slow machine the load waits, or messages would expire while they wait.
const BACKLOG_MAX = 40;
const TRAFFIC_MS = 10_000;
const RESPONSE_TIMEOUT_MS = 60_000; // by default

export class World {
  // `store`: what changes the settings to another store, and ends with the run.
  constructor({ seed, ports, store, pauseMax, scenario, validity }) {
    Object.assign(this, { seed, store, pauseMax, scenario, validity, random: makeRandom(seed), seen: new Set(), read: [] });
    const operators = [{ ...OPERATOR, seed }, { ...OPERATOR, seed: seed + 1 }];
    const links = operators.map(() => ({ window: WINDOW, binds: BINDS, ...scenario.link }));
    this.clock = new WallClock();
    this.inside = []; // words before a program's that is to see the gateway's data folder as the gateway does
    this.scene = new Scene(ports, { operators, links, change: (settings) => this.change(settings, ports) });
  }

  get gateway() {
    return this.scene.gateway;
  }

  async open() {
    await this.scene.prepare();
    const clients = Object.fromEntries(CLIENTS.map(({ name }) => [name, this.gateway.client(keyOf(name))]));
    this.clients = clients;
    this.load = new Load({
      clients,
      random: makeRandom(this.seed + 2),
      pauseMax: this.pauseMax,
      validity: this.validity,
      isBehind: () => this.backlog >= BACKLOG_MAX,
    });
    this.smpp = this.scene.keep(new SmppLoad({ port: this.gateway.settings.smpp.port, load: this.load, random: makeRandom(this.seed + 5), validity: this.validity }));
    this.gateway.wrap = [];
    await this.scenario.prepare?.(this);
    await this.gateway.start();
    return this;
  }

  async change(settings, ports) {
    this.sink = this.scene.keep(await this.openSink(await ports.next()));
    settings.log.level = 'info';
    settings.smpp = { enabled: true, port: await ports.next() };
    settings.journal_segment_size = this.random.of([1, 4, 64]) * 1024 * 1024; // small ones are trimmed meanwhile
    settings.client = CLIENTS.map((client) => this.makeClient(client));
    settings.price.push(...[['alpha', 'RU'], ['bravo', 'DE']].map(([link, country]) => makePrice({ link }, '0.0200', { default: undefined, country })));
    Object.assign(settings.engine, { receipt_grace_ms: 1_000, callback_delay_ms: 200, callback_delay_max_ms: 1_000 });
    for (const name of ['transactional', 'service']) settings.engine.class[name] = { resend_ms: 700 };
    Object.assign(settings, this.scenario.settings);
    await this.store.apply(settings, ports);
  }

  makeClient({ name, weight: _, ...rest }) {
    const endpoint = [{ name: 'main', url: this.sink.url, secret: WEBHOOK_SECRET, allow_private: true, default: true }];
    return { ...makeClient(name, keyOf(name)), ...rest, endpoint, account: accountsOf(name) };
  }

  openSink(port) {
    const random = makeRandom(this.seed + 3);
    const sink = new CallbackSink(port);
    sink.lastAt = performance.now();
    sink.ends = new Set(); // id/state, of what was told
    sink.status = (call) => {
      sink.lastAt = performance.now();
      const { type, data } = JSON.parse(call.body);
      sink.ends.add(`${data.id}/${type}`);
      call.wrong = complaintAbout(call, WEBHOOK_SECRET, this.clock.readings);
      return random.holds(CALLBACKS_FAILED) ? 500 : 200;
    };
    return sink.start();
  }

  // The gateway's data folder as it is seen from here.
  get data() {
    return this.disk?.data ?? this.gateway.data;
  }

  // How much happened at the operators so far.
  get traffic() {
    return this.scene.operators.reduce((sum, { events }) => sum + events.length, 0);
  }

  // So much more of it, or a while without.
  async untilTraffic(more) {
    const from = this.traffic;
    const end = performance.now() + TRAFFIC_MS;
    while (this.traffic - from < more && performance.now() < end) await pause(10);
  }

  // How many windows of one link may be in doubt when its responses fail to come for so long: one that is cut, and
  // those that timed out before.
  wiresWithin(period) {
    return 1 + Math.floor(period / (this.scenario.link?.response_timeout_ms ?? RESPONSE_TIMEOUT_MS));
  }

  // Messages acknowledged, still valid and not yet seen by an operator.
  get backlog() {
    this.scene.operators.forEach(({ events }, index) => {
      for (let next = this.read[index] ?? 0; next < events.length; ++next) this.seen.add(numberOf(events[next].text));
      this.read[index] = events.length;
    });
    const since = performance.now() - this.validity * 1_000;
    this.load.recent = this.load.recent.filter(({ at, item }) => at > since && !this.seen.has(item.number));
    return this.load.recent.length;
  }

  // number -> what the operators saw of it
  get submits() {
    const { operators, gateway } = this.scene;
    return byNumber(operators.flatMap(({ events }, index) => readOperatorLog(gateway.settings.link[index].name, events)));
  }

  // The gateway must not run.
  async audit() {
    const [program, ...words] = [...this.inside, AUDIT, this.gateway.file];
    const child = spawn(program, words, { cwd: this.gateway.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (said[name] += text));
    let status;
    child.on('error', (error) => (said.stderr += error.message));
    child.on('close', (code) => (status = code ?? 'a signal'));
    await until('the audit has ended', () => status !== undefined, AUDIT_MS).finally(() => child.kill('SIGKILL'));
    if (status !== 0) throw new Error(`the audit failed (${status}): ${said.stderr}`);
    const found = JSON.parse(said.stdout);
    for (const message of found.messages) message.client_ref ||= String(numberTo(message.recipient));
    return found;
  }

  startLoad() {
    this.load.start();
    this.smpp.start();
  }

  // Done when every message begun is answered, or its answer lost.
  async stopLoad() {
    await this.load.stop();
    await this.smpp.stopSubmits();
  }

  // When a client was last told something.
  get toldAt() {
    return Math.max(this.sink.lastAt, this.smpp.lastAt);
  }

  // Messages that have not ended, or whose end was not told to their client.
  async countOpen() {
    const lists = await Promise.all(Object.values(this.clients).map((client) => client.list()));
    const isOver = ({ id, state, final_at }) => final_at !== null && (this.sink.ends.has(`${id}/message.${state}`) || this.smpp.ends.has(`${id}/${STATS[state]}`));
    return lists.flat().filter((message) => !isOver(message)).length;
  }

  // For a person to look at what went wrong.
  keepFolder(why, found) {
    this.gateway.owned = false;
    if (this.disk) fs.cpSync(this.data, this.gateway.data, { recursive: true });
    fs.writeFileSync(path.join(this.gateway.folder, 'found.json'), JSON.stringify(found));
    fs.writeFileSync(path.join(this.gateway.folder, 'submits.json'), JSON.stringify([...this.submits]));
    fs.writeFileSync(path.join(this.gateway.folder, 'gateway.log'), this.gateway.logText);
    fs.writeFileSync(path.join(this.gateway.folder, 'why.txt'), why.join('\n'));
    return this.gateway.folder;
  }

  async dispose() {
    await this.scene.dispose().finally(() => this.store.dispose());
  }
}

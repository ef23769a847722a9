// The real program `kaskad serve`, started on a folder of its own: stopped, killed, started again on the same folder.
// It keeps the log as lines. The program's path comes from KASKAD.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiClient } from './api_client.mjs';
import { Hopeless, PATIENCE_MS, pause, until } from './deadline.mjs';
import { NUMBER_PLAN, toToml } from './settings.mjs';

const SOURCE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const BUILT = ['build/asan/kaskad', 'build/dev/kaskad'].map((name) => path.join(SOURCE, name));

export const PROGRAM = process.env.KASKAD || BUILT.find((name) => fs.existsSync(name)) || BUILT[0];

const READY_MS = Math.max(PATIENCE_MS, 30_000);
const STARTS_MAX = 10;
const LOG_SHOWN = 60;
const running = new Set();

process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

// Where the kernel can, a child dies with us even if we are killed.
export const TIED = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0 ? ['setpriv', '--pdeathsig', 'KILL'] : [];

export class Gateway {
  // `wrap`: words before the program's, as a shell that sets a limit.
  constructor(settings, { wrap = [], folder } = {}) {
    this.settings = settings;
    this.wrap = wrap;
    this.folder = folder || fs.mkdtempSync(path.join(os.tmpdir(), 'kaskad-test-'));
    this.owned = !folder;
    this.log = [];
    this.clients = [];
    this.writeSettings();
  }

  get port() {
    return this.settings.api.port;
  }

  get pid() {
    return this.child.pid;
  }

  get file() {
    return path.join(this.folder, 'kaskad.toml');
  }

  get data() {
    return path.join(this.folder, 'data');
  }

  get logText() {
    return this.log.join('\n');
  }

  writeSettings(text = toToml(this.settings)) {
    fs.writeFileSync(path.join(this.folder, 'plan.csv'), NUMBER_PLAN);
    fs.writeFileSync(this.file, text + '\n');
  }

  client(key) {
    const client = new ApiClient(this.port, key);
    this.clients.push(client);
    return client;
  }

  // Starts and waits for /readyz. The system may have lent our port to an outgoing connection for a moment: then once
  // more.
  async start() {
    for (let tries = 1; ; ++tries) {
      this.launch();
      try {
        await until('the gateway is ready', () => this.isReady(), READY_MS);
        this.expected = 'to run';
        return this;
      } catch (error) {
        const isLent = this.linesOfThisRun.some((line) => /cannot listen .*Address already in use/.test(line));
        if (!isLent || tries === STARTS_MAX) throw new Error(`${error.message}\n${this.log.slice(-LOG_SHOWN).join('\n')}`);
        await pause(500);
      }
    }
  }

  // Starts without waiting.
  launch(words = ['serve']) {
    const [program, ...rest] = [...TIED, ...this.wrap, PROGRAM, ...words, '--config', this.file];
    this.exit = undefined;
    this.launched = this.log.length;
    const child = spawn(program, rest, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    running.add(child);
    this.collect(child.stdout);
    this.collect(child.stderr);
    this.exited = new Promise((resolve) => {
      child.on('error', (error) => this.log.push(String(error)));
      child.on('close', (code, signal) => {
        running.delete(child);
        resolve((this.exit = { code, signal }));
      });
    });
    return this;
  }

  collect(stream) {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      this.log.push(...lines);
    });
    stream.on('end', () => rest && this.log.push(rest));
  }

  async isReady() {
    if (this.exit) throw new Hopeless(`the program ended with ${JSON.stringify(this.exit)}`);
    const probe = new ApiClient(this.port);
    try {
      return (await probe.get('/readyz', { timeout: 2_000 })).status === 200;
    } finally {
      probe.close();
    }
  }

  // The lines since the last start.
  get linesOfThisRun() {
    return this.log.slice(this.launched);
  }

  async hasLogged(pattern, within) {
    try {
      return await until(`a log line like ${pattern}`, () => this.linesOfThisRun.find((line) => pattern.test(line)), within);
    } catch (error) {
      throw new Error(`${error.message}\n${this.log.slice(-LOG_SHOWN).join('\n')}`);
    }
  }

  // The end of a program that is expected to end by itself.
  async ended(within = READY_MS) {
    this.expected = 'to end';
    await until('the program has ended', () => this.exit, within);
    return this.exit;
  }

  signal(name) {
    this.child.kill(name);
    return this.ended();
  }

  reload() {
    this.child.kill('SIGHUP');
  }

  stop() {
    return this.signal('SIGTERM');
  }

  kill() {
    return this.signal('SIGKILL');
  }

  // For a test's end, however it ended. That the program died, or what its log says about our own bugs, fails the test.
  async dispose() {
    const died = this.expected === 'to run' && this.exit;
    if (this.child && !this.exit) await this.kill();
    this.clients.forEach((client) => client.close());
    const bug = this.log.find((line) => /AddressSanitizer|runtime error:|LeakSanitizer|assertion failed|ThreadSanitizer/.test(line));
    if (this.owned && !process.env.KEEP_FOLDERS) fs.rmSync(this.folder, { recursive: true, force: true });
    if (!died && !bug) return;
    const what = died ? `the program died: ${JSON.stringify(died)}` : 'the program found a bug of its own';
    console.error(`${what}\n${this.log.slice(-LOG_SHOWN).join('\n')}`); // seen even when the test failed before
    throw new Error(what);
  }
}

// Runs the program to its end: {status, output}.
export function runProgram(words, options = {}) {
  const run = spawnSync(PROGRAM, words, { encoding: 'utf8', timeout: READY_MS, ...options });
  return { status: run.status, output: run.stdout + run.stderr };
}

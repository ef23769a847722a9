// An operator: smsc_server.js, the npm package `smpp`, in a process of its own. It keeps every event the server wrote.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hopeless, pause, until } from './deadline.mjs';
import { TIED } from './gateway_process.mjs';

const SERVER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'smsc_server.js');
const STARTS_MAX = 10;

export class Operator {
  constructor(switches = {}) {
    this.switches = { port: 0, ...switches };
    this.events = [];
  }

  get port() {
    return this.switches.port;
  }

  get submits() {
    return this.events.filter(({ event }) => event === 'submit_sm');
  }

  get binds() {
    return this.events.filter(({ event }) => event.startsWith('bind_'));
  }

  submitsTo(to) {
    return this.submits.filter((submit) => submit.destination_addr === to);
  }

  // Starts on the port it had before, if it had one. The system may have lent it to an outgoing connection meanwhile.
  async start() {
    for (let tries = 1; ; ++tries) {
      try {
        return await this.launch();
      } catch (error) {
        if (!this.exit || tries === STARTS_MAX) throw error;
        await pause(500);
      }
    }
  }

  async launch() {
    const switches = Object.entries(this.switches).map(([name, value]) => `--${name}=${value}`);
    const [program, ...words] = [...TIED, process.execPath, SERVER, ...switches];
    this.exit = undefined;
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child = child;
    child.stdin.on('error', () => {});
    this.collect(child.stdout);
    child.on('close', (code) => (this.exit = { code }));
    const first = this.events.length;
    const listening = () => {
      if (this.exit) throw new Hopeless(`smsc_server ended with ${this.exit.code}`);
      return this.events.slice(first).find(({ event }) => event === 'listening');
    };
    this.switches.port = (await until('smsc_server listens', listening)).port;
    return this;
  }

  collect(stream) {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      const at = performance.now();
      for (const line of lines) this.events.push({ at, ...JSON.parse(line) });
    });
  }

  // Changes switches, or acts; done when this gives back.
  async order(what) {
    const before = this.events.length;
    this.child.stdin.write(JSON.stringify(what) + '\n');
    await until('the order is done', () => this.events.slice(before).some(({ event }) => event === 'order'));
  }

  received(count, to) {
    const seen = () => (to ? this.submitsTo(to) : this.submits);
    return until(`the operator has ${count} submit_sm${to ? ` to ${to}` : ''}`, () => seen().length >= count && seen());
  }

  bound(count = 1, within) {
    return until(`${count} binds`, () => this.binds.length >= count, within);
  }

  async stop() {
    if (!this.child || this.exit) return;
    this.child.stdin.end();
    await until('smsc_server has ended', () => this.exit);
  }

  dispose() {
    return this.stop();
  }
}

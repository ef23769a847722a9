// The real program `kaskad channels-sim`: started as a person would, the keys read from what it prints.
import { spawn } from 'node:child_process';
import { Hopeless, until } from './deadline.mjs';
import { PROGRAM, TIED } from './gateway_process.mjs';

// The sections it prints, by adapter. Literal strings only, which is what it writes.
function readSections(text) {
  const sections = {};
  for (const part of text.split('[[channel]]\n').slice(1)) {
    const values = {};
    for (const [, name, long, short] of part.matchAll(/^(\w+) = (?:'''\n([^']*)'''|'([^'\n]*)')$/gm)) values[name] = long ?? short;
    sections[values.adapter] = values;
  }
  return sections;
}

export class ChannelsSim {
  constructor(port, words = []) {
    Object.assign(this, { port, words, output: '', errors: '' });
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async start() {
    const [program, ...words] = [...TIED, PROGRAM, 'channels-sim', '--listen', `127.0.0.1:${this.port}`, ...this.words];
    this.child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const [stream, name] of [[this.child.stdout, 'output'], [this.child.stderr, 'errors']]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => (this[name] += text));
    }
    this.child.on('close', (code) => (this.exit = { code }));
    await until('channels-sim is ready', () => {
      if (this.exit) throw new Hopeless(`channels-sim ended with ${this.exit.code}: ${this.errors}`);
      return this.output.includes('# ready\n');
    });
    this.keys = readSections(this.output);
    return this;
  }

  async call(method, path, body, headers = {}) {
    const isForm = body instanceof URLSearchParams;
    const sent = body === undefined || isForm || typeof body === 'string' ? body : JSON.stringify(body);
    const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
    const response = await fetch(this.url + path, { method, body: sent, headers: { 'Content-Type': type, ...headers } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  }

  post(path, body, headers) {
    return this.call('POST', path, body, headers);
  }

  get(path) {
    return this.call('GET', path);
  }

  advance(ms) {
    return this.post('/sim/clock/advance', { ms });
  }

  // As Ctrl-C does; gives the counts that it prints at last.
  async interrupt() {
    this.child.kill('SIGINT');
    await until('channels-sim has ended', () => this.exit);
    return JSON.parse(this.output.trim().split('\n').at(-1).slice('# '.length));
  }

  async dispose() {
    if (this.child && !this.exit) await this.interrupt();
  }
}

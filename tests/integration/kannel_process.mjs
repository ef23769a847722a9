// Kannel from Debian as a client's gateway: bearerbox binds to an SMPP server, smsbox takes messages over HTTP. Started on
// ports and in a folder of its own; all ends with the test.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Hopeless, until } from './deadline.mjs';
import { TIED } from './gateway_process.mjs';

const START_MS = 30_000;

const isThere = (program) => spawnSync('which', [program]).status === 0;
export const unlessKannel = { skip: isThere('bearerbox') && isThere('smsbox') ? false : 'Kannel is missing' };

// A blank line ends a group, so none stands within one.
const groupText = ([group, fields]) => {
  const lines = Object.entries({ group, ...fields }).map(([name, value]) => `${name} = ${typeof value === 'string' ? JSON.stringify(value) : value}`);
  return lines.join('\n') + '\n';
};

const SMSC = {
  smsc: 'smpp',
  'smsc-id': 'KASKAD',
  host: '127.0.0.1',
  'smsc-username': 'shop',
  'smsc-password': 'shop-pw', // of more than eight octets, SMPP's limit, Kannel would send the first eight
  'system-type': 'VMA',
  'interface-version': 34,
  'enquire-link-interval': 1,
  'max-pending-submits': 10,
  'reconnect-delay': 1,
  'wait-ack': 5,
};

export class Kannel {
  // `binds`: what each bind has besides the above, as {port, 'transceiver-mode': true}.
  constructor(ports, binds) {
    this.ports = ports; // {admin, box, http}
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kaskad-kannel-'));
    this.file = path.join(this.folder, 'kannel.conf');
    this.children = [];
    fs.writeFileSync(this.file, this.groups(binds).map(groupText).join('\n'));
  }

  groups(binds) {
    const { admin, box, http } = this.ports;
    const local = { 'admin-interface': '127.0.0.1', 'smsbox-interface': '127.0.0.1', 'box-allow-ip': '127.0.0.1', 'box-deny-ip': '*.*.*.*' };
    const log = (name) => ({ 'log-file': path.join(this.folder, `${name}.log`), 'log-level': 0 });
    const core = { 'admin-port': admin, 'admin-password': 'adm', 'smsbox-port': box, 'dlr-storage': 'internal', 'sms-resend-freq': 1, 'sms-resend-retry': 20 };
    return [
      ['core', { ...core, ...local, ...log('bearerbox') }],
      ...binds.map((bind) => ['smsc', { ...SMSC, ...bind }]),
      ['smsbox', { 'bearerbox-host': '127.0.0.1', 'sendsms-port': http, 'sendsms-interface': '127.0.0.1', ...log('smsbox') }],
      ['sendsms-user', { username: 'tester', password: 'foobar', 'max-messages': 10, concatenation: 'true' }],
    ];
  }

  async start() {
    this.launch('bearerbox');
    await until('bearerbox answers', () => this.status(), START_MS);
    this.launch('smsbox');
    await until('smsbox answers', async () => (await this.ask({ username: 'nobody' })).status === 403, START_MS);
    return this;
  }

  launch(program) {
    const [first, ...words] = [...TIED, program, '-v', '4', this.file];
    const child = spawn(first, words, { cwd: this.folder, stdio: 'ignore' });
    child.on('close', () => (child.ended = true)).on('error', () => (child.ended = true));
    this.children.push(child);
  }

  get log() {
    return fs.readFileSync(path.join(this.folder, 'bearerbox.log'), 'latin1');
  }

  // What bearerbox says of itself. To ask it is to see that it runs.
  async status() {
    if (this.children.some(({ ended }) => ended)) throw new Hopeless('Kannel has ended');
    return (await fetch(`http://127.0.0.1:${this.ports.admin}/status.txt?password=adm`)).text();
  }

  online(count = 1) {
    return until(`${count} of Kannel's binds are online`, async () => (await this.status()).match(/SMPP.*\(online/g)?.length === count, START_MS);
  }

  ask(fields) {
    const query = new URLSearchParams({ username: 'tester', password: 'foobar', ...fields });
    return fetch(`http://127.0.0.1:${this.ports.http}/cgi-bin/sendsms?${query}`);
  }

  // Hands over a message. Kannel's own answer says only that it has it.
  async send(fields) {
    const answer = await this.ask({ from: 'Kaskad', to: '+4915123456789', charset: 'UTF-8', ...fields });
    const text = await answer.text();
    if (answer.status !== 202) throw new Error(`smsbox answered ${answer.status}: ${text}`);
  }

  // bearerbox unbinds at the first signal and waits; a second hurries it.
  async stop() {
    const [bearerbox] = this.children;
    bearerbox.kill('SIGTERM');
    await until('bearerbox has ended', () => bearerbox.ended, START_MS);
  }

  async dispose() {
    for (const child of this.children.reverse()) {
      child.kill('SIGKILL');
      await until('Kannel has ended', () => child.ended);
    }
    if (!process.env.KEEP_FOLDERS) fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

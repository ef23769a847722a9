// A real PostgreSQL of Debian's package for one test: initialised in a temporary folder, run by an unprivileged user
// when we are root, on a port of its own; killed and started again as often as a test likes.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from './deadline.mjs';

const PROGRAMS = '/usr/lib/postgresql/15/bin';
const READY_MS = 60_000;

export const unlessPostgres = { skip: fs.existsSync(`${PROGRAMS}/postgres`) ? false : 'PostgreSQL 15 is missing' };

const isRoot = process.getuid() === 0;
const hasUser = (name) => fs.readFileSync('/etc/passwd', 'utf8').split('\n').some((line) => line.startsWith(`${name}:`));
const USER = ['postgres', 'nobody'].find(hasUser);
// The server refuses to run as root.
const asOther = (words) => (isRoot ? ['runuser', '-u', USER, '--', ...words] : words);
// In memory its syncs cost nothing; that they reach a disk is the kernel's promise, not ours to test.
const PARENT = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

const running = new Set();
process.on('exit', () => running.forEach((postgres) => postgres.killNow()));

export class Postgres {
  // `settings`: of the server, beyond those a test needs.
  constructor(port, { parent = PARENT, settings = {} } = {}) {
    this.port = port;
    this.settings = settings;
    this.folder = fs.mkdtempSync(path.join(parent, 'kaskad-postgres-'));
    if (isRoot) execFileSync('chown', [USER, this.folder]);
    this.run('initdb', '-D', this.data, '-U', 'kaskad', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync');
  }

  get data() {
    return path.join(this.folder, 'data');
  }

  get url() {
    return `postgresql://kaskad@127.0.0.1:${this.port}/postgres`;
  }

  run(program, ...words) {
    const [first, ...rest] = asOther([`${PROGRAMS}/${program}`, ...words]);
    return execFileSync(first, rest, { encoding: 'utf8', cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  // One value.
  query(sql) {
    return this.run('psql', '-X', '-A', '-t', '-d', this.url, '-c', sql).trim();
  }

  async start() {
    const settings = { listen_addresses: '127.0.0.1', port: this.port, unix_socket_directories: this.folder, shared_buffers: '32MB', log_min_messages: 'fatal', ...this.settings };
    const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const [first, ...rest] = asOther(['setpriv', '--pdeathsig', 'KILL', `${PROGRAMS}/postgres`, '-D', this.data, ...words]);
    const log = fs.openSync(path.join(this.folder, 'log'), 'a');
    spawn(first, rest, { cwd: this.folder, stdio: ['ignore', log, log] });
    fs.closeSync(log);
    running.add(this);
    await until('PostgreSQL takes connections', () => this.query('SELECT 1') === '1', READY_MS);
    return this;
  }

  get pid() {
    try {
      return Number(fs.readFileSync(path.join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    } catch {
      return 0;
    }
  }

  // Immediate: no checkpoint, no farewell; the next start recovers.
  async kill() {
    this.killNow();
    await until('PostgreSQL is gone', () => !this.pid, READY_MS);
  }

  killNow() {
    running.delete(this);
    if (this.pid) process.kill(this.pid, 'SIGQUIT');
  }

  async dispose() {
    await this.kill();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

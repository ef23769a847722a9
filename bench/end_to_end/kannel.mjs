// Kannel from Debian (bearerbox and smsbox), started by hand on ports and in a folder of its own.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../tests/integration/deadline.mjs';
import { Child } from './child.mjs';

const TEMPLATE = path.join(path.dirname(fileURLToPath(import.meta.url)), '../kannel/kannel.conf');
const START_MS = 30_000;

const isOpen = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(socket.destroy() && true));
    socket.on('error', () => resolve(false));
  });

export class Kannel {
  // `store`: "spool", or "none": everything in memory.
  constructor({ folder, ports, store }) {
    this.ports = ports;
    this.folder = folder;
    fs.mkdirSync(path.join(folder, 'store'), { recursive: true });
    this.file = path.join(folder, 'kannel.conf');
    const words = { ADMIN_PORT: ports.admin, BOX_PORT: ports.box, SMSC_PORT: ports.smsc, HTTP_PORT: ports.http, FOLDER: folder, STORE: store };
    let text = fs.readFileSync(TEMPLATE, 'utf8').replace(/@([A-Z_]+)@/g, (_, word) => words[word]);
    if (store === 'none') text = text.replace(/^store-.*\n/gm, '');
    fs.writeFileSync(this.file, text);
  }

  get pids() {
    return this.children.map((child) => child.pid);
  }

  // `isBound`: whether the operator has seen a bind.
  async start() {
    this.children = [new Child('bearerbox', ['bearerbox', '-v', 4, this.file], { cwd: this.folder })];
    await until('bearerbox listens', () => this.opens(this.ports.box), START_MS);
    this.children.push(new Child('smsbox', ['smsbox', '-v', 4, this.file], { cwd: this.folder }));
    await until('smsbox listens', () => this.opens(this.ports.http), START_MS);
    await until('the operator is bound', () => this.isOnline(), START_MS);
  }

  opens(port) {
    for (const child of this.children) child.mustRun();
    return isOpen(port);
  }

  async isOnline() {
    const status = await fetch(`http://127.0.0.1:${this.ports.admin}/status.txt?password=bench`);
    return /SMPP.*\(online/.test(await status.text());
  }

  async stop() {
    for (const child of [...this.children].reverse()) await child.stop('SIGKILL');
  }
}

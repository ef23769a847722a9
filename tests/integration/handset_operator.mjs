// An operator whose subscribers write to us: the npm package `smpp` as a server in this process. A text goes over the
// bind that the test names, with the fields and octets that it names; the response comes back as a promise.
import { createRequire } from 'node:module';
import { until } from './deadline.mjs';

const require = createRequire(import.meta.url);
const smpp = require('smpp');
require('./emitted_pdus.js');

export const UDHI = 0x40;

// One part with an 8-bit reference.
export function part(number, total, reference, octets) {
  return Buffer.concat([Buffer.from([5, 0, 3, reference, total, number]), Buffer.from(octets)]);
}

export class HandsetOperator {
  constructor(port) {
    Object.assign(this, { port, binds: [] });
  }

  start() {
    this.server = smpp.createServer({}, (session) => this.take(session));
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', () => resolve(this));
    });
  }

  take(session) {
    session.on('error', () => {});
    session.on('close', () => (this.binds = this.binds.filter((bind) => bind !== session)));
    session.on('pdu', (pdu) => {
      if (pdu.command.startsWith('bind_')) {
        session.send(pdu.response({ system_id: 'foreign', sc_interface_version: 0x34 }));
        if (pdu.command !== 'bind_transmitter') this.binds.push(session);
      } else if (!pdu.isResponse()) {
        session.send(pdu.response());
      }
    });
  }

  bound(count = 1) {
    return until(`${count} binds that take texts`, () => this.binds.length >= count && this.binds);
  }

  // Nothing comes back where the connection ends before the response.
  text(fields, { over = 0, command = 'deliver_sm' } = {}) {
    const session = this.binds[over];
    const pdu = { source_addr_ton: 1, source_addr_npi: 1, source_addr: '491700000001', dest_addr_ton: 0, dest_addr_npi: 1, destination_addr: '8811', data_coding: 0, ...fields };
    return new Promise((resolve) => {
      session.once('close', () => resolve(undefined));
      session[command](pdu, ({ command_status }) => resolve(command_status));
    });
  }

  dispose() {
    this.binds.forEach((bind) => bind.destroy());
    return new Promise((resolve) => this.server.close(resolve));
  }
}

// A peer of the SMPP server that writes what it likes: single octets, PDUs that never end, nothing at all. It reads only if
// it is told to.
import { createRequire } from 'node:module';
import net from 'node:net';
import { pause } from './deadline.mjs';

const smpp = createRequire(import.meta.url)('smpp');

export const octetsOf = (command, fields = {}) => new smpp.PDU(command, { sequence_number: 1, ...fields }).toBuffer();

export const bindOctets = (credentials = {}) =>
  octetsOf('bind_transceiver', { system_id: 'shop', password: 'shop-pass', interface_version: 0x34, ...credentials });

export const submitOctets = (fields = {}) =>
  octetsOf('submit_sm', {
    source_addr_ton: 5,
    source_addr: 'Kaskad',
    dest_addr_ton: 1,
    dest_addr_npi: 1,
    destination_addr: '4915123456789',
    registered_delivery: 1,
    short_message: Buffer.from('hello'),
    ...fields,
  });

export class RawPeer {
  // `from`: its own address, of which loopback has many.
  constructor(port, { from, reads = true } = {}) {
    this.openedAt = performance.now();
    this.heard = Buffer.alloc(0);
    this.socket = net.connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true });
    this.socket.on('error', () => {});
    this.socket.on('close', () => (this.closedAt = performance.now()));
    if (reads) this.socket.on('data', (octets) => (this.heard = Buffer.concat([this.heard, octets])));
    else this.socket.pause();
  }

  get isClosed() {
    return this.closedAt !== undefined;
  }

  get lifeMs() {
    return this.closedAt - this.openedAt;
  }

  // Every whole PDU it heard, by its header.
  get pdus() {
    const found = [];
    for (let at = 0; at + 16 <= this.heard.length; at += this.heard.readUInt32BE(at)) {
      found.push({ id: this.heard.readUInt32BE(at + 4), status: this.heard.readUInt32BE(at + 8), sequence: this.heard.readUInt32BE(at + 12) });
    }
    return found;
  }

  send(octets) {
    if (!this.isClosed) this.socket.write(octets);
  }

  // One octet at a time, so many milliseconds apart, until all are sent or it is closed.
  async drip(octets, everyMs) {
    for (const octet of octets) {
      if (this.isClosed) return;
      this.send(Buffer.of(octet));
      await pause(everyMs);
    }
  }

  dispose() {
    this.socket.destroy();
  }
}

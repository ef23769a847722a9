// Stands between two SMPP programs, passes every octet on and keeps each PDU that went by, in either direction.
import { createRequire } from 'node:module';
import net from 'node:net';

const smpp = createRequire(import.meta.url)('smpp');
const LENGTH_OCTETS = 4;

// What a foreign decoder makes of the octets; commands it does not know have only a header.
function decode(octets) {
  const pdu = new smpp.PDU(octets);
  return { ...pdu, isRequest: !(pdu.command_id & 0x80000000) };
}

class Side {
  constructor(keep) {
    Object.assign(this, { keep, rest: Buffer.alloc(0) });
  }

  take(octets) {
    this.rest = Buffer.concat([this.rest, octets]);
    while (this.rest.length >= LENGTH_OCTETS && this.rest.length >= this.rest.readUInt32BE()) {
      const length = this.rest.readUInt32BE();
      this.keep(this.rest.subarray(0, length));
      this.rest = this.rest.subarray(length);
    }
  }
}

export class Wiretap {
  constructor(port, target) {
    Object.assign(this, { port, target, pdus: [], sockets: new Set(), connections: 0 });
  }

  start() {
    this.server = net.createServer((near) => this.join(near));
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', () => resolve(this));
    });
  }

  join(near) {
    const far = net.connect(this.target, '127.0.0.1');
    const connection = ++this.connections;
    for (const [from, to, by] of [[near, far, 'client'], [far, near, 'server']]) {
      this.sockets.add(from);
      const side = new Side((octets) => this.pdus.push({ by, connection, octets, ...decode(octets) }));
      from.setNoDelay(true);
      from.on('data', (octets) => {
        side.take(octets);
        to.write(octets);
      });
      from.on('end', () => to.end()).on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroySoon();
      });
    }
  }

  seen(command, by) {
    return this.pdus.filter((pdu) => pdu.command === command && (!by || pdu.by === by));
  }

  dispose() {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

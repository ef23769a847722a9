// An operator's centre with one oddity, in the test's own process: the npm package `smpp` reads and writes, and where it
// would not write such a thing, its octets are changed before they go.
import assert from 'node:assert/strict';
import smpp from 'smpp';
import './emitted_pdus.js';

const receiptText = (id) =>
  `id:${id} sub:001 dlvrd:001 submit date:2601010000 done date:2601010000 stat:DELIVRD err:000 text:`;

// A TLV as octets.
function tlv(tag, value) {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(tag, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}

function withMore(octets, more) {
  const longer = Buffer.concat([octets, more]);
  longer.writeUInt32BE(longer.length, 0);
  return longer;
}

export function header(id, status, sequence) {
  const octets = Buffer.alloc(16);
  octets.writeUInt32BE(16, 0);
  octets.writeUInt32BE(id, 4);
  octets.writeUInt32BE(status, 8);
  octets.writeUInt32BE(sequence >>> 0, 12);
  return octets;
}

// What a receipt looks like by oddity; as node-smpp fields.
const DRESSES = {
  'esm_class 0': (fields) => ({ ...fields, esm_class: 0 }),
  'the number without its country': (fields) => ({ ...fields, source_addr: fields.source_addr.slice(-8), esm_class: 0x04 }),
  message_payload: ({ short_message, ...fields }) => ({ ...fields, message_payload: short_message }),
};

export class OddCentre {
  // `odd`: what it does; `answer(pdu, reply)`: its own way to answer a submit_sm, else a plain response and a receipt.
  constructor(odd = {}) {
    Object.assign(this, { odd, seen: [], raw: [], last: 0, sequence: 1 });
  }

  async listen(port) {
    this.server = smpp.createServer((session) => this.handle(session));
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.port = port;
    return this;
  }

  handle(session) {
    this.session = session;
    this.unread = Buffer.alloc(0);
    session.on('error', () => session.destroy());
    session.socket.on('data', (octets) => this.keep(octets));
    session.on('pdu', (pdu) => {
      this.seen.push(pdu);
      if (pdu.command.startsWith('bind_')) this.bind(pdu);
      else if (pdu.command === 'submit_sm') this.take(pdu);
      else if (pdu.command === 'unbind') session.send(pdu.response(), () => session.close());
      else if (!pdu.isResponse() && pdu.command !== 'generic_nack') session.send(pdu.response());
    });
  }

  // Each PDU as it came, in whatever pieces.
  keep(octets) {
    this.unread = Buffer.concat([this.unread, octets]);
    while (this.unread.length >= 16 && this.unread.length >= this.unread.readUInt32BE(0)) {
      const length = this.unread.readUInt32BE(0);
      assert.ok(length >= 16, `a PDU of ${length} octets`);
      const command = this.unread.readUInt32BE(4) === 4 ? 'submit_sm' : 'another';
      this.raw.push({ command, octets: this.unread.subarray(0, length) });
      this.unread = this.unread.subarray(length);
    }
  }

  of(command) {
    return this.seen.filter((pdu) => pdu.command === command);
  }

  // By oddity in pieces of seven octets, each a segment of its own.
  write(octets) {
    const { socket } = this.session;
    if (!this.odd.pieces) return socket.write(octets);
    socket.setNoDelay(true);
    const pieces = Array.from({ length: Math.ceil(octets.length / 7) }, (_, i) => octets.subarray(i * 7, i * 7 + 7));
    pieces.forEach((piece, i) => setTimeout(() => socket.write(piece), i * 2));
    return true;
  }

  bind(pdu) {
    const version = this.odd.silentVersion ? {} : { sc_interface_version: 0x34 };
    this.write(pdu.response({ system_id: 'odd', ...version }).toBuffer());
  }

  take(pdu) {
    if (this.odd.refuse) {
      const octets = this.odd.refuse(pdu, this.of('submit_sm').length);
      if (octets) return this.write(octets);
    }
    const id = `odd-${++this.last}`;
    const response = pdu.response({ message_id: id }).toBuffer();
    for (let i = 0; i < (this.odd.responses ?? 1); ++i) this.write(response);
    setTimeout(() => this.sendReceipt(pdu, id), 50);
    return undefined;
  }

  sendReceipt(pdu, id) {
    if (this.odd.before) this.write(this.odd.before);
    const fields = {
      source_addr: pdu.destination_addr,
      destination_addr: pdu.source_addr,
      esm_class: 0x04,
      short_message: Buffer.from(receiptText(id), 'latin1'),
    };
    const dress = DRESSES[this.odd.receipt] ?? ((same) => same);
    const made = this.odd.byData
      ? new smpp.PDU('data_sm', { ...fields, short_message: undefined, receipted_message_id: id, message_state: 2 })
      : new smpp.PDU('deliver_sm', dress(fields));
    made.sequence_number = ++this.sequence;
    let octets = made.toBuffer();
    if (this.odd.tlvs) octets = withMore(octets, Buffer.concat(this.odd.tlvs.map(([tag, value]) => tlv(tag, value))));
    if (this.odd.sequence) octets.writeUInt32BE(this.odd.sequence, 12);
    this.write(octets);
  }

  dispose() {
    this.session?.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

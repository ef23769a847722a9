// A client's program at our SMPP server: the npm package `smpp`, which keeps every receipt it was sent.
import { createRequire } from 'node:module';
import { until } from './deadline.mjs';

const require = createRequire(import.meta.url);
const smpp = require('smpp');
require('./emitted_pdus.js');

export const STATUS = { ok: 0, invalidMessageLength: 1, wrongBindState: 4, alreadyBound: 5, sysErr: 8, invalidSource: 0x0a, invalidDestination: 0x0b, bindFailed: 0x0d, invalidPassword: 0x0e, invalidSystemId: 0x0f, invalidMessageId: 0x0c, cancelFailed: 0x11, replaceFailed: 0x13, queueFull: 0x14, invalidEsmClass: 0x43, submitFailed: 0x45, throttled: 0x58, invalidExpiry: 0x62, retryLater: 0x64, rejected: 0x66 };

const field = (text, name) => (new RegExp(`${name}:(\\S*)`).exec(text) || [])[1] || '';

export class Esme {
  constructor(port, { version = 0x34, tls = false } = {}) {
    Object.assign(this, { port, version, tls, receipts: [], receiptStatus: 0, answers: true, closed: false, unbound: false });
  }

  async connect() {
    this.session = smpp.connect({ host: '127.0.0.1', port: this.port, tls: this.tls, rejectUnauthorized: false });
    this.session.on('error', (error) => (this.error = error));
    this.session.on('close', () => Object.assign(this, { closed: true, closedAt: performance.now() }));
    this.session.on('enquire_link', (pdu) => this.session.send(pdu.response()));
    this.session.on('unbind', (pdu) => {
      this.unbound = true;
      this.session.send(pdu.response());
    });
    this.session.on('deliver_sm', (pdu) => this.take(pdu));
    this.session.on('data_sm', (pdu) => this.take(pdu));
    await new Promise((resolve, reject) => {
      this.session.once(this.tls ? 'secureConnect' : 'connect', resolve);
      this.session.once('error', reject);
    });
    return this;
  }

  take(pdu) {
    const body = pdu.short_message ?? pdu.message_payload;
    const text = typeof body === 'string' ? body : String(body.message ?? body);
    const status = typeof this.receiptStatus === 'function' ? this.receiptStatus(this.receipts.length + 1) : this.receiptStatus;
    const receipt = {
      at: performance.now(),
      answer: this.answers ? status : undefined,
      command: pdu.command,
      pdu,
      id: field(text, 'id'),
      stat: field(text, 'stat'),
      err: field(text, 'err'),
      text,
      esm_class: pdu.esm_class,
      from: pdu.source_addr,
      to: pdu.destination_addr,
      tlvId: pdu.receipted_message_id && String(pdu.receipted_message_id),
      tlvState: pdu.message_state,
    };
    this.receipts.push(receipt);
    this.onReceipt?.(receipt);
    if (this.answers) this.session.send(pdu.response({ command_status: status }));
  }

  ask(command, fields) {
    return new Promise((resolve, reject) => {
      const lost = () => reject(new Error(`closed before an answer to ${command}`));
      const answered = (pdu) => {
        this.session.off('close', lost);
        resolve(pdu);
      };
      this.session.once('close', lost);
      if (!this.session[command](fields, answered)) reject(new Error(`${command} could not be sent`));
    });
  }

  bind(type = 'transceiver', { system_id = 'shop', password = 'shop-pass' } = {}) {
    return this.ask(`bind_${type}`, { system_id, password, interface_version: this.version });
  }

  submit(fields = {}) {
    return this.ask('submit_sm', {
      source_addr_ton: 5,
      source_addr: 'Kaskad',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      destination_addr: '4915123456789',
      registered_delivery: 1,
      data_coding: 0,
      short_message: 'hello',
      ...fields,
    });
  }

  receipt(id, what = 'a receipt') {
    return until(`${what} of ${id}`, () => this.receipts.find((receipt) => receipt.id === id));
  }

  dispose() {
    this.session?.destroy();
  }
}

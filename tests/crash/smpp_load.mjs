// Clients of the SMPP server that keep at it: several accounts, each with several binds that come back whenever they are
// lost. A submit that is refused for the moment is tried again; one whose answer was lost is not, and stays open: it was
// carried out or not, but not in part. Receipts are asked for every time, some are refused for the moment, and some are lost
// with a connection that the client itself cuts.
import crypto from 'node:crypto';
import { Esme, STATUS, pause, until } from './shared.mjs';

const RETRY_MS = 50;
const PAUSE_MAX_MS = 60;
const RECEIPTS_REFUSED = 0.1;
const CUTS = 0.05; // of a client's own connection, instead of the answer to a receipt
// By their place among all receipts: a short run shows both as well.
const SURELY_REFUSED = 5;
const SURELY_CUT = 10;
const NOT_NOW = [STATUS.sysErr, STATUS.queueFull, STATUS.throttled, STATUS.wrongBindState];

export const ACCOUNTS = [
  { system_id: 'otp', client: 'prepaid', class: 'otp', binds: ['transceiver', 'transceiver'] },
  { system_id: 'news', client: 'postpaid-delivered', class: 'service', binds: ['transmitter', 'receiver', 'receiver'] },
  { system_id: 'offers', client: 'postpaid', class: 'marketing', binds: ['transceiver', 'receiver'] },
  { system_id: 'poor', client: 'poor', class: 'transactional', binds: ['transceiver'] },
];

const SHORT_OCTETS = 254; // what is longer goes in message_payload

const passwordOf = (system_id) => `${system_id}-pw`;

// Cheap to compare, for they bind again after each fault.
function hashOf(password) {
  const salt = Buffer.alloc(16, 'crash');
  const hash = crypto.scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 });
  return `scrypt$1024$8$1$${salt.toString('hex')}$${hash.toString('hex')}`;
}

export const accountsOf = (client) =>
  ACCOUNTS.filter((account) => account.client === client).map(({ system_id, class: klass }) => ({ system_id, password_hash: hashOf(passwordOf(system_id)), class: klass, binds: 4 }));

export class SmppLoad {
  // `load`: of the HTTP clients, whose numbers these share.
  constructor({ port, load, random, validity }) {
    Object.assign(this, { port, load, random, validity, esmes: [], going: false, answers: {}, reconnects: 0, unanswered: 0, cuts: 0, judged: 0, lastAt: 0 });
    this.ends = new Set(); // id/stat, of what was heard
  }

  start() {
    this.going = true;
    const binds = ACCOUNTS.flatMap((account) => account.binds.map((type) => this.keepBound(account, type)));
    this.done = Promise.all(binds);
    this.done.catch(() => {}); // stop() tells
  }

  // No more submits; the binds stay, for receipts, until dispose().
  async stopSubmits() {
    this.isFull = true;
    await until('every submit is answered or lost', () => this.esmes.every(({ open }) => !open));
  }

  async dispose() {
    this.going = false;
    for (const { session } of this.esmes) session?.destroy();
    await this.done;
  }

  async keepBound(account, type) {
    while (this.going) {
      const esme = new Esme(this.port);
      Object.assign(esme, { account, open: 0, receiptStatus: () => this.judgeReceipt(esme) });
      await this.serve(esme, type).catch((error) => this.noteLost(error));
      esme.dispose();
      this.reconnects += 1;
      if (this.going) await pause(RETRY_MS);
    }
  }

  // A lost connection is what this is about; all else is a fault of ours.
  noteLost(error) {
    if (!/closed before|could not be sent|ECONN|EPIPE|not bound|socket hang up/.test(error.message)) throw error;
  }

  async serve(esme, type) {
    await esme.connect();
    this.esmes.push(esme);
    esme.onReceipt = (receipt) => this.noteReceipt(receipt);
    const { system_id } = esme.account;
    const { command_status } = await esme.bind(type, { system_id, password: passwordOf(system_id) });
    if (command_status !== STATUS.ok) throw new Error(`not bound: ${command_status}`);
    while (this.going && !esme.closed) {
      const submits = type !== 'receiver' && !this.isFull && !this.load.isBehind();
      if (submits) await this.submitNext(esme);
      await pause(submits ? this.random.between(0, PAUSE_MAX_MS) : RETRY_MS);
    }
  }

  // The status that answers a receipt, if it is answered at all.
  judgeReceipt(esme) {
    this.judged += 1;
    if (this.random.holds(CUTS) || this.judged === SURELY_CUT) {
      this.cuts += 1;
      esme.session.destroy();
    }
    return this.random.holds(RECEIPTS_REFUSED) || this.judged === SURELY_REFUSED ? STATUS.retryLater : STATUS.ok;
  }

  noteReceipt({ id, stat }) {
    this.ends.add(`${id}/${stat}`);
    this.lastAt = performance.now();
  }

  // One message, tried again until it is accepted, refused for good, or its answer is lost.
  async submitNext(esme) {
    const item = this.load.orders.makeItem(esme.account.class);
    const known = { order: { client: esme.account.client }, item, system_id: esme.account.system_id };
    this.load.items.set(item.number, known);
    esme.open += 1;
    try {
      while (!this.take(known, await esme.submit(this.fieldsOf(item)))) await pause(RETRY_MS);
    } catch (error) {
      known.isOpen = true;
      this.unanswered += 1;
      throw error;
    } finally {
      esme.open -= 1;
    }
  }

  fieldsOf({ to, body }) {
    const isGsm = /^[\x20-\x7e]*$/.test(body.text);
    const octets = isGsm ? Buffer.from(body.text, 'latin1') : Buffer.from(body.text, 'utf16le').swap16();
    const isShort = octets.length <= SHORT_OCTETS;
    return {
      destination_addr: to.slice(1),
      data_coding: isGsm ? 0 : 8,
      validity_period: `0000000000${String(this.validity).padStart(2, '0')}000R`,
      short_message: isShort ? octets : Buffer.alloc(0),
      ...(isShort ? {} : { message_payload: octets }),
    };
  }

  // True when nothing is open any more.
  take(known, { command_status, message_id }) {
    this.answers[command_status] = (this.answers[command_status] || 0) + 1;
    if (NOT_NOW.includes(command_status)) return false;
    if (command_status === STATUS.ok) {
      known.id = message_id;
      known.at = performance.now();
      this.load.recent.push(known);
    } else {
      known.refused = command_status;
    }
    return true;
  }

  // What was left open was accepted if it is recorded, and never was if it is not.
  settleOpen(messages) {
    const recorded = new Map(messages.map(({ id, client_ref }) => [Number(client_ref), id]));
    for (const [number, known] of this.load.items) {
      if (!known.isOpen) continue;
      known.id = recorded.get(number);
      known.refused = known.id ? undefined : 'never heard of';
    }
  }

  get figures() {
    const accepted = [...this.load.items.values()].filter(({ id, system_id }) => id && system_id).length;
    return { submits_answered: this.answers, submits_accepted: accepted, submits_unanswered: this.unanswered, rebinds: this.reconnects, client_cuts: this.cuts };
  }

  get receipts() {
    return this.esmes.flatMap(({ account, receipts, closedAt }) => receipts.map((receipt) => ({ ...receipt, system_id: account.system_id, lostAt: closedAt ?? Infinity })));
  }
}

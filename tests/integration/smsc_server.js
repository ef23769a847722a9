'use strict';
// An operator's SMSC that is not ours: the npm package `smpp` behind a few switches. It answers binds, takes submit_sm,
// sends receipts and writes one JSON object a line for everything it received, so that a test compares what a foreign
// decoder saw. Usage: node smsc_server.js [--port N] [--ids hex] ...; all switches stand in `switches` below.
// A JSON object a line on standard input changes switches while it runs ({"status": "88"}) or acts:
// {"do": "drop"} ("most": 1 for one connection alone), {"do": "away"} until {"do": "back"}, {"do": "unbind"},
// {"do": "deliver", "from": "79001112233", "to": "1234", "hex": "486900"},
// {"do": "outbind", "port": 2776, "system_id": "centre", "password": "word"},
// {"do": "receipt", "id": "700001", "state": "DELIVRD", "from": "4915123456789", "to": "Kaskad"}.
// It stops when a standard input that is a pipe ends, so it never outlives the test that started it.
const fs = require('fs');
const readline = require('readline');
const { parseArgs } = require('util');
const smpp = require('smpp');
const { noteEmitted } = require('./emitted_pdus.js');
const { makeRandom } = require('./random.js');

const switches = {
  host: '127.0.0.1',
  port: '0', // 0: any free one; the first line says which
  password: '', // when set, any other is refused at the bind
  'bind-status': '0',
  status: '0', // command_status of submit_sm_resp
  'status-to': '', // only recipients with this end get `status`
  'status-count': '-1', // only so many submit_sm get `status`, then all is well; -1: all
  answers: 'on', // off: submit_sm is taken and never answered; lost: it is carried out besides, with a receipt
  'answer-delay': '0', // milliseconds; up to so many, at random
  'enquire-answers': 'on', // off: enquire_link is never answered
  ids: 'decimal', // message_id in submit_sm_resp: decimal or hex
  'id-last': '700000', // the number before the first id; any size
  'receipt-ids': '', // the same in receipts, when different
  receipts: 'on',
  'receipt-state': 'DELIVRD',
  'receipt-fails-to': '', // recipients with this end are told UNDELIV instead
  'receipt-delay': '50', // milliseconds
  'receipt-delay-more': '0', // and up to so many more, at random
  'receipt-first': 'off', // on: the receipt leaves before the response, without a delay; some: one in four does
  'receipt-twice': 'off',
  'receipt-bind': 'same', // other: over another connection of the same system_id, if there is one
  'receipt-tlvs': 'on',
  'receipt-fields': '', // more fields of the text, as mccmnc:26202
  'query-state': '', // what query_sm_resp says of any message; empty: the state its receipt would have had
  'query-status': '0', // command_status of query_sm_resp
  'cancel-status': '0', // command_status of cancel_sm_resp; 0: what is taken back never arrives
  'drop-after': '0', // every connection is cut at its n-th submit_sm, which stays unanswered; 0: never
  'drop-count': '1', // so many cuts, then no more
  'tls-key': '', // with tls-cert: files; the server then speaks TLS
  'tls-cert': '',
  brief: 'off', // on: of a PDU, the lines say recipient, UDH and text only
  seed: '1', // of all that is random
};

const RECEIPTS_WAITING_MAX = 100000;
const RECEIPT_AGAIN_MS = 200;
const MESSAGE_STATES = { ENROUTE: 1, DELIVRD: 2, EXPIRED: 3, DELETED: 4, UNDELIV: 5, ACCEPTD: 6, UNKNOWN: 7, REJECTD: 8 };
const TEMPORARY = [smpp.ESME_RMSGQFUL, smpp.ESME_RTHROTTLED, smpp.ESME_RX_T_APPN];
const HEADER = ['command', 'command_length', 'command_id', 'command_status', 'sequence_number'];

const names = Object.fromEntries(Object.keys(switches).map((name) => [name, { type: 'string' }]));
Object.assign(switches, parseArgs({ options: names }).values);

const number = (name) => Number(switches[name]);
const on = (name) => switches[name] === 'on';
const print = (event) => process.stdout.write(JSON.stringify(event) + '\n');

const receiptsWaiting = []; // {system_id, pdu}: nobody was bound who could take them
const cancelled = new Set(); // ids as they were told
const random = makeRandom(number('seed'));
const connections = new Map(); // number -> {session, system_id, receives, sends, submits}
let connectionLast = 0;
let messageLast = BigInt(switches['id-last']);
let statusLeft = number('status-count');
let dropsLeft = number('drop-count');
let server;
let port; // the one it was given at first

// The package decodes texts, times and UDH into objects of its own. The octets are what the tests are about.
function keepOctets() {
  for (const command of ['submit_sm', 'data_sm', 'deliver_sm']) {
    for (const field of Object.values(smpp.commands[command].params)) delete field.filter;
  }
  delete smpp.tlvs.message_payload.filter;
  smpp.PDU.fromStream = (stream, length) => {
    const rest = stream.read(length - 4);
    if (!rest) return false;
    const head = Buffer.alloc(4);
    head.writeUInt32BE(length);
    const octets = Buffer.concat([head, rest]);
    noteEmitted(octets);
    return Object.defineProperty(new smpp.PDU(octets), 'octets', { value: octets, enumerable: false });
  };
}

const printable = (value) => (Buffer.isBuffer(value) ? value.toString('hex') : value);

function decodedText(pdu, octets) {
  const { message } = smpp.filters.message.decode.call({ data_coding: pdu.data_coding, esm_class: pdu.esm_class }, octets);
  return typeof message === 'string' ? message : undefined;
}

function describe(pdu) {
  const seen = { sequence_number: pdu.sequence_number, command_status: pdu.command_status };
  const fields = (smpp.commands[pdu.command] || {}).params || {};
  const tlvs = {};
  for (const [name, value] of Object.entries(pdu)) {
    if (HEADER.includes(name)) continue;
    (name in fields ? seen : tlvs)[name] = Array.isArray(value) ? value.map(printable) : printable(value);
  }
  const text = Buffer.isBuffer(pdu.short_message) && pdu.short_message.length ? pdu.short_message : pdu.message_payload;
  if (Buffer.isBuffer(text)) {
    const udh = pdu.esm_class & 0x40 && text.length ? text.subarray(0, text[0] + 1) : undefined;
    Object.assign(seen, { udh: udh ? udh.toString('hex') : null, text: decodedText(pdu, text) });
  }
  const { sequence_number, destination_addr, udh, text: words } = seen;
  if (on('brief')) return { sequence_number, destination_addr, udh, text: words };
  return { ...seen, tlvs, octets: pdu.octets.toString('hex') };
}

const asId = (id, form) => (form === 'hex' ? id.toString(16) : String(id));

function receiptDate() {
  return new Date().toISOString().replace(/[-:T]/g, '').slice(2, 12);
}

function receiptOf(pdu, shown, state) {
  const date = receiptDate();
  const delivered = state === 'DELIVRD';
  const text =
    `id:${shown} sub:001 dlvrd:00${delivered ? 1 : 0} submit date:${date} done date:${date} ` +
    `stat:${state} err:${delivered ? '000' : '001'} ${switches['receipt-fields']} text:`.replace('  ', ' ');
  const tlvs = on('receipt-tlvs') ? { receipted_message_id: shown, message_state: MESSAGE_STATES[state] } : {};
  return {
    source_addr_ton: pdu.dest_addr_ton,
    source_addr_npi: pdu.dest_addr_npi,
    source_addr: pdu.destination_addr,
    dest_addr_ton: pdu.source_addr_ton,
    dest_addr_npi: pdu.source_addr_npi,
    destination_addr: pdu.source_addr,
    esm_class: 4,
    data_coding: 0,
    short_message: Buffer.from(text, 'latin1'),
    ...tlvs,
  };
}

function wantsReceipt(pdu) {
  if (!on('receipts')) return false;
  const asked = pdu.registered_delivery & 3; // SMPP 3.4 5.2.17: 1 always, 2 on failure only
  return asked === 1 || (asked === 2 && switches['receipt-state'] !== 'DELIVRD');
}

function handleDelivered(connection, delivery, { command_status }) {
  connection.unanswered.delete(delivery);
  const id = delivery.pdu.receipted_message_id;
  if (id !== undefined) print({ event: 'receipt_answered', connection: connection.number, id, command_status, utc: Date.now() });
  if (TEMPORARY.includes(command_status)) setTimeout(deliver, RECEIPT_AGAIN_MS, delivery.system_id, delivery.pdu);
}

// Over the connection the message came by (or, when so asked, rather not), else over any of that system_id, else when
// one binds.
function deliver(system_id, pdu, origin) {
  const takes = (c) => c && c.receives && c.system_id === system_id && c.session.socket.writable;
  const takers = [...connections.values()].filter(takes);
  const isPreferred = (c) => (c === origin) === (switches['receipt-bind'] === 'same');
  const connection = takers.find(isPreferred) || takers[0];
  if (connection) {
    const delivery = { system_id, pdu };
    connection.unanswered.add(delivery);
    connection.session.deliver_sm(pdu, (response) => handleDelivered(connection, delivery, response));
  } else if (receiptsWaiting.length < RECEIPTS_WAITING_MAX) {
    receiptsWaiting.push({ system_id, pdu });
  } else {
    print({ event: 'receipt_lost', why: 'too many are waiting for a bind' });
  }
}

function deliverWaiting(system_id) {
  const waiting = receiptsWaiting.splice(0);
  for (const receipt of waiting) {
    if (receipt.system_id === system_id) deliver(system_id, receipt.pdu);
    else receiptsWaiting.push(receipt);
  }
}

function receiptState(pdu) {
  const fails = switches['receipt-fails-to'] && String(pdu.destination_addr).endsWith(switches['receipt-fails-to']);
  return fails ? 'UNDELIV' : switches['receipt-state'];
}

function sendReceipt(connection, pdu, id) {
  const times = on('receipt-twice') ? 2 : 1;
  const shown = asId(id, switches['receipt-ids'] || switches.ids);
  const receipt = receiptOf(pdu, shown, cancelled.has(asId(id, switches.ids)) ? 'DELETED' : receiptState(pdu));
  for (let i = 0; i < times; ++i) deliver(connection.system_id, receipt, connection);
}

function mustDrop(connection) {
  const after = number('drop-after');
  if (!after || ++connection.submits < after || dropsLeft === 0) return false;
  dropsLeft -= 1;
  return true;
}

function takeStatus(pdu) {
  if (!number('status') || statusLeft === 0) return 0;
  if (!String(pdu.destination_addr).endsWith(switches['status-to'])) return 0;
  if (statusLeft > 0) statusLeft -= 1;
  return number('status');
}

function answerSubmit(connection, pdu) {
  const command_status = connection.sends ? takeStatus(pdu) : smpp.ESME_RINVBNDSTS;
  if (command_status) {
    print({ event: 'refused', sequence_number: pdu.sequence_number, command_status });
    connection.session.send(pdu.response({ command_status }));
    return;
  }
  const id = ++messageLast;
  const isLost = switches.answers === 'lost' || undefined; // then the line says so
  print({ event: 'taken', connection: connection.number, sequence_number: pdu.sequence_number, id: asId(id, switches.ids), lost: isLost });
  const receipt = wantsReceipt(pdu);
  const first = on('receipt-first') || (switches['receipt-first'] === 'some' && random.holds(0.25));
  if (receipt && first) sendReceipt(connection, pdu, id);
  const answer = () => connection.session.send(pdu.response({ message_id: asId(id, switches.ids) }));
  const delay = random.between(0, number('answer-delay'));
  if (delay && !isLost) setTimeout(answer, delay);
  else if (!isLost) answer();
  const wait = delay + number('receipt-delay') + random.between(0, number('receipt-delay-more'));
  if (receipt && !first) setTimeout(sendReceipt, wait, connection, pdu, id);
}

function handleSubmit(connection, pdu) {
  if (mustDrop(connection)) connection.session.destroy();
  else if (switches.answers !== 'off') answerSubmit(connection, pdu);
}

function answerQuery(connection, pdu) {
  const command_status = number('query-status');
  const state = switches['query-state'] || switches['receipt-state'];
  const final = state !== 'ENROUTE';
  const answer = command_status
    ? { command_status }
    : {
        message_id: pdu.message_id,
        final_date: final ? new Date() : '',
        message_state: MESSAGE_STATES[state],
        error_code: 0,
      };
  connection.session.send(pdu.response(answer));
}

function answerCancel(connection, pdu) {
  const command_status = number('cancel-status');
  if (!command_status) cancelled.add(pdu.message_id);
  connection.session.send(pdu.response({ command_status }));
}

function bindStatus(connection, pdu) {
  if (connection.system_id !== undefined) return smpp.ESME_RALYBND;
  if (switches.password && pdu.password !== switches.password) return smpp.ESME_RINVPASWD;
  return number('bind-status');
}

function handleBind(connection, pdu) {
  const command_status = bindStatus(connection, pdu);
  if (command_status) {
    connection.session.send(pdu.response({ command_status }));
    return;
  }
  connection.system_id = pdu.system_id;
  connection.receives = pdu.command !== 'bind_transmitter';
  connection.sends = pdu.command !== 'bind_receiver';
  connection.session.send(pdu.response({ system_id: 'foreign', sc_interface_version: 0x34 }));
  if (connection.receives) deliverWaiting(pdu.system_id);
}

function handlePdu(connection, pdu) {
  if (pdu.command.startsWith('bind_')) handleBind(connection, pdu);
  else if (pdu.command === 'submit_sm' || pdu.command === 'data_sm') handleSubmit(connection, pdu);
  else if (pdu.command === 'query_sm') answerQuery(connection, pdu);
  else if (pdu.command === 'cancel_sm') answerCancel(connection, pdu);
  else if (pdu.command === 'unbind') connection.session.send(pdu.response(), () => connection.session.close());
  else if (pdu.command === 'enquire_link' && !on('enquire-answers')) return;
  else if (!pdu.isResponse()) connection.session.send(pdu.response());
}

function handleSession(session) {
  const number = ++connectionLast;
  const connection = { number, session, submits: 0, unanswered: new Set() };
  connections.set(number, connection);
  print({ event: 'open', connection: number });
  session.on('pdu', (pdu) => {
    print({ event: pdu.command, connection: number, ...describe(pdu) });
    handlePdu(connection, pdu);
  });
  session.on('error', (error) => {
    print({ event: 'error', connection: number, why: error.message });
    session.destroy();
  });
  session.on('close', () => {
    connections.delete(number);
    print({ event: 'close', connection: number });
    // Like any operator: what was not answered is delivered again.
    for (const { system_id, pdu } of connection.unanswered) deliver(system_id, pdu);
  });
}

// The operator connects, says outbind, and answers what comes like any other connection.
function callOut({ port: to, system_id, password }) {
  const session = smpp.connect({ host: '127.0.0.1', port: to }, () => session.outbind({ system_id, password }));
  handleSession(session);
}

const anyReceiver = () => [...connections.values()].find((c) => c.receives);

const actions = {
  drop: ({ most }) => [...connections.values()].slice(0, most).forEach((c) => c.session.destroy()),
  away: () => {
    server.close();
    connections.forEach((c) => c.session.destroy());
  },
  back: () => server.listen(port, switches.host),
  outbind: callOut,
  unbind: () => connections.forEach((c) => c.session.unbind({}, () => c.session.close())),
  deliver: ({ from, to, hex, system_id }) => {
    const bound = anyReceiver();
    const pdu = { source_addr: from, destination_addr: to, data_coding: 0, short_message: Buffer.from(hex, 'hex') };
    deliver(system_id || (bound && bound.system_id), pdu);
  },
  receipt: ({ id, state, from, to, system_id }) => {
    const bound = anyReceiver();
    deliver(system_id || (bound && bound.system_id), receiptOf({ destination_addr: from, source_addr: to }, id, state), bound);
  },
};

function handleLine(line) {
  const order = JSON.parse(line);
  const { do: action, ...rest } = order;
  if (action) return actions[action](rest);
  for (const [name, value] of Object.entries(rest)) {
    if (!(name in switches)) throw new Error(`no such switch: ${name}`);
    switches[name] = String(value);
  }
  if ('status-count' in rest) statusLeft = number('status-count');
  if ('drop-count' in rest) dropsLeft = number('drop-count');
  return undefined;
}

function readOrders() {
  const lines = readline.createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    handleLine(line);
    print({ event: 'order', order: JSON.parse(line) });
  });
  const kind = fs.fstatSync(0);
  lines.on('close', () => {
    if (kind.isFIFO() || kind.isSocket()) process.exit(0);
  });
}

function listen() {
  const tls = switches['tls-key'] && {
    key: fs.readFileSync(switches['tls-key']),
    cert: fs.readFileSync(switches['tls-cert']),
  };
  server = smpp.createServer(tls || {}, handleSession);
  server.on('error', (error) => {
    console.error(`smsc_server: ${error.message}`);
    process.exit(1);
  });
  server.listen(number('port'), switches.host);
  server.on('listening', () => {
    port = server.address().port;
    print({ event: 'listening', port });
  });
}

keepOctets();
readOrders();
listen();

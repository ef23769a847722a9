'use strict';
// A client of a message centre that is not ours: the npm package `smpp` behind a few switches. It binds, submits a number
// of messages, waits for their receipts and prints one JSON object: what was answered, what receipts said, how long it
// took. Usage: node smpp_client.js --port N [--count 10] [--to 79001115000] ...; all switches stand in `switches` below.
// Exit 0 when every submit was answered and every receipt asked for came, 1 otherwise, 2 when it could not bind.
const { parseArgs } = require('util');
const smpp = require('smpp');
require('./emitted_pdus.js');

const switches = {
  host: '127.0.0.1',
  port: '2775',
  system_id: 'demo',
  password: 'demo',
  bind: 'transceiver', // or transmitter: then no receipts are awaited
  count: '1',
  window: '10',
  from: 'Kaskad',
  to: '79001115000', // of the first message; the following numbers for the others
  'same-to': 'off', // on: all to this one number
  text: 'Hello from node',
  data_coding: '0', // 8: the text is sent as UCS-2
  parts: '1', // more: every message has so many parts, with a UDH
  receipts: 'on', // off: none asked for
  'receipts-per-submit': '1',
  time: '30000', // milliseconds for all
  details: 'off', // on: every answer and receipt is in the output
};
const names = Object.fromEntries(Object.keys(switches).map((name) => [name, { type: 'string' }]));
Object.assign(switches, parseArgs({ options: names }).values);
const number = (name) => Number(switches[name]);
const on = (name) => switches[name] === 'on';

const submitsWanted = number('count') * number('parts');
const receives = switches.bind !== 'transmitter';
const receiptsWanted = on('receipts') && receives ? submitsWanted * number('receipts-per-submit') : 0;

const result = { bound: false, submitted: 0, answered: 0, accepted: 0, statuses: {}, receipts: 0, stats: {}, unmatched: 0 };
const answers = [];
const receipts = [];
const ids = new Set();
const started = Date.now();
let pending = 0;
let ended = false;

const count = (table, key) => (table[key] = (table[key] || 0) + 1);
const field = (text, name) => (new RegExp(`${name}:(\\S*)`).exec(text) || [])[1] || '';

function end(code) {
  if (ended) return;
  ended = true;
  result.ms = Date.now() - started;
  // A receipt may come before the response that names its id.
  result.unmatched = receipts.filter((receipt) => !ids.has(receipt.id)).length;
  if (on('details')) Object.assign(result, { answers, receipts_heard: receipts });
  process.stdout.write(JSON.stringify(result) + '\n', () => process.exit(code));
}

function finishIfDone() {
  if (result.answered < submitsWanted || result.receipts < receiptsWanted) return;
  session.unbind(() => session.close());
  setTimeout(() => end(0), 200);
}

function octetsOf(index, part) {
  const text = number('parts') > 1 ? `${switches.text} ${index}/${part}` : switches.text;
  const octets = switches.data_coding === '8' ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'latin1');
  if (number('parts') === 1) return octets;
  return Buffer.concat([Buffer.from([5, 0, 3, index & 255, number('parts'), part]), octets]);
}

function submitNext() {
  while (pending < number('window') && result.submitted < submitsWanted) {
    const index = Math.floor(result.submitted / number('parts'));
    const part = (result.submitted % number('parts')) + 1;
    result.submitted++;
    pending++;
    const to = on('same-to') ? switches.to : String(BigInt(switches.to) + BigInt(index));
    const pdu = {
      source_addr_ton: 5,
      source_addr: switches.from,
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      destination_addr: to,
      esm_class: number('parts') > 1 ? 0x40 : 0,
      registered_delivery: on('receipts') ? 1 : 0,
      data_coding: number('data_coding'),
      short_message: octetsOf(index, part),
    };
    session.submit_sm(pdu, (response) => {
      pending--;
      result.answered++;
      count(result.statuses, response.command_status);
      if (response.command_status === 0) {
        result.accepted++;
        ids.add(response.message_id);
      }
      answers.push({ to, status: response.command_status, id: response.message_id });
      submitNext();
      finishIfDone();
    });
  }
}

// Octets stay octets: the package would decode texts and headers into objects of its own.
for (const command of ['submit_sm', 'deliver_sm']) {
  for (const param of Object.values(smpp.commands[command].params)) delete param.filter;
}

const session = smpp.connect({ host: switches.host, port: number('port') });
session.on('connect', () => {
  const bind = { system_id: switches.system_id, password: switches.password, interface_version: 0x34 };
  session[`bind_${switches.bind}`](bind, (response) => {
    result.bind_status = response.command_status;
    if (response.command_status !== 0) return end(2);
    result.bound = true;
    submitNext();
  });
});
session.on('deliver_sm', (pdu) => {
  const text = pdu.short_message.toString('latin1');
  const receipt = { id: field(text, 'id'), stat: field(text, 'stat'), err: field(text, 'err'), from: pdu.source_addr };
  if (pdu.receipted_message_id) receipt.tlv_id = String(pdu.receipted_message_id);
  receipts.push(receipt);
  result.receipts++;
  count(result.stats, receipt.stat);
  session.send(pdu.response());
  finishIfDone();
});
session.on('enquire_link', (pdu) => session.send(pdu.response()));
session.on('unbind', (pdu) => session.send(pdu.response()));
session.on('error', (error) => {
  result.error = String(error.message || error);
  end(result.bound ? 1 : 2);
});
session.on('close', () => end(result.answered === submitsWanted && result.receipts >= receiptsWanted ? 0 : 1));
setTimeout(() => end(1), number('time'));

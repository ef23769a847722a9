// What tshark makes of PDUs, beside what `kaskad pdu` makes of them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { runProgram } from './gateway_process.mjs';

const SMPP_PORT = 2775;
const RAW_IP = 101;
const OUTPUT_MAX = 1 << 28;
const WORD_MAX = 60_000; // octets in one word of a command line; Linux takes 128 KiB

export const MISSING = spawnSync('which', ['tshark']).status === 0 ? false : 'tshark is missing';

export function header(octets, fields) {
  const made = Buffer.alloc(octets);
  for (const [offset, size, value] of fields) made.writeUIntBE(value, offset, size);
  return made;
}

// A segment from a port of its own, so that tshark cannot take one PDU for the continuation of another.
function packet(pdu, index) {
  const tcp = header(20, [[0, 2, 10_000 + index], [2, 2, SMPP_PORT], [4, 4, 1], [12, 1, 0x50], [13, 1, 0x18], [14, 2, 0xffff]]);
  const length = 40 + pdu.length;
  const ip = header(20, [[0, 1, 0x45], [2, 2, length], [8, 1, 64], [9, 1, 6], [12, 4, 0x7f000001], [16, 4, 0x7f000001]]);
  return Buffer.concat([header(16, [[8, 4, length], [12, 4, length]]), ip, tcp, pdu]);
}

function writeCapture(file, pdus) {
  const start = header(24, [[0, 4, 0xa1b2c3d4], [4, 2, 2], [6, 2, 4], [16, 4, 0xffff], [20, 4, RAW_IP]]);
  fs.writeFileSync(file, Buffer.concat([start, ...pdus.map(packet)]));
}

// All fields of a layer, however they are nested, by name.
function flat(layer, into = {}) {
  for (const [name, value] of Object.entries(layer)) {
    if (Array.isArray(value)) value.forEach((one) => (typeof one === 'object' ? flat(one, into) : (into[name] ??= one)));
    else if (typeof value === 'object') flat(value, into);
    else into[name] ??= value;
  }
  return into;
}

// Tag and length of each, in order.
function tlvsOf(layer) {
  const found = [].concat(layer['smpp.opt_params']?.['smpp.opt_param'] ?? []);
  return found.map((tlv) => [Number(tlv['smpp.opt_param_tag']), Number(tlv['smpp.opt_param_len'])]);
}

function readCapture(file) {
  const run = spawnSync('tshark', ['-r', file, '-d', `tcp.port==${SMPP_PORT},smpp`, '-T', 'json', '--no-duplicate-keys'], { maxBuffer: OUTPUT_MAX });
  assert.equal(run.status, 0, String(run.stderr));
  return JSON.parse(run.stdout.toString('latin1')).map(({ _source }) => ({ malformed: '_ws.malformed' in _source.layers, tlvs: tlvsOf(_source.layers.smpp ?? {}), ...flat(_source.layers.smpp ?? {}) }));
}

const HEADER_OCTETS = 16; // all that a refusal has
const number = (text) => text !== undefined && Number(text);
const octets = (text) => text && text.replaceAll(':', '');
// Our name, tshark's, and how its form becomes ours. Of an empty text it shows nothing.
const FIELDS = [
  ['command_id', 'smpp.command_id', number],
  ['sequence_number', 'smpp.sequence_number', number],
  ['system_id', 'smpp.system_id'],
  ['password', 'smpp.password'],
  ['system_type', 'smpp.system_type'],
  ['address_range', 'smpp.address_range'],
  ['service_type', 'smpp.service_type'],
  ['interface_version', 'smpp.interface_version', number],
  ['source_addr_ton', 'smpp.source_addr_ton', number],
  ['source_addr_npi', 'smpp.source_addr_npi', number],
  ['source_addr', 'smpp.source_addr'],
  ['dest_addr_ton', 'smpp.dest_addr_ton', number],
  ['dest_addr_npi', 'smpp.dest_addr_npi', number],
  ['destination_addr', 'smpp.destination_addr'],
  ['protocol_id', 'smpp.protocol_id', number],
  ['priority_flag', 'smpp.priority_flag', number],
  ['replace_if_present_flag', 'smpp.replace_if_present_flag', number],
  ['sm_default_msg_id', 'smpp.sm_default_msg_id', number],
  ['data_coding', 'smpp.data_coding', number],
  ['sm_length', 'smpp.sm_length', number],
  ['short_message', 'smpp.message', octets],
  ['message_id', 'smpp.message_id'],
  ['message_state', 'smpp.message_state', number],
  ['error_code', 'smpp.error_code', number],
];

const HEADER_FIELDS = FIELDS.slice(0, 2);
// Parameters of which the value is compared too.
const TLV_FIELDS = { 0x001e: ['smpp.receipted_message_id'], 0x0427: ['smpp.message_state', Number] };

function compare(ours, theirs, isBare) {
  const compared = [];
  for (const [name, shown, asOurs = (value) => value] of isBare ? HEADER_FIELDS : FIELDS) {
    if (ours[name] === undefined || ours[name] === '') continue;
    assert.equal(asOurs(theirs[shown]), ours[name], `${name} of ${JSON.stringify(ours)}`);
    compared.push(name);
  }
  if (ours.command_id & 0x80000000) assert.equal(Number(theirs['smpp.command_status']), ours.command_status);
  assert.deepEqual(theirs.tlvs, ours.tlvs.map(({ tag, length }) => [tag, length]), JSON.stringify(ours));
  for (const { tag, value } of ours.tlvs) {
    const [shown, asOurs = (text) => text] = TLV_FIELDS[tag] ?? [];
    if (shown) assert.equal(asOurs(theirs[shown]), value, `${shown} of ${JSON.stringify(ours)}`);
  }
  return compared;
}

function readOurselves(pdus) {
  const words = [[]];
  let length = 0;
  for (const pdu of pdus) {
    if (length + pdu.length > WORD_MAX) [length] = [0, words.push([])];
    length += pdu.length;
    words.at(-1).push(pdu.toString('hex'));
  }
  return words.flatMap((word) => {
    const said = runProgram(['pdu', word.join('')], { maxBuffer: OUTPUT_MAX });
    return said.output.trim().split('\n').map((line) => JSON.parse(line));
  });
}

// How many fields of each command were read alike. `file`: for the capture.
export function compareAll(pdus, file) {
  writeCapture(file, pdus);
  const theirs = readCapture(file);
  const ours = readOurselves(pdus);
  assert.deepEqual([ours.length, theirs.length], [pdus.length, pdus.length]);
  const compared = {};
  ours.forEach((pdu, index) => {
    assert.ok(!pdu.error && !theirs[index].malformed, JSON.stringify(pdu));
    compared[pdu.command] = (compared[pdu.command] ?? 0) + compare(pdu, theirs[index], pdus[index].length === HEADER_OCTETS).length;
  });
  return compared;
}

// Every PDU that the running program sent, to clients and to operators, read by tshark: with the same fields that
// `kaskad pdu` reads in it, and nothing malformed. (That each of the 33 PDUs is written as it was meant: SmppTshark.)
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { Esme, STATUS } from './esme.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { Wiretap } from './wiretap.mjs';

const ports = new PortRange(25650);
const SMPP_PORT = 2775;
const RAW_IP = 101;

function header(octets, fields) {
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

function readCapture(file) {
  const run = spawnSync('tshark', ['-r', file, '-d', `tcp.port==${SMPP_PORT},smpp`, '-T', 'json', '--no-duplicate-keys'], { maxBuffer: 1 << 28 });
  assert.equal(run.status, 0, String(run.stderr));
  return JSON.parse(run.stdout.toString('latin1')).map(({ _source }) => ({ malformed: '_ws.malformed' in _source.layers, ...flat(_source.layers.smpp ?? {}) }));
}

const number = (text) => text !== undefined && Number(text);
const octets = (text) => text && text.replaceAll(':', '');
// Our name, tshark's, and how its form becomes ours. Of an empty text it shows nothing.
const FIELDS = [
  ['command_id', 'smpp.command_id', number],
  ['sequence_number', 'smpp.sequence_number', number],
  ['system_id', 'smpp.system_id'],
  ['interface_version', 'smpp.interface_version', number],
  ['source_addr_ton', 'smpp.source_addr_ton', number],
  ['source_addr_npi', 'smpp.source_addr_npi', number],
  ['source_addr', 'smpp.source_addr'],
  ['dest_addr_ton', 'smpp.dest_addr_ton', number],
  ['dest_addr_npi', 'smpp.dest_addr_npi', number],
  ['destination_addr', 'smpp.destination_addr'],
  ['data_coding', 'smpp.data_coding', number],
  ['sm_length', 'smpp.sm_length', number],
  ['short_message', 'smpp.message', octets],
  ['message_id', 'smpp.message_id'],
];

function compare(ours, theirs) {
  const compared = [];
  for (const [name, shown, asOurs = (value) => value] of FIELDS) {
    if (ours[name] === undefined || ours[name] === '') continue;
    assert.equal(asOurs(theirs[shown]), ours[name], `${name} of ${JSON.stringify(ours)}`);
    compared.push(name);
  }
  if (ours.command_id & 0x80000000) assert.equal(Number(theirs['smpp.command_status']), ours.command_status);
  const tags = ours.tlvs.filter(({ tag }) => tag === 0x1e || tag === 0x427).map(({ value }) => String(value));
  const seen = [theirs['smpp.receipted_message_id'], theirs['smpp.message_state']].filter(Boolean).map((value) => (value.startsWith('0x') ? String(Number(value)) : value));
  assert.deepEqual(seen.sort(), tags.sort(), JSON.stringify(ours));
  return compared;
}

async function openScene(t) {
  const [port, linkTap] = [await ports.next(), await ports.next()];
  const scene = new Scene(ports, {
    links: [{ tlv: [{ tag: 0x1400, text: 'entity' }], enquire_link_ms: 1_000 }],
    change: async (settings, own) => {
      settings.smpp = { enabled: true, port, enquire_link_ms: 1_000 };
      settings.client[0].account = [{ system_id: 'shop', password: 'shop-pw', window: 2 }];
      own.toOperator = await own.keep(new Wiretap(linkTap, own.operator.port)).start();
      settings.link[0].hosts = [`127.0.0.1:${linkTap}`];
    },
  });
  t.after(() => scene.dispose());
  await scene.prepare();
  scene.toClients = await scene.keep(new Wiretap(await ports.next(), port)).start();
  await scene.gateway.start();
  return scene;
}

test('tshark reads what the program sends as we do', { skip: spawnSync('which', ['tshark']).status === 0 ? false : 'tshark is missing' }, async (t) => {
  const scene = await openScene(t);
  const credentials = { password: 'shop-pw' };
  for (const version of [0x33, 0x34, 0x50]) {
    const esme = await scene.keep(new Esme(scene.toClients.port, { version })).connect();
    assert.equal((await esme.bind('transceiver', credentials)).command_status, STATUS.ok);
    const utf16 = Buffer.from('Привет 🙂', 'utf16le').swap16();
    const texts = [{ short_message: 'hello € {}' }, { short_message: utf16, data_coding: 8 }, { short_message: Buffer.alloc(0), message_payload: Buffer.alloc(300, 'long ') }];
    for (const fields of texts) await esme.receipt((await esme.submit(fields)).message_id);
    await esme.submit({ destination_addr: '12' });
    await esme.ask('enquire_link', {});
    esme.session.socket.write(header(16, [[0, 4, 16], [4, 4, 0xffff], [12, 4, 77]])); // a command nobody knows
    await until('it is refused', () => scene.toClients.seen('generic_nack', 'server').some(({ connection }) => connection === scene.toClients.connections));
    await Promise.all(Array.from({ length: 8 }, () => esme.submit({ registered_delivery: 0 })));
    if (version === 0x33) await until('it is asked', () => scene.toClients.seen('enquire_link', 'server').length > 0);
    await esme.ask('unbind', {});
  }
  await (await scene.keep(new Esme(scene.toClients.port)).connect()).bind('transceiver', { password: 'wrong' });
  await until('the operator is asked', () => scene.toOperator.seen('enquire_link', 'client').length > 0);
  await scene.gateway.stop();

  const sent = [...scene.toClients.pdus.filter(({ by }) => by === 'server'), ...scene.toOperator.pdus.filter(({ by }) => by === 'client')];
  const file = path.join(scene.gateway.folder, 'sent.pcap');
  writeCapture(file, sent.map((pdu) => pdu.octets));
  const theirs = readCapture(file);
  const said = runProgram(['pdu', sent.map((pdu) => pdu.octets.toString('hex')).join('')]);
  const ours = said.output.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual([ours.length, theirs.length], [sent.length, sent.length]);

  const compared = {};
  ours.forEach((pdu, index) => {
    assert.ok(!pdu.error && !theirs[index].malformed, JSON.stringify(pdu));
    compared[pdu.command] = (compared[pdu.command] ?? 0) + compare(pdu, theirs[index]).length;
  });
  t.diagnostic(`${sent.length} PDUs; fields compared: ${JSON.stringify(compared)}`);
  const wanted = ['bind_transceiver_resp', 'submit_sm_resp', 'deliver_sm', 'enquire_link', 'enquire_link_resp', 'unbind_resp', 'generic_nack', 'bind_transceiver', 'submit_sm', 'deliver_sm_resp', 'unbind'];
  assert.deepEqual(wanted.filter((command) => !compared[command]), []);
});

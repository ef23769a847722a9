// The SMPP server for clients, met by a program that is not ours: binds and their refusals, submits that are answered when
// they are durable, receipts that wait for a bind.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { openAccountScene } from './account_scene.mjs';
import { throughout, until } from './deadline.mjs';
import { STATUS } from './esme.mjs';
import { PortRange } from './port_range.mjs';

const ports = new PortRange(24400);

const openScene = (t, wanted) => openAccountScene(t, ports, wanted);

test('a message goes in by submit_sm, out to the operator, and its receipt back', async (t) => {
  const scene = await openScene(t);
  const esme = await scene.esme();
  const bound = await esme.bind();
  assert.deepEqual([bound.command_status, bound.system_id, bound.sc_interface_version], [STATUS.ok, 'Kaskad', 0x50]);
  const { command_status, message_id } = await esme.submit({ short_message: 'hello €' });
  assert.equal(command_status, STATUS.ok);
  const receipt = await esme.receipt(message_id);
  assert.deepEqual([receipt.stat, receipt.err, receipt.esm_class, receipt.from, receipt.to], ['DELIVRD', '000', 4, '4915123456789', 'Kaskad']);
  assert.deepEqual([receipt.tlvId, receipt.tlvState], [message_id, 2]);
  const message = await scene.message(message_id);
  assert.deepEqual([message.state, message.class_source, message.from], ['delivered', 'account_default', 'Kaskad']);
  assert.deepEqual(scene.operator.submits.map(({ text }) => text), ['hello €']);
  await throughout('one receipt', 300, () => esme.receipts.length === 1);
});

test('a transmitter submits, a receiver of the same account hears of it', async (t) => {
  const scene = await openScene(t);
  const transmitter = await scene.bound('transmitter');
  const receiver = await scene.bound('receiver');
  assert.equal((await receiver.submit()).command_status, STATUS.wrongBindState);
  const { message_id } = await transmitter.submit();
  await receiver.receipt(message_id);
  assert.equal(transmitter.receipts.length, 0);
});

test('clients of 3.3 get ids of eight characters, of 5.0 the long ones', async (t) => {
  const scene = await openScene(t);
  for (const [version, form] of [[0x33, /^[0-9A-F]{8}$/], [0x00, /^[0-9A-F]{8}$/], [0x50, /^\d{10,20}$/]]) {
    const esme = await scene.bound('transceiver', { version });
    const { message_id } = await esme.submit();
    assert.match(message_id, form);
    const receipt = await esme.receipt(message_id);
    assert.equal(receipt.tlvId, version >= 0x34 ? message_id : undefined);
    esme.dispose();
  }
});

test('a receipt is sent only as it was asked for', async (t) => {
  const scene = await openScene(t);
  const esme = await scene.bound();
  const none = await esme.submit({ registered_delivery: 0 });
  const onFailure = await esme.submit({ registered_delivery: 2 });
  const always = await esme.submit({ registered_delivery: 1 });
  await esme.receipt(always.message_id);
  await scene.message(none.message_id);
  await scene.message(onFailure.message_id);
  await throughout('no other receipt', 300, () => esme.receipts.length === 1);
});

test('a failed message is told with its reason, also where only failures are wanted', async (t) => {
  const scene = await openScene(t, { operators: [{ 'receipt-state': 'UNDELIV' }] });
  const esme = await scene.bound();
  const { message_id } = await esme.submit({ registered_delivery: 2 });
  const receipt = await esme.receipt(message_id);
  assert.deepEqual([receipt.stat, receipt.tlvState], ['UNDELIV', 5]);
  assert.notEqual(receipt.err, '000');
});

test('receipts wait while nobody is bound, also over a restart', async (t) => {
  const scene = await openScene(t);
  const first = await scene.bound();
  const { message_id } = await first.submit();
  first.dispose();
  await scene.message(message_id);
  const transmitter = await scene.bound('transmitter');
  await throughout('nothing to a transmitter', 300, () => transmitter.receipts.length === 0);
  await scene.gateway.kill();
  await scene.gateway.start();
  const second = await scene.bound('receiver');
  assert.equal((await second.receipt(message_id)).stat, 'DELIVRD');
});

test('a receipt that is refused for now comes again, one that is refused for good does not', async (t) => {
  const scene = await openScene(t, { change: (settings) => Object.assign(settings.engine, { callback_delay_ms: 100 }) });
  const esme = await scene.bound();
  esme.receiptStatus = (count) => (count === 1 ? STATUS.retryLater : STATUS.ok);
  const { message_id } = await esme.submit();
  await until('the receipt came twice', () => esme.receipts.filter(({ id }) => id === message_id).length === 2);
  esme.receiptStatus = STATUS.rejected;
  const dropped = await esme.submit();
  await esme.receipt(dropped.message_id);
  await throughout('no repeat', 800, () => esme.receipts.length === 3);
});

test('a receipt without an answer goes to another bind when its own is cut', async (t) => {
  const scene = await openScene(t);
  const silent = await scene.bound();
  silent.answers = false;
  const { message_id } = await silent.submit();
  await silent.receipt(message_id);
  const other = await scene.bound('receiver');
  silent.dispose();
  await other.receipt(message_id);
});

test('who may not bind is refused by a bare header, and the connection is closed', async (t) => {
  const scene = await openScene(t);
  for (const wrong of [{ password: 'wrong' }, { system_id: 'nobody' }, { password: '' }]) {
    const esme = await scene.esme();
    const refused = await esme.bind('transceiver', wrong);
    assert.deepEqual([refused.command_status, refused.command_length], [STATUS.bindFailed, 16], JSON.stringify(wrong));
    await until('the connection is closed', () => esme.closed);
  }
  assert.ok(!scene.gateway.logText.includes('shop-pass'), 'no password in the log');
});

test('by option a refused bind says what is wrong', async (t) => {
  const scene = await openScene(t, { smpp: { names_credentials: true } });
  assert.equal((await (await scene.esme()).bind('transceiver', { password: 'wrong' })).command_status, STATUS.invalidPassword);
  assert.equal((await (await scene.esme()).bind('transceiver', { system_id: 'nobody' })).command_status, STATUS.invalidSystemId);
});

test('an account comes only from its addresses', async (t) => {
  const scene = await openScene(t, { account: { addresses: ['10.0.0.0/8'] } });
  assert.equal((await (await scene.esme()).bind()).command_status, STATUS.bindFailed);
});

test('guessing locks the guesser out, and nobody else', async (t) => {
  const change = (settings) => settings.client[1].account = [{ system_id: 'other', password: 'other-pass' }];
  const scene = await openScene(t, { change });
  for (let guess = 0; guess < 5; ++guess) await (await scene.esme()).bind('transceiver', { password: `guess${guess}` });
  assert.equal((await (await scene.esme()).bind()).command_status, STATUS.bindFailed, 'the right password is too late');
  const other = await (await scene.esme()).bind('transceiver', { system_id: 'other', password: 'other-pass' });
  assert.equal(other.command_status, STATUS.ok);
});

test('a password hash made by openssl opens the account', async (t) => {
  const salt = '00112233445566778899aabbccddeeff';
  const options = ['pass:hashed-pass', `hexsalt:${salt}`, 'n:16384', 'r:8', 'p:1'].flatMap((option) => ['-kdfopt', option]);
  const made = spawnSync('openssl', ['kdf', '-keylen', '32', ...options, 'SCRYPT'], { encoding: 'utf8' });
  const hash = made.stdout.trim().replaceAll(':', '');
  const scene = await openScene(t, { account: { password: undefined, password_hash: `scrypt$16384$8$1$${salt}$${hash}` } });
  assert.equal((await (await scene.esme()).bind('transceiver', { password: 'hashed-pass' })).command_status, STATUS.ok);
});

test('an account has so many binds and no more', async (t) => {
  const scene = await openScene(t, { account: { binds: 2 } });
  const first = await scene.bound();
  await scene.bound('receiver');
  assert.equal((await (await scene.esme()).bind()).command_status, STATUS.alreadyBound);
  first.dispose();
  await until('its place is free', async () => (await (await scene.esme()).bind()).command_status === STATUS.ok);
});

test('above its rate a client is throttled, by segments', async (t) => {
  const scene = await openScene(t, { account: { rate: 4 } });
  const esme = await scene.bound();
  const many = await Promise.all(Array.from({ length: 10 }, () => esme.submit()));
  const throttled = many.filter(({ command_status }) => command_status === STATUS.throttled);
  assert.ok(throttled.length >= 7, `${throttled.length} of 10 are throttled`);
  await until('it goes on', async () => (await esme.submit()).command_status === STATUS.ok);
});

test('a refused submit has the code of what is wrong', async (t) => {
  const scene = await openScene(t, { account: { senders: ['Kaskad', 'Shop'] } });
  const esme = await scene.bound();
  const cases = [
    [{ destination_addr: '12' }, STATUS.invalidDestination],
    [{ destination_addr: '33612345678' }, STATUS.invalidDestination], // no network of the plan
    [{ source_addr: 'Bank' }, STATUS.invalidSource],
    [{ validity_period: '250101000000000+' }, STATUS.invalidExpiry],
    [{ validity_period: '000099000000000R' }, STATUS.invalidExpiry], // longer than any may be
    [{ short_message: { udh: Buffer.from([6, 5, 4, 0x15, 0x8a, 0, 0]), message: 'to a port' } }, STATUS.invalidEsmClass],
    [{ short_message: '' }, STATUS.invalidMessageLength],
  ];
  for (const [fields, status] of cases) assert.equal((await esme.submit(fields)).command_status, status, JSON.stringify(fields));
  assert.equal(scene.operator.submits.length, 0);
});

test('without money nothing is taken', async (t) => {
  const scene = await openScene(t, { change: (settings) => (settings.client[0].opening_balance = '0.04') });
  const esme = await scene.bound();
  assert.equal((await esme.submit()).command_status, STATUS.ok);
  assert.equal((await esme.submit()).command_status, STATUS.submitFailed);
});

test('unbind ends a session after its answers; a stop unbinds everybody', async (t) => {
  const scene = await openScene(t);
  const esme = await scene.bound();
  const submitted = esme.submit();
  const unbound = esme.ask('unbind', {});
  assert.equal((await submitted).command_status, STATUS.ok);
  assert.equal((await unbound).command_status, STATUS.ok);
  await until('the connection is closed', () => esme.closed);
  const other = await scene.bound();
  const stopping = scene.gateway.stop();
  await until('it is unbound', () => other.unbound && other.closed);
  await stopping;
});

test('a reload opens, changes and closes accounts while others stay bound', async (t) => {
  const change = (settings) => settings.client[1].account = [{ system_id: 'other', password: 'other-pass' }];
  const scene = await openScene(t, { change });
  const shop = await scene.bound();
  const other = await scene.esme();
  await other.bind('transceiver', { system_id: 'other', password: 'other-pass' });
  scene.gateway.settings.client[0].account[0].password = 'new-pass';
  scene.gateway.writeSettings();
  scene.gateway.reload();
  await until('the old password is unbound', () => shop.unbound);
  assert.equal((await (await scene.esme()).bind('transceiver', { password: 'new-pass' })).command_status, STATUS.ok);
  assert.ok(!other.closed);
});

test('a connection that never binds is closed, and is one of a few', async (t) => {
  const scene = await openScene(t, { smpp: { session_init_ms: 500, unbound_max: 3 } });
  const connect = () => scene.keep(Object.assign(net.connect(scene.gateway.settings.smpp.port, '127.0.0.1'), { dispose() { this.destroy(); } }));
  const sockets = Array.from({ length: 6 }, connect);
  let ended = 0;
  for (const socket of sockets) socket.on('close', () => ++ended).on('error', () => {}).resume();
  await until('all are closed', () => ended === 6);
  await scene.bound();
});

test('over TLS', async (t) => {
  const folder = fs.mkdtempSync('/tmp/kaskad-clients-');
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = (name) => path.join(folder, name);
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', file('key.pem'), '-out', file('cert.pem')]);
  assert.equal(made.status, 0);
  const scene = await openScene(t, { smpp: { tls_certificate: file('cert.pem'), tls_key: file('key.pem') } });
  const esme = await scene.bound('transceiver', { tls: true });
  await esme.receipt((await esme.submit()).message_id);
});

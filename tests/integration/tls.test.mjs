// TLS on both sides, against openssl's own tools and certificates: what our server shows and asks for, and whom a link of
// ours believes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import net from 'node:net';
import { test } from 'node:test';
import { Certificates } from './certificates.mjs';
import { throughout, until } from './deadline.mjs';
import { TIED } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';

const smpp = createRequire(import.meta.url)('smpp');
const ports = new PortRange(25550);
const HANDSHAKE_MS = 20_000;

const bindOctets = () =>
  new smpp.PDU('bind_transceiver', { system_id: 'shop', password: 'shop-pass', interface_version: 0x34, sequence_number: 1 }).toBuffer();

// openssl, started with the words given; it keeps what it was told. As a client it is given a bind to send.
class Openssl {
  constructor(words) {
    const [program, ...rest] = [...TIED, 'openssl', ...words];
    this.child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdin.on('error', () => {});
    this.octets = Buffer.alloc(0);
    this.errors = '';
    this.child.stdout.on('data', (octets) => (this.octets = Buffer.concat([this.octets, octets])));
    this.child.stderr.on('data', (text) => (this.errors += text));
    this.child.on('close', (code) => (this.exit = { code }));
  }

  get said() {
    return this.octets.toString('latin1') + this.errors;
  }

  dispose() {
    this.child.kill('SIGKILL');
  }
}

// A server with TLS, and `connect(words)`: s_client, which sends a bind and is given until the connection has ended or
// the bind was answered.
async function openServer(t, smppOptions = () => ({})) {
  const certificates = new Certificates(t);
  certificates.selfSigned('authority');
  const own = certificates.issue('authority', 'server', 'DNS:sms.example,IP:127.0.0.1');
  const port = await ports.next();
  const scene = await Scene.open(t, ports, {
    change: (settings) => {
      settings.smpp = { enabled: true, port, tls_certificate: own.cert, tls_key: own.key, ...smppOptions(certificates) };
      settings.client[0].account = [{ system_id: 'shop', password: 'shop-pass' }];
    },
  });
  const start = (...words) => scene.keep(new Openssl(['s_client', '-connect', `127.0.0.1:${port}`, ...words]));
  // Whether its bind was accepted, and what openssl said of the handshake.
  const bind = async (...words) => {
    const client = start('-quiet', '-no_ign_eof', ...words);
    client.child.stdin.write(bindOctets());
    await until('an answer or the end', () => client.exit || client.octets.length >= 16, HANDSHAKE_MS);
    const isBound = client.octets.length >= 16 && client.octets.readUInt32BE(4) === 0x80000009 && client.octets.readUInt32BE(8) === 0;
    return { isBound, said: client.errors };
  };
  return { scene, port, certificates, start, bind, authority: certificates.files('authority').cert };
}

test('our server speaks TLS 1.2 and 1.3, and nothing older', async (t) => {
  const { scene, start } = await openServer(t);
  for (const [version, isSpoken] of [['tls1', false], ['tls1_1', false], ['tls1_2', true], ['tls1_3', true]]) {
    const client = start(`-${version}`, '-cipher', 'DEFAULT@SECLEVEL=0');
    await until('the handshake has ended', () => client.exit || /^ *Protocol *: |New, TLSv/m.test(client.said), HANDSHAKE_MS);
    if (isSpoken) await until('it went well', () => /New, TLSv1\.[23], Cipher is (?!\(NONE\))/.test(client.said));
    else assert.match(client.said, /alert protocol version/, version);
  }
  await scene.gateway.hasLogged(/smpp: a TLS handshake failed: .*(unsupported protocol|version)/);
});

test('the certificate it shows proves its name by its authority', async (t) => {
  const { start, bind, authority } = await openServer(t);
  const check = ['-CAfile', authority, '-verify_return_error', '-verify_hostname'];
  const right = start(...check, 'sms.example');
  await until('it is believed', () => /Verify return code: 0 \(ok\)/.test(right.said), HANDSHAKE_MS);
  const wrong = await bind(...check, 'other.example');
  assert.ok(!wrong.isBound && /hostname mismatch/i.test(wrong.said), wrong.said);
  assert.ok((await bind(...check, 'sms.example')).isBound);
});

test('where clients need a certificate, only one of the authority named opens', async (t) => {
  const stranger = (certificates) => certificates.selfSigned('stranger');
  const { scene, bind, certificates } = await openServer(t, (made) => ({ tls_client_ca: made.files('authority').cert }));
  const own = (name) => ['-cert', certificates.files(name).cert, '-key', certificates.files(name).key];
  stranger(certificates);
  certificates.issue('authority', 'client', 'DNS:client');
  certificates.issue('authority', 'past', 'DNS:past', { isOver: true });
  for (const version of ['-tls1_2', '-tls1_3']) {
    const none = await bind(version);
    assert.ok(!none.isBound && /certificate required|handshake failure/.test(none.said), none.said);
    const wrong = await bind(version, ...own('stranger'));
    assert.ok(!wrong.isBound && /unknown ca/.test(wrong.said), wrong.said);
    const past = await bind(version, ...own('past'));
    assert.ok(!past.isBound && /certificate expired/.test(past.said), past.said);
    assert.ok((await bind(version, ...own('client'))).isBound);
  }
  const lines = scene.gateway.log.filter((line) => /a TLS handshake failed/.test(line));
  assert.equal(lines.length, 6);
  for (const why of [/peer did not return a certificate/, /certificate refused: .*self.signed/, /certificate refused: .*expired/])
    assert.ok(lines.some((line) => why.test(line)), `${why} in:\n${lines.join('\n')}`);
  assert.equal(scene.gateway.log.filter((line) => /smpp: "shop" is bound/.test(line)).length, 2);
  assert.ok(!scene.gateway.log.some((line) => /smpp: a bind of/.test(line) && /refused/.test(line)), 'nobody else was asked for a password');
});

test('a client that speaks no TLS to a port of TLS hears nothing and is let go', async (t) => {
  const { port, bind, scene } = await openServer(t);
  const socket = scene.keep(Object.assign(net.connect(port, '127.0.0.1'), { dispose() { this.destroy(); } }));
  let [heard, ended] = [Buffer.alloc(0), false];
  socket.on('data', (octets) => (heard = Buffer.concat([heard, octets]))).on('close', () => (ended = true)).on('error', () => {});
  socket.write(bindOctets());
  await until('it is closed', () => ended);
  assert.ok(heard.length < 16 && heard[0] !== 0, 'at most an alert of TLS, no PDU');
  assert.ok((await bind()).isBound, 'others are served');
});

// What an operator may show instead of a certificate that we believe, and what the log says of it.
const IMPOSTORS = [
  ['self-signed', (made) => made.selfSigned('self-signed', 'IP:127.0.0.1'), /certificate refused: self.signed certificate/],
  ['other-authority', (made) => made.selfSigned('other') && made.issue('other', 'of-another', 'IP:127.0.0.1'), /certificate refused: unable to get local issuer/],
  ['other-name', (made) => made.issue('authority', 'other-name', 'DNS:other.example,IP:127.0.0.2'), /certificate refused: IP address mismatch/],
  ['expired', (made) => made.issue('authority', 'expired', 'IP:127.0.0.1', { isOver: true }), /certificate refused: certificate has expired/],
  ['no-tls', () => undefined, /TLS: /],
];

test('a link shows an impostor neither password nor PDU, says why, and stays down; mended, it binds', async (t) => {
  const certificates = new Certificates(t);
  certificates.selfSigned('authority');
  const shown = IMPOSTORS.map(([, make]) => make(certificates));
  const authority = certificates.files('authority').cert;
  const scene = await Scene.open(t, ports, {
    operators: shown.map((files) => (files ? { 'tls-key': files.key, 'tls-cert': files.cert } : {})),
    links: IMPOSTORS.map(([name]) => ({ name, tls: true, tls_ca: authority })),
  });
  for (const [name, , why] of IMPOSTORS) await scene.gateway.hasLogged(new RegExp(`link ${name}: bind 0 to .*${why.source}`));
  const { id } = await scene.shop.send({ to: '+4915123456789', text: 'secret' });
  await throughout('no operator hears a PDU', 1_000, () => scene.operators.every(({ events }) => events.every(({ event }) => ['listening', 'open', 'close', 'error'].includes(event))));
  assert.ok(!/ is bound/.test(scene.gateway.logText));
  await scene.reload((settings) => (settings.link[0].tls_ca = shown[0].cert));
  const message = await scene.message(id);
  assert.equal(message.state, 'delivered');
  assert.deepEqual(scene.operators.map(({ submits }) => submits.length), [1, 0, 0, 0, 0]);
});

test('a link speaks no TLS older than 1.2', async (t) => {
  const certificates = new Certificates(t);
  const { key, cert } = certificates.selfSigned('old', 'IP:127.0.0.1');
  const port = await ports.next();
  const scene = new Scene(ports, { operators: [{}], links: [{ hosts: [`127.0.0.1:${port}`], tls: true, tls_ca: cert }] });
  t.after(() => scene.dispose());
  await scene.prepare();
  const old = scene.keep(new Openssl(['s_server', '-accept', `127.0.0.1:${port}`, '-tls1_1', '-cipher', 'DEFAULT@SECLEVEL=0', '-key', key, '-cert', cert]));
  await until('s_server listens', () => /ACCEPT/.test(old.said));
  await scene.gateway.start();
  await scene.gateway.hasLogged(/link alpha: bind 0 to .*TLS: .*version/);
  assert.ok(!/CIPHER is|secret/.test(old.said), old.said);
});

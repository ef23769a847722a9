// E-mail as a step of a cascade, from outside: the gateway, npm's smtp-server as the server of mail, npm's smpp as the
// operator. Reports come back as the server's pipe would post them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { money } from './api_client.mjs';
import { Certificates } from './certificates.mjs';
import { throughout, until } from './deadline.mjs';
import { MailServer } from './mail_server.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { makePrice, SELL_PRICE } from './settings.mjs';

const ports = new PortRange(22000, 100);
const KEY = 'key-of-the-callbacks-0001';
const MAIL_PRICE = '0.004';

async function open(t, { server = {}, account = {}, isUp = true } = {}) {
  const scene = await Scene.open(t, ports, {
    change: async (settings, scene) => {
      scene.mx = scene.keep(await new MailServer(await ports.next(), server).start());
      scene.base = `http://127.0.0.1:${settings.api.port}`;
      settings.channel = [{
        name: 'post', adapter: 'smtp', host: '127.0.0.1', port: scene.mx.port, security: 'none', hello: 'gw.shop.example', callback_base: scene.base,
        callback_key: KEY, from: 'news@shop.example', from_name: 'Лавка', bounce_address: 'bounce@mail.shop.example', bounce_secret: 'a secret of the tests', ...account,
      }];
      settings.price.push(makePrice({ link: 'post' }, '0.001'), makePrice({ channel: 'email' }, MAIL_PRICE));
    },
  });
  await until('the account is up', async () => (await scene.owner.get('/v1/links')).json.links.find(({ name }) => name === 'post')?.state === 'up' || !isUp);
  await scene.operator.bound(1);
  return scene;
}

const mailThenSms = (address, step = {}, more = {}) => ({
  to: '+4915123456700', text: 'Order A-17 is ready', addresses: { email: address }, content: { email: { title: 'Заказ А-17', text: 'Он готов.\n.\nПриходите.' } },
  cascade: [{ channel: 'email', timeout_s: 3, ...step }, { channel: 'sms' }], ...more,
});
const states = ({ attempts }) => attempts.map(({ channel, state }) => `${channel} ${state}`);
const taken = (scene) => until('the server has a mail', () => scene.mx.mails[0]);
const spent = async (scene) => {
  const { balance, reserved } = await scene.shop.balance();
  assert.equal(money(reserved), 0n);
  return money('100') - money(balance);
};
// As `curl --data-binary @-` does it.
const post = (scene, body, key = `/${KEY}`) =>
  fetch(`${scene.base}/v1/channels/post/callbacks${key}`, { method: 'POST', body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });

test('a mail that its server reports as delivered needs no SMS', async (t) => {
  const scene = await open(t);
  const { id } = await scene.shop.send(mailThenSms('ann@people.example', { timeout_s: 30 }));
  const mail = await taken(scene);
  assert.equal(mail.mail.subject, 'Заказ А-17');
  assert.equal(mail.mail.text.trim(), 'Он готов.\n.\nПриходите.');
  assert.equal(mail.mail.from.text, '"Лавка" <news@shop.example>');
  assert.equal(mail.mail.to.text, 'ann@people.example');
  assert.equal(mail.mail.headers.get('auto-submitted'), 'auto-generated');
  assert.match(mail.from, new RegExp(`^bounce\\+${id}\\.1\\.[0-9a-f]{16}@mail\\.shop\\.example$`));
  assert.equal(mail.mail.messageId, `<${mail.from.slice('bounce+'.length)}>`);
  assert.equal(mail.dsn.ret, 'HDRS');
  assert.deepEqual(mail.wanted.notify, ['SUCCESS', 'FAILURE', 'DELAY']);
  assert.equal((await post(scene, scene.mx.report(mail, 'delivered', '2.0.0'), '')).status, 404, 'who does not know the key is not heard');
  assert.equal((await post(scene, scene.mx.report(mail, 'delivered', '2.0.0'))).status, 200);
  const message = await scene.message(id);
  assert.deepEqual([message.state, message.delivered_via, states(message)], ['delivered', ['email'], ['email delivered']]);
  assert.equal(scene.operator.submits.length, 0);
  assert.equal(await spent(scene), money(MAIL_PRICE));
});

test('a mail that its server gives back goes on by SMS', async (t) => {
  const scene = await open(t);
  const { id } = await scene.shop.send(mailThenSms('ann@people.example', { timeout_s: 30 }));
  await post(scene, scene.mx.report(await taken(scene), 'failed', '5.2.2'));
  const message = await scene.message(id);
  assert.deepEqual(states(message), ['email undelivered', 'sms delivered']);
  assert.equal(message.attempts[0].reason.code, 'handset_memory_full');
  assert.equal(await spent(scene), money(SELL_PRICE));
});

test('an address that nobody has costs no time, and is forgotten', async (t) => {
  const scene = await open(t);
  await scene.shop.request('PUT', '/v1/contacts/+4915123456700/email', { body: { address: 'nobody@people.example' } });
  const { id } = await scene.shop.send(mailThenSms('', { timeout_s: 30 }, { addresses: undefined }));
  const message = await scene.message(id);
  assert.deepEqual(states(message), ['email rejected', 'sms delivered']);
  assert.ok(message.latency_ms < 10_000, 'its step did not last to the end');
  const again = await scene.message((await scene.shop.send(mailThenSms('', {}, { addresses: undefined }))).id);
  assert.deepEqual([states(again), again.attempts[0].reason.code], [['email skipped', 'sms delivered'], 'no_address']);
  assert.deepEqual(scene.mx.recipients, ['nobody@people.example']);
});

test('a mail whose answer is lost is never sent again', async (t) => {
  const scene = await open(t);
  const { id } = await scene.shop.send(mailThenSms('lost@people.example', { retries: 5 }, { class: 'otp' }));
  const message = await scene.message(id);
  assert.equal(message.state, 'delivered');
  assert.deepEqual(message.delivered_via, ['sms']);
  await throughout('it does not come again', 1_500, () => scene.mx.mails.length === 1 && scene.mx.recipients.length === 1);
  // The report settles what became of it.
  await post(scene, scene.mx.report(scene.mx.mails[0], 'delivered', '2.0.0'));
  await until('both are known', async () => (await scene.shop.message(id)).possible_duplicate === true);
});

test('a grey list is waited out', async (t) => {
  const scene = await open(t);
  const { id } = await scene.shop.send(mailThenSms('grey@people.example', { timeout_s: 30, retries: 2, retry_s: 1 }));
  const mail = await taken(scene);
  assert.equal(scene.mx.recipients.length, 2);
  await post(scene, scene.mx.report(mail, 'relayed', '2.0.0'));
  assert.deepEqual(states(await scene.message(id)), ['email delivered']);
});

test('one click ends marketing by mail', async (t) => {
  const scene = await open(t);
  const offer = () => scene.shop.send(mailThenSms('ann@people.example', {}, { class: 'marketing', cascade: [{ channel: 'email', timeout_s: 5 }] }));
  const { id } = await offer();
  const { mail } = await taken(scene);
  const { url } = mail.headers.get('list').unsubscribe;
  assert.ok(url.startsWith(`${scene.base}/v1/channels/post/callbacks?unsubscribe=`) && !url.includes(KEY));
  const asked = await fetch(url);
  assert.match(await asked.text(), /<button>Unsubscribe<\/button>/);
  assert.equal((await fetch(`${url.slice(0, -3)}AAA`, { method: 'POST', body: 'List-Unsubscribe=One-Click' })).status, 401);
  assert.equal((await fetch(url, { method: 'POST', body: 'List-Unsubscribe=One-Click' })).status, 200);
  await scene.message(id);
  const refused = await scene.shop.post(mailThenSms('ann@people.example', {}, { class: 'marketing', cascade: [{ channel: 'email' }] }));
  const last = refused.status === 202 ? await scene.message(refused.json.id) : refused.json;
  assert.match(JSON.stringify(last), /suppressed/);
  assert.equal(scene.mx.mails.length, 1);
});

test('over TLS it logs in, to a server whose certificate is good, and to no other', async (t) => {
  const certificates = new Certificates(t);
  certificates.selfSigned('authority');
  certificates.selfSigned('stranger');
  const { key, cert } = certificates.issue('authority', 'mx', 'IP:127.0.0.1');
  const { readFileSync } = await import('node:fs');
  const server = { key: readFileSync(key), cert: readFileSync(cert) };
  const account = { security: 'starttls', user: 'shop', password: 'word', ca_file: certificates.files('authority').cert };
  const scene = await open(t, { server, account });
  await scene.shop.send(mailThenSms('ann@people.example', { timeout_s: 30 }));
  await taken(scene);
  assert.deepEqual(scene.mx.logins, [{ username: 'shop', password: 'word', secure: true }]);

  const other = await open(t, { server, account: { ...account, ca_file: certificates.files('stranger').cert } });
  const message = await other.message((await other.shop.send(mailThenSms('ann@people.example'))).id);
  assert.deepEqual(message.delivered_via, ['sms']);
  assert.deepEqual(other.mx.logins, []);
  assert.equal(other.mx.mails.length, 0);
});

test('an address that is none is refused', async (t) => {
  const scene = await open(t);
  const put = await scene.shop.request('PUT', '/v1/contacts/+4915123456700/email', { body: { address: 'Ann <ann@people.example>' } });
  assert.equal(put.status, 422, put.text);
  const sent = await scene.shop.post(mailThenSms('ann@people.example\r\nBcc: bob@people.example'));
  assert.equal(sent.status, 422, sent.text);
});

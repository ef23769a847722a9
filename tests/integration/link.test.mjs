// An operator's link in bad weather: cut, unbound, refused, throttled, silent. Messages go on as the rules say, and the
// log tells a tired operator why.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { money, samples } from './api_client.mjs';
import { throughout, until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { SELL_PRICE } from './settings.mjs';

const TO = '+4915123456789';
const ports = new PortRange(21200);

const dearer = (settings) => {
  settings.price.find(({ link }) => link === 'bravo').price = '0.02';
};

async function checkDelivered(scene, id) {
  const message = await scene.message(id);
  assert.deepEqual([message.state, message.reason, message.possible_duplicate], ['delivered', null, false]);
  return scene.owner.message(id);
}

async function checkPaid(scene, parts) {
  const { balance, reserved } = await scene.shop.balance();
  assert.deepEqual([money('100') - money(balance), money(reserved)], [BigInt(parts) * money(SELL_PRICE), 0n]);
}

for (const how of ['drop', 'unbind']) {
  test(`the link binds again after ${how === 'drop' ? 'the connection is cut' : 'the operator sends unbind'}`, async (t) => {
    const scene = await Scene.open(t, ports, { links: [{ binds: 2 }] });
    await scene.operator.bound(2);
    await scene.operator.order({ do: how });
    await scene.operator.bound(4);
    if (how === 'unbind') assert.ok(scene.operator.events.some(({ event }) => event === 'unbind_resp'), 'unbind is answered');
    await checkDelivered(scene, (await scene.shop.send({ to: TO, text: 'after' })).id);
    await scene.gateway.hasLogged(/link alpha: bind \d ended/);
  });
}

test('what waits while the operator is away goes out once when it is back', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  await scene.operator.stop();
  await scene.gateway.hasLogged(/link alpha: bind 0 ended/);
  const sent = [];
  for (let i = 0; i < 10; ++i) sent.push((await scene.shop.send({ to: TO, text: `n ${i}` })).id);
  await scene.gateway.hasLogged(/link alpha: bind 0 to 127\.0\.0\.1:\d+: .*next try in/);
  await scene.operator.start();
  for (const id of sent) await checkDelivered(scene, id);
  assert.equal(scene.operator.submits.length, 10);
  assert.equal(samples(await scene.metrics(), 'kaskad_submits_total')['link="alpha"'] ?? 10, 10);
  await checkPaid(scene, 10);
});

test('a gateway starts although its operator is away', async (t) => {
  const scene = new Scene(ports);
  t.after(() => scene.dispose());
  await scene.prepare();
  await scene.operator.stop();
  await scene.gateway.start();
  const { id } = await scene.shop.send({ to: TO, text: 'early' });
  await scene.operator.start();
  await checkDelivered(scene, id);
});

test('a refused password is said, and not knocked at again soon', async (t) => {
  const change = (settings) => (settings.link[0].password = 'wrong');
  const scene = await Scene.open(t, ports, { operators: [{ password: 'secret' }], change });
  await scene.operator.bound();
  const line = await scene.gateway.hasLogged(/link alpha: bind 0 .*bind refused/);
  assert.match(line, /PASWD|password/i);
  const wait = Number(/next try in (\d+) ms/.exec(line)[1]);
  assert.ok(wait >= 1_500, `reconnect_refused_ms is 3000, the next try is in ${wait} ms`);
  await throughout('no second try', 1_200, () => scene.operator.binds.length === 1);
  scene.gateway.settings.link[0].password = 'secret';
  scene.gateway.writeSettings();
  scene.gateway.reload();
  await checkDelivered(scene, (await scene.shop.send({ to: TO, text: 'hello' })).id);
  assert.ok(!scene.gateway.logText.includes('secret'), 'no password in the log');
});

for (const count of [1, 3]) {
  test(`a link that throttles ${count} times delivers all the same, on the same attempt`, async (t) => {
    const scene = await Scene.open(t, ports, { operators: [{ status: 0x58, 'status-count': count }] });
    const { id } = await scene.shop.send({ to: TO, text: 'patience' });
    const story = await checkDelivered(scene, id);
    assert.equal(story.attempts.length, 1);
    assert.deepEqual([story.attempts[0].throttled, story.attempts[0].retries], [count, 0]);
    assert.equal(scene.operator.submits.length, count + 1);
    assert.equal(scene.operator.events.filter(({ event }) => event === 'refused').length, count);
    await checkPaid(scene, 1);
  });
}

test('while a link throttles it is asked more slowly, not hammered', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ status: 0x58 }], links: [{ window: 10 }] });
  for (let i = 0; i < 30; ++i) await scene.shop.send({ to: TO, text: `n ${i}` });
  await scene.operator.received(1);
  const before = scene.operator.submits.length;
  await throughout('few submits', 1_000, () => scene.operator.submits.length - before <= 60);
  await scene.operator.order({ status: 0 });
  const all = await until('all 30 are listed', async () => {
    const listed = await scene.shop.list();
    return listed.length === 30 && listed;
  });
  for (const { id } of all) await checkDelivered(scene, id);
  await checkPaid(scene, 30);
});

test('no answer is in doubt: a transactional message goes out once more, and is charged once', async (t) => {
  const change = (settings) => (settings.engine.class.transactional = { resend_ms: 400 });
  const scene = await Scene.open(t, ports, { operators: [{ answers: 'off' }], links: [{ response_timeout_ms: 1_000 }], change });
  const { id } = await scene.shop.send({ to: TO, text: 'silence' });
  await scene.operator.received(1);
  await scene.message(id, ({ state }) => state === 'in_progress', 'is in progress');
  await scene.operator.order({ answers: 'on' });
  const message = await scene.message(id);
  assert.deepEqual([message.state, message.possible_duplicate], ['delivered', true]);
  assert.equal(scene.operator.submits.length, 2);
  await checkPaid(scene, 1);
});

test('an otp without an answer goes over the other link at once', async (t) => {
  const options = { operators: [{ answers: 'off' }, {}], links: [{ response_timeout_ms: 1_000 }], change: dearer };
  const scene = await Scene.open(t, ports, options);
  await scene.linked();
  const { id } = await scene.shop.send({ to: TO, text: 'code 1', class: 'otp' });
  const message = await scene.message(id);
  assert.deepEqual([message.state, message.possible_duplicate], ['delivered', true]);
  const { attempts } = await scene.owner.message(id);
  assert.deepEqual(attempts.map(({ link, state }) => [link.name, state]), [['alpha', 'unknown'], ['bravo', 'delivered']]);
  await checkPaid(scene, 1);
});

test('an otp in doubt when the connection is cut goes over the other link at once', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ 'drop-after': 1 }, {}], change: dearer });
  await scene.linked();
  const { id } = await scene.shop.send({ to: TO, text: 'code 2', class: 'otp' });
  const message = await scene.message(id);
  assert.deepEqual([message.state, message.possible_duplicate], ['delivered', true]);
  assert.deepEqual(scene.operators.map((operator) => operator.submits.length), [1, 1]);
});

test('a final refusal ends the message with its reason, and no other link is asked', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ status: 0x0b }, {}], change: dearer });
  await scene.linked();
  const { id } = await scene.shop.send({ to: TO, text: 'nobody' });
  const message = await scene.message(id);
  assert.deepEqual([message.state, message.reason], ['failed', { code: 'invalid_recipient', culprit: 'client' }]);
  assert.deepEqual(scene.operators.map((operator) => operator.submits.length), [1, 0]);
  const [attempt] = (await scene.owner.message(id)).attempts;
  assert.equal(attempt.parts[0].command_status, '0x0000000B');
});

test('a link that will not take a message passes it to the next', async (t) => {
  const scene = await Scene.open(t, ports, { operators: [{ status: 0x45 }, {}], change: dearer });
  await scene.linked();
  const { id } = await scene.shop.send({ to: TO, text: 'next please' });
  const { attempts } = await checkDelivered(scene, id);
  assert.deepEqual(attempts.map(({ link, state }) => [link.name, state]), [['alpha', 'rejected'], ['bravo', 'delivered']]);
  assert.match(attempts[1].decision.explanation, /alpha: tried before/);
  await checkPaid(scene, 1);
});

test('the cheaper link is taken, and the dearer one while it is down', async (t) => {
  const change = (settings) => {
    dearer(settings);
    settings.engine.failover_ms = 300;
  };
  const scene = await Scene.open(t, ports, { operators: [{}, {}], change });
  await scene.linked();
  const first = await checkDelivered(scene, (await scene.shop.send({ to: TO, text: 'cheap' })).id);
  assert.equal(first.attempts[0].link.name, 'alpha');
  assert.match(first.attempts[0].decision.explanation, /Chosen: alpha at 0\.0123 EUR.*bravo: dearer/);
  await scene.operators[0].stop();
  await scene.gateway.hasLogged(/link alpha: bind 0 ended/);
  const second = await checkDelivered(scene, (await scene.shop.send({ to: TO, text: 'dear' })).id);
  assert.equal(second.attempts[0].link.name, 'bravo');
  assert.match(second.attempts[0].decision.explanation, /alpha: not bound/);
});

test('the queue of a link that dies goes to the other', async (t) => {
  const change = (settings) => {
    dearer(settings);
    settings.engine.failover_ms = 300;
  };
  const scene = await Scene.open(t, ports, { operators: [{ answers: 'off' }, {}], links: [{ window: 1 }], change });
  await scene.linked();
  const blocking = await scene.shop.send({ to: TO, text: 'blocks', class: 'marketing' });
  await scene.operators[0].received(1);
  const sent = [];
  for (let i = 0; i < 20; ++i) sent.push((await scene.shop.send({ to: TO, text: `n ${i}` })).id);
  await scene.operators[0].stop();
  for (const id of sent) {
    const { attempts } = await checkDelivered(scene, id);
    assert.equal(attempts.at(-1).link.name, 'bravo');
  }
  assert.equal(scene.operators[1].submits.length, 20);
  assert.equal((await scene.shop.message(blocking.id)).state, 'in_progress', 'marketing in doubt stays where it is');
});

test('what was refused for the moment goes to the other link when its own dies', async (t) => {
  const change = (settings) => {
    dearer(settings);
    settings.engine.failover_ms = 300;
    settings.engine.retry_delay_ms = 300;
  };
  const scene = await Scene.open(t, ports, { operators: [{ status: 0x08 }, {}], change });
  await scene.linked();
  const { id } = await scene.shop.send({ to: TO, text: 'moved' });
  await scene.operators[0].received(1);
  await scene.operators[0].stop();
  const { attempts } = await checkDelivered(scene, id);
  assert.equal(attempts.at(-1).link.name, 'bravo');
});

test('a link that is silent is asked, and bound anew when it does not answer', async (t) => {
  const scene = await Scene.open(t, ports, { links: [{ enquire_link_ms: 1_000, response_timeout_ms: 1_000 }] });
  await until('two enquire_link, answered', () => scene.operator.events.filter(({ event }) => event === 'enquire_link').length >= 2);
  assert.equal(scene.operator.binds.length, 1);
  await scene.operator.order({ 'enquire-answers': 'off' });
  await scene.operator.bound(2, 40_000);
  await checkDelivered(scene, (await scene.shop.send({ to: TO, text: 'after' })).id);
});

for (const [name, body, options] of [
  ['deadline of its class', {}, { deadline_ms: 1_000 }],
  ['validity', { validity: 1 }, {}],
]) {
  test(`a message past the ${name} is not sent and costs nothing`, async (t) => {
    const change = (settings) => (settings.engine.class.transactional = options);
    const scene = await Scene.open(t, ports, { change });
    await scene.linked();
    await scene.operator.stop();
    await scene.gateway.hasLogged(/bind 0 ended/);
    const { id } = await scene.shop.send({ to: TO, text: 'too late', ...body });
    const message = await scene.message(id);
    assert.deepEqual([message.state, message.reason.code, message.charge.amount], ['expired', 'deadline_passed', '0']);
    await checkPaid(scene, 0);
    await scene.operator.start();
    await scene.operator.bound(2); // the deadline holds for the next one as well
    await checkDelivered(scene, (await scene.shop.send({ to: TO, text: 'in time' })).id);
    assert.deepEqual(scene.operator.submits.map(({ text }) => text), ['in time']);
  });
}

// A certificate for 127.0.0.1 that signs itself.
function makeCertificate(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kaskad-tls-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name));
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  const made = spawnSync('openssl', [...words, '-subj', '/CN=operator', '-addext', 'subjectAltName=IP:127.0.0.1'], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  return { key, cert };
}
const unlessOpenssl = { skip: spawnSync('openssl', ['version']).status === 0 ? false : 'openssl is missing' };

test('a link speaks TLS, and believes only whom it was told to', unlessOpenssl, async (t) => {
  const { key, cert } = makeCertificate(t);
  const operators = [{ 'tls-key': key, 'tls-cert': cert }];
  const scene = await Scene.open(t, ports, { operators, links: [{ tls: true }] });
  await scene.gateway.hasLogged(/link alpha: bind 0 to .*certificate/);
  assert.equal(scene.operator.binds.length, 0, 'no password was shown to a stranger');
  scene.gateway.settings.link[0].tls_ca = cert;
  scene.gateway.writeSettings();
  scene.gateway.reload();
  await checkDelivered(scene, (await scene.shop.send({ to: TO, text: 'sealed' })).id);
});

test('the rate of a link is kept', async (t) => {
  const scene = await Scene.open(t, ports, { links: [{ rate: 20, window: 50 }] });
  const { length } = await scene.shop.send(Array.from({ length: 80 }, (_, i) => ({ to: TO, text: `n ${i}` })));
  assert.equal(length, 80);
  const submits = await scene.operator.received(80);
  // In any second no more than the rate and what the bucket held; a little for the scheduling of two processes.
  for (const [index, { at }] of submits.entries()) {
    const within = submits.slice(index).filter((later) => later.at - at < 1_000).length;
    assert.ok(within <= 2 * 20 + 4, `${within} submit_sm within a second`);
  }
  const seconds = (submits.at(-1).at - submits[0].at) / 1_000;
  assert.ok(seconds >= (80 - 20 - 4) / 20 - 0.2, `80 at 20 a second took ${seconds} s`);
});

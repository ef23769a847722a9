// The main path: a message in over HTTP, out to an operator that is not ours, its receipt back, charged once, told to
// the client. Octets are compared with what the foreign decoder received.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import standardwebhooks from 'standardwebhooks';
import { money, samples } from './api_client.mjs';
import { CallbackSink } from './callback_sink.mjs';
import { until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { BUY_PRICE, SELL_PRICE, WEBHOOK_SECRET } from './settings.mjs';

const TO = '+4915123456789';
const ports = new PortRange(21000);
const endings = [];
const file = { after: (end) => endings.push(end) };
let scene;
let sink;

before(async () => {
  sink = await new CallbackSink(await ports.next()).start();
  endings.push(() => sink.dispose());
  scene = await Scene.open(file, ports, {
    change: (settings) => {
      settings.client[0].endpoint = [{ name: 'main', url: sink.url, secret: WEBHOOK_SECRET, allow_private: true, default: true }];
    },
  });
});
after(async () => {
  for (const end of endings.reverse()) await end();
});

const utf16be = (text) => Buffer.from(text, 'utf16le').swap16();
const octetsOf = (submit) => Buffer.from(submit.short_message, 'hex');
const payloadOf = (submit) => octetsOf(submit).subarray(submit.udh ? submit.udh.length / 2 : 0);

// Sends and waits for both ends: {accepted, submits}.
async function send(body, parts) {
  const seen = scene.operator.submits.length;
  const accepted = await scene.shop.send(body);
  const submits = await until(`${parts} submit_sm`, () => {
    const fresh = scene.operator.submits.slice(seen);
    return fresh.length >= parts && fresh;
  });
  return { accepted, submits };
}

function checkMultipart(submits, texts) {
  assert.equal(submits.length, texts.length);
  const reference = submits[0].udh.slice(6, 8);
  for (const [index, submit] of submits.entries()) {
    const place = `${texts.length}`.padStart(2, '0') + `${index + 1}`.padStart(2, '0');
    assert.equal(submit.esm_class & 0x40, 0x40);
    assert.equal(submit.udh, `050003${reference}${place}`);
    assert.equal(submit.data_coding, 8);
    assert.deepEqual(payloadOf(submit), utf16be(texts[index]));
  }
}

test('a Latin text goes out in the GSM alphabet, and its addresses with the right types', async () => {
  const { accepted, submits } = await send({ to: TO, from: 'Kaskad', text: 'Hello € @ [x]' }, 1);
  const [submit] = submits;
  assert.equal(accepted.encoding, 'gsm7');
  assert.equal(accepted.parts, 1);
  assert.deepEqual(accepted.price, { amount: SELL_PRICE, currency: 'EUR' });
  assert.equal(submit.short_message, '48656c6c6f201b652000201b3c781b3e');
  assert.equal(submit.data_coding, 0);
  assert.equal(submit.text, 'Hello € @ [x]');
  assert.deepEqual([submit.source_addr, submit.source_addr_ton, submit.source_addr_npi], ['Kaskad', 5, 0]);
  assert.deepEqual([submit.destination_addr, submit.dest_addr_ton, submit.dest_addr_npi], ['4915123456789', 1, 1]);
  assert.equal(submit.registered_delivery & 3, 1);
  assert.equal((await scene.message(accepted.id)).state, 'delivered');
});

test('a numeric sender has the type of number of the link', async () => {
  const { submits } = await send({ to: TO, from: '+491701234567', text: 'x' }, 1);
  assert.deepEqual([submits[0].source_addr, submits[0].source_addr_ton, submits[0].source_addr_npi], ['491701234567', 1, 1]);
});

test('a Cyrillic text of three parts is cut at 67 characters, with a UDH', async () => {
  const text = 'Привет, мир! '.repeat(12).slice(0, 150);
  const { accepted, submits } = await send({ to: TO, text }, 3);
  assert.deepEqual([accepted.encoding, accepted.parts, accepted.price.amount], ['ucs2', 3, '0.1035']);
  checkMultipart(submits, [text.slice(0, 67), text.slice(67, 134), text.slice(134)]);
  const message = await scene.message(accepted.id);
  assert.deepEqual([message.state, message.parts_confirmed], ['delivered', 3]);
});

test('an emoji is never cut in two', async () => {
  const text = 'ж'.repeat(66) + '😀' + 'ж'.repeat(30);
  const { submits } = await send({ to: TO, text }, 2);
  checkMultipart(submits, ['ж'.repeat(66), '😀' + 'ж'.repeat(30)]);
});

test('client and operator read the whole story, each in their words, and the books agree', async () => {
  const before = await scene.shop.balance();
  const { accepted, submits } = await send({ to: TO, from: 'Kaskad', text: 'д'.repeat(71), client_ref: 'order 7', class: 'otp' }, 2);
  const message = await scene.message(accepted.id);
  const after = await scene.shop.balance();

  assert.deepEqual(
    [message.state, message.reason, message.client_ref, message.class, message.class_source, message.to, message.from],
    ['delivered', null, 'order 7', 'otp', 'request', '4915123456789', 'Kaskad'],
  );
  assert.deepEqual(message.network, { mccmnc: '26201', country: 'DE' });
  assert.deepEqual(message.price, { amount: '0.069', currency: 'EUR', per_part: SELL_PRICE });
  assert.deepEqual(message.charge, { state: 'posted', amount: '0.069', currency: 'EUR' });
  assert.deepEqual([message.parts, message.parts_confirmed, message.delivered_via], [2, 2, ['sms']]);
  assert.deepEqual([message.late, message.possible_duplicate], [false, false]);
  assert.equal(money(before.balance) - money(after.balance), 2n * money(SELL_PRICE));
  assert.equal(money(after.reserved), 0n);

  const story = await scene.owner.message(accepted.id);
  const [attempt] = story.attempts;
  const operatorIds = attempt.parts.map((part) => part.operator_id);
  const shown = (await scene.shop.get(`/v1/messages/${accepted.id}`)).text;
  for (const secret of ['alpha', 'attempts', 'candidates', 'octets', BUY_PRICE, ...operatorIds]) {
    assert.ok(!shown.includes(secret), `a client must not see ${secret}: ${shown}`);
  }
  assert.equal(story.attempts.length, 1);
  assert.equal(attempt.link.name, 'alpha');
  assert.equal(attempt.state, 'delivered');
  assert.deepEqual(attempt.buy_price, { per_part: BUY_PRICE, delivered: '0', currency: 'EUR', version: 1 });
  assert.deepEqual(attempt.parts.map((part) => part.octets), submits.map((submit) => submit.short_message));
  assert.deepEqual(attempt.parts.map((part) => part.receipt.stat), ['DELIVRD', 'DELIVRD']);
  assert.equal(attempt.parts[0].receipt.matched_by, 'id');
  assert.ok(operatorIds.every((id) => /^70\d{4}$/.test(id)), `ids as the operator gave them: ${operatorIds}`);
  assert.equal(attempt.decision.outcome, 'chosen');
  assert.match(attempt.decision.explanation, /Telekom.*alpha/);
  assert.ok(story.history.length >= 4);
  const charged = story.postings.flatMap((posting) => posting.transfers).filter(({ amount }) => amount === '0.069');
  assert.ok(charged.length >= 1, 'a posting of the price');
});

test('callbacks come signed, and the foreign verifier finds them right', async () => {
  const { accepted } = await send({ to: TO, text: 'with a callback', client_ref: 'c-1' }, 1);
  await sink.has(accepted.id, 'message.sent');
  const delivered = await sink.has(accepted.id, 'message.delivered');
  const event = new standardwebhooks.Webhook(WEBHOOK_SECRET).verify(delivered.body, delivered.headers);
  assert.equal(event.data.id, accepted.id);
  assert.deepEqual([event.data.state, event.data.client_ref, event.data.to], ['delivered', 'c-1', '4915123456789']);
  assert.deepEqual(event.data.price, { amount: SELL_PRICE, currency: 'EUR' });
  assert.equal(delivered.headers['content-type'], 'application/json');
  const changed = delivered.body.replace('delivered', 'delivereD');
  assert.throws(() => new standardwebhooks.Webhook(WEBHOOK_SECRET).verify(changed, delivered.headers));
});

test('a callback that is refused is repeated with the same id and body', async () => {
  sink.status = 503;
  const { accepted } = await send({ to: TO, text: 'try again' }, 1);
  const first = await sink.has(accepted.id, 'message.delivered');
  sink.status = 200;
  const calls = await until('the repeat', () => {
    const same = sink.calls.filter(({ headers }) => headers['webhook-id'] === first.headers['webhook-id']);
    return same.length >= 2 && same;
  });
  assert.equal(calls[1].body, first.body);
  new standardwebhooks.Webhook(WEBHOOK_SECRET).verify(calls[1].body, calls[1].headers);
});

test('a callback_url outside the declared endpoints is refused', async () => {
  const answer = await scene.shop.post({ to: TO, text: 'x', callback_url: 'http://127.0.0.1:1/elsewhere' });
  assert.deepEqual([answer.status, answer.json.code], [422, 'invalid_callback_url']);
});

test('/metrics counts what happened', async () => {
  const parts = scene.operator.submits.length;
  const metrics = await until('metrics that have caught up', async () => {
    const text = await scene.metrics();
    return samples(text, 'kaskad_submits_total')['link="alpha"'] === parts && text;
  });
  assert.ok(samples(metrics, 'kaskad_messages_total')['result="accepted"'] >= 7);
  assert.equal(samples(metrics, 'kaskad_messages_total')['result="invalid_callback_url"'], 1);
  const responses = samples(metrics, 'kaskad_submit_responses_total');
  assert.equal(Object.values(responses).reduce((sum, n) => sum + n, 0), parts);
  const receipts = samples(metrics, 'kaskad_receipts_total');
  assert.equal(Object.entries(receipts).find(([labels]) => labels.includes('delivered'))?.[1], parts);
  assert.equal(samples(metrics, 'kaskad_link_binds_bound')['link="alpha"'], 1);
  const callbacks = samples(metrics, 'kaskad_callbacks_total');
  assert.ok(callbacks['result="accepted"'] >= 2);
  assert.ok(callbacks['result="refused"'] >= 1);
});

test('preview says parts and price, and changes nothing', async () => {
  const before = await scene.shop.balance();
  const answer = await scene.shop.request('POST', '/v1/messages/preview', { body: { to: TO, text: 'д'.repeat(71) } });
  assert.equal(answer.status, 200);
  assert.deepEqual([answer.json.parts, answer.json.encoding, answer.json.price.amount], [2, 'ucs2', '0.069']);
  assert.deepEqual(await scene.shop.balance(), before);
});

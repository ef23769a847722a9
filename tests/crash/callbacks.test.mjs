// The counting of callbacks must notice what is missing, changed or wrongly signed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areAllCalled, complaintAbout, countCallbacks } from './callbacks.mjs';
import { Webhook, WEBHOOK_SECRET } from './shared.mjs';

const call = (sequence, type, id = 'm1') => ({ headers: { 'webhook-id': `msg_3_${sequence}` }, body: JSON.stringify({ type, data: { id } }) });

const goodWorld = () => ({
  calls: [call(1, 'message.sent'), call(2, 'message.delivered'), call(2, 'message.delivered')],
  endpoints: [{ id: 3, last: 2, cursor: 2, retries: 0, abandoned: 0 }],
  messages: [{ id: 'm1', client_ref: '1', state: 'delivered', final: true }],
});

test('a world in which all is well', () => {
  const { violations, figures } = countCallbacks(goodWorld());
  assert.deepEqual(violations, []);
  assert.deepEqual(figures, { callbacks: 3, events: 2, repeated: 1 });
});

const plants = {
  'an event that never came': [(w) => w.calls.shift(), /event 1 of endpoint 3 never came/],
  'an end nobody was told': [(w) => (w.messages[0].state = 'failed'), /number 1 ended failed/],
  'a repeat with another body': [(w) => (w.calls[2].body += ' '), /callback msg_3_2 came with another body/],
  'an event that is not recorded': [(w) => w.calls.push(call(9, 'message.sent')), /event 9 of endpoint 3 is not recorded/],
  'a wrong signature': [(w) => (w.calls[0].wrong = 'no match'), /callback msg_3_1 is wrongly signed/],
};

for (const [name, [plant, pattern]] of Object.entries(plants)) {
  test(`notices ${name}`, () => {
    const world = goodWorld();
    plant(world);
    const { violations } = countCallbacks(world);
    assert.ok(violations.some((text) => pattern.test(text)), `${pattern} is not among:\n${violations.join('\n')}`);
  });
}

test('a signature is checked over the octets', () => {
  const body = '{"type":"message.sent"}';
  const at = new Date();
  const signature = new Webhook(WEBHOOK_SECRET).sign('msg_3_1', at, body);
  const headers = { 'webhook-id': 'msg_3_1', 'webhook-timestamp': String(Math.floor(at / 1000)), 'webhook-signature': signature };
  assert.equal(complaintAbout({ headers, body }, WEBHOOK_SECRET), undefined);
  assert.ok(complaintAbout({ headers, body: `${body} ` }, WEBHOOK_SECRET));
  assert.ok(complaintAbout({ headers: { ...headers, 'webhook-id': 'msg_3_2' }, body }, WEBHOOK_SECRET));
});

test('a signature is as old as the caller\'s clock says', () => {
  const body = '{}';
  const at = new Date(Date.now() + 7_200_000);
  const signature = new Webhook(WEBHOOK_SECRET).sign('msg_3_1', at, body);
  const call = { body, headers: { 'webhook-id': 'msg_3_1', 'webhook-timestamp': String(Math.floor(at / 1000)), 'webhook-signature': signature } };
  assert.match(complaintAbout(call, WEBHOOK_SECRET), /too new/);
  assert.equal(complaintAbout(call, WEBHOOK_SECRET, [Date.now(), Date.now() + 7_200_000]), undefined);
  assert.ok(complaintAbout({ ...call, body: '[]' }, WEBHOOK_SECRET, [Date.now(), Date.now() + 7_200_000]));
  assert.ok(Math.abs(Date.now() - performance.timeOrigin - performance.now()) < 60_000, 'our own clock is as it was');
});

test('an endpoint with open retries or events behind is not done', () => {
  assert.equal(areAllCalled([{ last: 2, cursor: 2, retries: 0 }]), true);
  assert.equal(areAllCalled([{ last: 2, cursor: 1, retries: 0 }]), false);
  assert.equal(areAllCalled([{ last: 2, cursor: 2, retries: 1 }]), false);
});

// One client's mass mailing must not delay another client's one-time passwords: FAIRNESS_MESSAGES marketing messages wait
// for a link of 30 segments a second, and every otp reaches the operator within a second of its POST's answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samples } from './api_client.mjs';
import { Standstill, pause, until } from './deadline.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { makeClient } from './settings.mjs';

const MESSAGES = Number(process.env.FAIRNESS_MESSAGES || 20_000);
const OTPS = 15;
const RATE = 30;
const LIMIT_MS = 1_000;
const BULK_KEY = 'bulk-key-of-the-integration-tests-0001';
const ports = new PortRange(21400);
const standstill = new Standstill();

const declareBulk = (settings) => {
  settings.client.push(makeClient('bulk', BULK_KEY, { opening_balance: '1000000', class: 'marketing' }));
  settings.journal_segment_size = 64 * 1024 * 1024;
  settings.log.level = 'info';
};

// Four requests of a thousand at a time; what is refused for the moment is asked again, as a client should.
async function queueMarketing(bulk) {
  let next = 0;
  let refusals = 0;
  const post = async (from) => {
    const count = Math.min(1_000, MESSAGES - from);
    const items = Array.from({ length: count }, (_, i) => ({ to: `+4915${100_000_000 + from + i}`, text: `offer ${from + i}` }));
    const headers = { 'idempotency-key': `bulk-${from}` };
    for (;;) {
      const answer = await bulk.post(items, { headers, timeout: 60_000 });
      if (answer.status === 202 && answer.json.every(({ id }) => id)) return;
      if (answer.status !== 202 && !answer.json?.retryable) throw new Error(`bulk was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
      ++refusals;
      await pause(200);
    }
  };
  const worker = async () => {
    while (next < MESSAGES) {
      const from = next;
      next += 1_000;
      await post(from);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return refusals;
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const show = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return `median ${percentile(sorted, 0.5).toFixed(0)} ms, most ${sorted.at(-1).toFixed(0)} ms`;
};

// From the POST's answer to the operator's submit_sm, of otps sent one after another.
async function measureOtps(scene, round) {
  const delays = [];
  const answers = [];
  for (let i = 0; i < OTPS; ++i) {
    const text = `code ${round} ${i}`;
    const asked = performance.now();
    const { status, text: said } = await scene.shop.post({ to: '+4915111111111', text, class: 'otp' });
    assert.equal(status, 202, `an otp is refused because of another client's mailing: ${said}`);
    const [answered, stood] = [performance.now(), standstill.ms];
    answers.push(answered - asked);
    const submit = await until(`the otp "${text}" is with the operator`, () => scene.operator.submits.findLast((seen) => seen.text === text));
    delays.push(submit.at - answered - (standstill.ms - stood));
    await pause(Math.random() * 150); // any phase of the link's pace
  }
  return { delays, answers };
}

test(`an otp overtakes ${MESSAGES} marketing messages`, { timeout: 90_000 + MESSAGES }, async (t) => {
  const operators = [{ receipts: 'off' }];
  const scene = await Scene.open(t, ports, { operators, links: [{ rate: RATE, window: 20 }], change: declareBulk });
  const bulk = scene.gateway.client(BULK_KEY);
  const begun = performance.now();
  const queueing = queueMarketing(bulk);
  await scene.operator.received(5);
  const during = await measureOtps(scene, 'during'); // while the mailing still comes in
  const refusals = await queueing;
  const seconds = (performance.now() - begun) / 1_000;
  const first = scene.operator.submits.length;
  const [started, stood] = [performance.now(), standstill.ms];
  const after = await measureOtps(scene, 'after');
  const marketing = scene.operator.submits.slice(first).filter(({ text }) => text.startsWith('offer')).length;
  const passed = (performance.now() - started - (standstill.ms - stood)) / 1_000;

  t.diagnostic(`${MESSAGES} marketing messages accepted in ${seconds.toFixed(1)} s (${(MESSAGES / seconds).toFixed(0)}/s, ${refusals} requests refused for the moment)`);
  t.diagnostic(`otp from answer to operator while they come in: ${show(during.delays)}; its answer took ${show(during.answers)}`);
  t.diagnostic(`otp from answer to operator with all of them queued: ${show(after.delays)}; its answer took ${show(after.answers)}`);
  t.diagnostic(`meanwhile the link carried ${(marketing / passed).toFixed(1)} marketing messages a second`);

  assert.ok(Math.max(...during.delays) <= LIMIT_MS, `an otp took ${Math.max(...during.delays)} ms`);
  assert.ok(Math.max(...after.delays) <= LIMIT_MS, `an otp took ${Math.max(...after.delays)} ms`);
  assert.ok(marketing >= passed * RATE * 0.5, 'the link still works for the mailing');
  const queued = samples(await scene.metrics(), 'kaskad_queue_messages');
  t.diagnostic(`queues: ${JSON.stringify(queued)}`);
  await scene.gateway.kill(); // the rest of the mailing is nobody's concern
});

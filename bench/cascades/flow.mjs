// Messages by a cascade of Viber and SMS at a fixed rate: 70 of 100 arrive over Viber, 15 are refused there at once and
// 15 hear nothing until the step's time is over; those 30 go by SMS. Counted to the end, and priced.
import { pause, until } from '../../tests/integration/deadline.mjs';
import { money } from '../../tests/integration/api_client.mjs';
import { readHistogram } from '../end_to_end/kaskad.mjs';
import { megabytesMost, readUsage, usageBetween } from '../end_to_end/usage.mjs';
import { OPENING, SMS_PRICE, VIBER_PRICE } from './stage.mjs';

const BATCH = 50;
const STEP_S = 5;
const END_MS = 120_000;
const PROBES_PER_SECOND = 10;
const ENDINGS = { delivered: '01', refused: '10', silent: '16' }; // what channels-sim does, by the last two digits
const REPEATS_MAX = 50; // of an array that is refused for the moment

const kindOf = (number) => (number % 20 < 14 ? 'delivered' : number % 20 < 17 ? 'refused' : 'silent');
// Eight digits behind the network's own.
export const recipient = (number, kind) => `+49151${String(number).padStart(6, '0')}${ENDINGS[kind]}`;
export const textOf = (number) => `Order ${number} is ready at the shop in Main Street 12`;
const percentile = (values, percent) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor((values.length * percent) / 100))];

// Posts the array and gives the ids; again where the gateway says that it cannot now.
export async function postAll(client, items, counts) {
  for (let tries = 0; tries < REPEATS_MAX; ++tries) {
    const begin = performance.now();
    const { status, json, text } = await client.post(items);
    counts.answers_ms.push(performance.now() - begin);
    if (status === 202 && json.every(({ id }) => id)) return json.map(({ id }) => id);
    if (status !== 503 && status !== 429) throw new Error(`an array was answered ${status}: ${text.slice(0, 300)}`);
    counts.refused += items.length;
    await pause(100);
  }
  throw new Error('the gateway takes nothing any more');
}

async function send(stage, rate, seconds, counts) {
  const begin = performance.now();
  const open = [];
  for (let number = 0; number < rate * seconds; number += BATCH) {
    const due = begin + (number / rate) * 1e3;
    if (due > performance.now()) await pause(due - performance.now());
    const numbers = Array.from({ length: BATCH }, (_, place) => number + place);
    const items = numbers.map((each) => ({ to: recipient(each, kindOf(each)), text: textOf(each), cascade: 'order' }));
    open.push(postAll(stage.client, items, counts).then((ids) => ids.forEach((id, place) => counts.kinds.set(id, kindOf(numbers[place])))));
  }
  await Promise.all(open);
  counts.sent_s = (performance.now() - begin) / 1e3;
}

// Reports that a message arrived, over these since the start.
export async function delivered(stage, links = ['operator', stage.viber.name]) {
  const metrics = await stage.metrics();
  return links.reduce((sum, link) => sum + (metrics.get(`kaskad_receipts_total{link="${link}",state="delivered"}`) || 0), 0);
}

// How long a provider waits for its answer meanwhile: reports on messages that are not known, each another one.
async function probe(stage, counts, isOver) {
  for (let number = 0; !isOver(); ++number) {
    const begin = performance.now();
    const body = { message_token: String(9e15 + number), message_status: 0, message_time: Date.now(), phone_number: '4915199999999', service_id: Number(stage.viber.service_id) };
    const { status } = await stage.client.request('POST', stage.callbacks, { body });
    if (status !== 200) throw new Error(`a callback was answered ${status}`);
    counts.callbacks_ms.push(performance.now() - begin);
    await pause(Math.max(0, 1e3 / PROBES_PER_SECOND - (performance.now() - begin)));
  }
}

// All that is not as it should be, of every message.
async function proveAll(stage, counts) {
  const wrong = {};
  const note = (what, id) => (wrong[what] ||= []).push(id);
  const via = { delivered: 'viber', refused: 'sms', silent: 'sms' };
  let rows = 0;
  for (const message of await stage.client.list()) {
    ++rows;
    const kind = counts.kinds.get(message.id);
    if (!kind) note('not ours', message.id);
    else if (message.state !== 'delivered') note(`ended ${message.state}`, message.id);
    else if (message.delivered_via.join() !== via[kind]) note(`${kind}, and delivered over ${message.delivered_via}`, message.id);
  }
  if (rows !== counts.kinds.size) note(`${rows} messages of ${counts.kinds.size}`, '');
  const fallen = [...counts.kinds.values()].filter((kind) => kind !== 'delivered').length;
  const { balance, reserved } = await stage.client.balance();
  const due = BigInt(fallen) * money(SMS_PRICE) + BigInt(counts.kinds.size - fallen) * money(VIBER_PRICE);
  if (money(OPENING) - money(balance) !== due) note(`${balance} is left, which is not what they cost`, '');
  if (money(reserved) !== 0n) note(`${reserved} is still reserved`, '');
  return { fallen, wrong: Object.entries(wrong).map(([what, ids]) => `${what}: ${ids.length}, as ${ids.slice(0, 3)}`) };
}

export async function runFlow(stage, { rate, seconds }) {
  await stage.startPeers();
  stage.writeSettings();
  await stage.startGateway();
  const body = { steps: [{ channel: 'viber', timeout_s: STEP_S }, { channel: 'sms' }] };
  const saved = await stage.client.request('PUT', '/v1/cascades/order', { body });
  if (saved.status !== 201) throw new Error(`the cascade was answered ${saved.status}: ${saved.text}`);
  const counts = { answers_ms: [], callbacks_ms: [], refused: 0, kinds: new Map() };
  let isOver = false;
  const before = readUsage([stage.gateway.pid]);
  const probing = probe(stage, counts, () => isOver);
  await send(stage, rate, seconds, counts);
  const ended = async () => (await delivered(stage)) >= counts.kinds.size;
  await until('all messages have ended', ended, END_MS).catch((error) => console.error(error.message));
  isOver = true;
  await probing;
  await until('the projector has caught up', () => stage.isProjected(), END_MS);
  const usage = usageBetween(before, readUsage([stage.gateway.pid]));
  const lag = readHistogram(await stage.metrics(), 'kaskad_projector_lag_seconds', 99);
  const { fallen, wrong } = await proveAll(stage, counts);
  return {
    messages: counts.kinds.size,
    per_s: counts.kinds.size / counts.sent_s,
    fallen_percent: (100 * fallen) / counts.kinds.size,
    refused: counts.refused,
    cpu_us: usage.us / counts.kinds.size,
    answer_p99_ms: percentile(counts.answers_ms, 99),
    callback_p50_ms: percentile(counts.callbacks_ms, 50),
    callback_p99_ms: percentile(counts.callbacks_ms, 99),
    callback_most_ms: percentile(counts.callbacks_ms, 100),
    lag_p99_s: lag.bound,
    memory_mb: megabytesMost([stage.gateway.pid]),
    wrong,
  };
}

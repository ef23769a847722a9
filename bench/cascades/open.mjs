// Very many cascades that wait: each has gone over Viber, hears nothing, and its step lasts for long. What they take of
// memory, whether they are there after a crash, and whether each goes on by SMS when its time is over.
import { pause, until } from '../../tests/integration/deadline.mjs';
import { megabytes, megabytesMost } from '../end_to_end/usage.mjs';
import { delivered, postAll, recipient, textOf } from './flow.mjs';

const BATCH = 200;
const OPEN_AT_ONCE = 8;
const HOT_MS = 60_000; // what is due later is in the database alone
const SETTLE_MS = 300_000;
const SHOWN_EVERY = 100_000;

async function fill(stage, total, counts) {
  let next = 0;
  const begin = performance.now();
  const worker = async () => {
    while (next < total) {
      const first = next;
      next += BATCH;
      const items = Array.from({ length: Math.min(BATCH, total - first) }, (_, place) => ({ to: recipient(first + place, 'silent'), text: textOf(first + place), cascade: 'order' }));
      await postAll(stage.client, items, counts);
      if (first % SHOWN_EVERY === 0) console.error(`${first} taken, ${Math.round(megabytes([stage.gateway.pid]))} MB`);
    }
  };
  await Promise.all(Array.from({ length: OPEN_AT_ONCE }, worker));
  return total / ((performance.now() - begin) / 1e3);
}

const begun = async (stage) => (await stage.metrics()).get('kaskad_cascades_total{what="begun"}') || 0;

// The count of a metric does not survive the process; after the crash it begins anew.
async function watchGoOn(stage, total, timeoutS) {
  const counts = () => delivered(stage, ['operator']);
  let last = 0;
  let moved = performance.now();
  const begin = performance.now();
  while (last < total) {
    await pause(2_000);
    const now = await counts();
    if (now > last) moved = performance.now();
    last = now;
    if (performance.now() - moved > (timeoutS + 120) * 1e3) break;
  }
  return { delivered: last, seconds: (performance.now() - begin) / 1e3 };
}

export async function runOpen(stage, { open: total, timeout: timeoutS }) {
  await stage.startPeers();
  stage.writeSettings({ engine: { hot_horizon_ms: HOT_MS } });
  await stage.startGateway();
  const body = { steps: [{ channel: 'viber', timeout_s: timeoutS }, { channel: 'sms' }], deadline_s: timeoutS + 7_200 };
  const saved = await stage.client.request('PUT', '/v1/cascades/order', { body });
  if (saved.status !== 201) throw new Error(`the cascade was answered ${saved.status}: ${saved.text}`);
  const counts = { answers_ms: [], refused: 0 };
  const accepted_per_s = await fill(stage, total, counts);
  await until('each has gone over Viber', async () => (await begun(stage)) >= total, SETTLE_MS);
  await until('the projector has caught up', () => stage.isProjected(), SETTLE_MS);
  const figures = { messages: total, accepted_per_s, refused: counts.refused, memory_mb: megabytes([stage.gateway.pid]), memory_most_mb: megabytesMost([stage.gateway.pid]) };
  await stage.stopGateway('SIGKILL');
  const start = performance.now();
  await stage.startGateway();
  figures.restart_s = (performance.now() - start) / 1e3;
  figures.memory_restarted_mb = megabytes([stage.gateway.pid]);
  const { delivered, seconds } = await watchGoOn(stage, total, timeoutS);
  await until('the projector has caught up', () => stage.isProjected(), SETTLE_MS);
  const { reserved } = await stage.client.balance();
  return {
    ...figures,
    went_on: delivered,
    went_on_s: seconds,
    memory_at_the_end_mb: megabytesMost([stage.gateway.pid]),
    wrong: [...(delivered === total ? [] : [`only ${delivered} of ${total} went on`]), ...(/^0(\.0*)?$/.test(reserved) ? [] : [`${reserved} is still reserved`])],
  };
}

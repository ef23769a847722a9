// A million messages behind a link whose operator does not answer: what they take of memory, whether accepting slows down,
// how soon the first leaves after a crash and a restart with the operator back, and how fast the rest follows.
import { until } from '../../tests/integration/deadline.mjs';
import { Kaskad, KEY } from './kaskad.mjs';
import { nowUs } from './path_run.mjs';
import { prove } from './proof.mjs';
import { last, readSheet, waitForMessages } from './sheet.mjs';
import { Stage } from './stage.mjs';
import { megabytes, megabytesMost, readUsage, usageBetween } from './usage.mjs';

const CATCH_UP_MS = 120_000;
const DRAIN_MS = 600_000;
const RECEIPTS_MS = 60_000;

// Messages accepted a second in the first and in the last fifth.
function fifths(answered) {
  const sorted = answered.filter((time) => time > 0).sort();
  const fifth = Math.floor(sorted.length / 5);
  const rate = (from, to) => (to - from) / ((sorted[to] - sorted[from]) / 1e6);
  return { first_fifth_per_s: rate(0, fifth), last_fifth_per_s: rate(sorted.length - 1 - fifth, sorted.length - 1) };
}

async function fill(kaskad, stage, messages) {
  kaskad.launch(); // the operator is not there: no link will be bound
  await kaskad.isServing();
  const balanceBefore = await kaskad.balance();
  const load = await stage.load(['--key', KEY, '--reads', 10]).report();
  await until('the projector has caught up', () => kaskad.isProjected(), CATCH_UP_MS);
  if (load.accepted !== messages) throw new Error(`only ${load.accepted} of ${messages} messages were accepted`);
  return { load, balanceBefore, memory_mb: megabytes(kaskad.pids), memory_most_mb: megabytesMost(kaskad.pids) };
}

async function drain(kaskad, stage, messages) {
  stage.startOperator();
  const begin = nowUs();
  kaskad.launch();
  await kaskad.isServing();
  const readyUs = nowUs();
  const before = readUsage(kaskad.pids);
  const unsent = await waitForMessages(stage.sheet, messages, 'submitted', DRAIN_MS);
  await waitForMessages(stage.sheet, messages, 'receiptTaken', RECEIPTS_MS);
  await until('the projector has caught up', () => kaskad.isProjected(), CATCH_UP_MS);
  return { begin, readyUs, unsent, usage: usageBetween(before, readUsage(kaskad.pids)), memory_most_mb: megabytesMost(kaskad.pids) };
}

export async function runBacklog({ program, tools, folder, ports, backlog: messages, withList }) {
  const stage = new Stage({ tools, folder, ports, lines: messages });
  const kaskad = new Kaskad({ program, folder: stage.folder, ports });
  try {
    const filled = await fill(kaskad, stage, messages);
    await kaskad.kill();
    const drained = await drain(kaskad, stage, messages);
    const sheet = readSheet(stage.sheet, messages);
    const counts = await stage.stop();
    const { load, balanceBefore } = filled;
    const { lag, wrong } = await prove({ kaskad, sheet, load, counts, balanceBefore, withCallback: false, withList, withLag: false });
    await kaskad.stop();
    const first = sheet.submitted.reduce((least, time) => (time > 0 ? Math.min(least, time) : least), Infinity);
    return {
      messages,
      ...fifths(sheet.answered),
      refused: load.refused,
      memory_mb: filled.memory_mb,
      memory_most_mb: filled.memory_most_mb,
      restart_to_ready_s: (drained.readyUs - drained.begin) / 1e6,
      restart_to_submit_s: (first - drained.begin) / 1e6,
      drain_per_s: messages / ((last(sheet.submitted) - first) / 1e6),
      drain_cpu_us: drained.usage.us / messages,
      drain_memory_most_mb: drained.memory_most_mb,
      lag_p99_s: lag.bound,
      wrong,
    };
  } finally {
    await kaskad.kill().catch(() => undefined);
    await stage.remove();
  }
}

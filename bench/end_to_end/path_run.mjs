// One run of the whole path through one gateway: load for a time, then wait until everything has come to its end. Gives
// figures, with all that Kaskad did wrong.
import { until } from '../../tests/integration/deadline.mjs';
import { Postgres } from '../../tests/integration/postgres_process.mjs';
import { Kannel } from './kannel.mjs';
import { BINDS, Kaskad, KEY } from './kaskad.mjs';
import { prove, proveLoad } from './proof.mjs';
import { countBetween, last, percentiles, readSheet, waitForMessages } from './sheet.mjs';
import { Stage } from './stage.mjs';
import { megabytesMost, processesBelow, readUsage, usageBetween } from './usage.mjs';

const RATE_MAX = 80_000; // room in the sheet
const LINES_MAX = 20_000_000;
const BARE_LINES = 4_000_000; // without a gateway it is a matter of a second
const WARM_UP_US = 11_000_000; // until receipts come as they will
const STEADY_MIN_S = 5;
const DELAY_MAX_S = 10;
const READS_PER_SECOND = 10;
const isTold = (variant) => Boolean(variant.callback || variant.smpp);
const END_MS = 300_000; // beyond the load: batches run far ahead of what leaves; what has not come by then is wrong
const KANNEL_END_MS = 120_000; // to work off its hidden queue

// Where the sheet says that a message has come to its end.
function columnOf(variant) {
  if (variant.silent) return 'submitted';
  return isTold(variant) ? 'calledBack' : 'receiptTaken';
}

function loadWords({ kind, seconds, rate = 0, batch = 1, callback, silent }, ports) {
  const words = ['--seconds', seconds, '--rate', rate, '--batch', batch];
  if (kind === 'kaskad') return [...words, '--key', KEY, '--reads', READS_PER_SECOND];
  return [...words, '--kannel', ...(silent ? ['--kannel-silent'] : []), ...(callback ? ['--kannel-callback', `http://127.0.0.1:${ports.callback}/dlr`] : [])];
}

// Behind the load it waits for its receipts.
function startLoad(variant, stage) {
  const { kind, seconds, rate = 0, library } = variant;
  if (!variant.smpp) return stage.load(loadWords(variant, stage.ports));
  const port = kind === 'none' ? stage.ports.smsc : stage.ports.smpp;
  return stage.smppLoad(['--port', port, '--binds', BINDS, '--seconds', seconds, '--rate', rate, ...(library ? ['--library'] : [])]);
}

function makeGateway(variant, stage, program, postgres) {
  const { folder, ports } = stage;
  if (variant.kind === 'kannel') return new Kannel({ folder, ports, store: variant.store });
  return new Kaskad({ program, folder, ports, store: postgres?.url, callback: variant.callback, smpp: variant.smpp, tree: variant.tree });
}

// On the same disk as the other stores, with its default durability.
const startPostgres = (folder, ports) =>
  new Postgres(ports.postgres, { parent: folder, settings: { shared_buffers: '512MB', max_wal_size: '4GB' } }).start();

const usagesOf = (gateway, postgres) => [gateway.pids, postgres ? processesBelow(postgres.pid) : []].map(readUsage);

export const nowUs = () => Number(process.hrtime.bigint() / 1_000n);

// The rate over all of the run but the receipts' longest delay.
const wholeRate = (count, load, endUs, delayS = DELAY_MAX_S) => count / ((endUs - load.begin_us) / 1e6 - delayS);

// The rate in the steady part of the run; nothing for a run too short to have one.
function steadyRate(times, load) {
  const begin = load.begin_us + WARM_UP_US;
  const seconds = (load.end_us - begin) / 1e6;
  return seconds < STEADY_MIN_S ? undefined : countBetween(times, begin, load.end_us) / seconds;
}

function figuresOf({ sheet, load, usage, variant, counts }) {
  const end = sheet[columnOf(variant)];
  const done = countBetween(end, 1, Infinity);
  const perMessage = (us) => us / done;
  const threads = Object.entries(usage.threads).map(([name, us]) => [name, perMessage(us)]);
  return {
    messages: load.accepted,
    accepted_per_s: load.accepted / ((load.end_us - load.begin_us) / 1e6),
    steady_per_s: steadyRate(end, load),
    whole_per_s: wholeRate(done, load, last(end), variant.law ? variant.law.max / 1e3 : DELAY_MAX_S),
    refused: load.refused,
    cpu_us: perMessage(usage.us),
    threads: Object.fromEntries(threads.filter(([, us]) => us >= 0.05).sort((a, b) => b[1] - a[1])),
    tools_cpu_us: { load: load.cpu_us / load.accepted, operator: perMessage(counts.operator.cpu_us), callbacks: perMessage(counts.callbackServer?.cpu_us || 0) },
    http_ms: percentiles(sheet.sent, sheet.answered, [50, 99, 99.9]),
    submit_ms: percentiles(sheet.sent, sheet.submitted, [50, 99, 99.9]),
    receipt_ms: percentiles(sheet.receipt, sheet.receiptTaken, [50, 99, 99.9]),
    callback_ms: percentiles(sheet.receiptTaken, sheet.calledBack, [50, 99, 99.9]),
    read_p99_ms: load.read_p99_us / 1e3,
  };
}

// Waits until every accepted message has come back, and the database knows.
async function waitForEnd(gateway, variant, stage, load) {
  const isKaskad = variant.kind === 'kaskad';
  const lost = await waitForMessages(stage.sheet, load.numbers, columnOf(variant), isKaskad ? END_MS : KANNEL_END_MS);
  if (isKaskad) await until('the projector has caught up', () => gateway.isProjected(), END_MS);
  return { lost, endUs: nowUs() };
}

async function runWithoutGateway(variant, stage) {
  try {
    stage.startOperator();
    const load = await startLoad(variant, stage).report();
    const sheet = readSheet(stage.sheet, load.numbers);
    const counts = await stage.stop();
    const wrong = proveLoad({ sheet, load, counts });
    return { ...figuresOf({ sheet, load, usage: { us: load.cpu_us, threads: {} }, variant, counts }), wrong };
  } finally {
    await stage.remove();
  }
}

export async function runPath(variant, { program, tools, folder, ports, withList }) {
  const lines = variant.kind === 'none' ? BARE_LINES : Math.min(LINES_MAX, variant.seconds * (variant.rate || RATE_MAX) + 10_000);
  const stage = new Stage({ tools, folder, ports, lines, law: variant.law, anywhere: variant.anywhere });
  if (variant.kind === 'none') return runWithoutGateway(variant, stage);
  const postgres = variant.postgres && (await startPostgres(folder, ports));
  const gateway = makeGateway(variant, stage, program, postgres);
  try {
    stage.startOperator();
    if (variant.callback) stage.startCallbackServer();
    await gateway.start();
    const isKaskad = variant.kind === 'kaskad';
    const balanceBefore = isKaskad && (await gateway.balance());
    const before = usagesOf(gateway, postgres);
    const load = await startLoad(variant, stage).report();
    const { lost, endUs } = await waitForEnd(gateway, variant, stage, load);
    const [usage, serverUsage] = usagesOf(gateway, postgres).map((after, place) => usageBetween(before[place], after));
    const memory = megabytesMost(gateway.pids);
    const sheet = readSheet(stage.sheet, load.numbers);
    if (!isKaskad) {
      await gateway.stop();
      return { ...figuresOf({ sheet, load, usage, variant, counts: await stage.stop() }), lost, memory_mb: memory };
    }
    const metrics = await gateway.metrics();
    const counts = await stage.stop();
    const { lag, wrong } = await prove({ kaskad: gateway, sheet, load, counts, balanceBefore, withCallback: isTold(variant), withList, withLag: true });
    await gateway.stop();
    const syncs = metrics.get('kaskad_journal_sync_seconds_count');
    return {
      ...figuresOf({ sheet, load, usage, variant, counts }),
      wrong,
      store_cpu_us: postgres && serverUsage.us / load.accepted,
      projected_per_s: wholeRate(load.accepted, load, endUs),
      lag_p99_s: lag.bound,
      lag_most_s: lag.most,
      syncs_per_message: syncs / load.accepted,
      memory_mb: memory,
    };
  } finally {
    await gateway.stop().catch(() => undefined);
    await postgres?.dispose();
    await stage.remove();
  }
}

// What was aimed at, beside what was measured. A goal that was missed is said to be; nothing fails for it.
import { bestRate } from './table.mjs';

const atLeast = (least, show = (value) => Math.round(value).toLocaleString('en')) => ({ text: `at least ${show(least)}`, holds: (value) => value >= least, show });
const atMost = (most, show = (value) => value.toFixed(1)) => ({ text: `at most ${show(most)}`, holds: (value) => value <= most, show });
const times = (least) => atLeast(least, (value) => `${value.toFixed(2)} x`);

const ratio = (above, below) => (figures) => bestRate(figures(above)) / bestRate(figures(below));
const rate = (name) => (figures) => bestRate(figures(name));
const p99 = (name, column) => (figures) => figures(name)[column][1];
const one = (name, column) => (figures) => figures(name)[column];

const GOALS = [
  ['receipts and billing, messages/s', rate('receipts'), atLeast(30_000)],
  ['... beside Kannel with its spool', ratio('receipts', 'kannel_spool'), times(10)],
  ['... CPU us a message', one('receipts', 'cpu_us'), atMost(40)],
  ['... projector behind, s at p99', one('receipts', 'lag_p99_s'), atMost(1)],
  ['with a callback each, messages/s', rate('callback'), atLeast(20_000)],
  ['... beside Kannel with its spool', ratio('callback', 'kannel_spool'), times(7)],
  ['... CPU us a message', one('callback', 'cpu_us'), atMost(55)],
  ['... projector behind, s at p99', one('callback', 'lag_p99_s'), atMost(1)],
  ['half load: HTTP answer, ms at p99', p99('half_receipts', 'http_ms'), atMost(5)],
  ['half load: HTTP to submit_sm, ms at p99', p99('half_receipts', 'submit_ms'), atMost(5)],
  ['half load, callbacks: HTTP answer, ms at p99', p99('half_callback', 'http_ms'), atMost(5)],
  ['half load, callbacks: HTTP to submit_sm, ms at p99', p99('half_callback', 'submit_ms'), atMost(5)],
  ['half load: receipt durable to callback, ms at p99', p99('half_callback', 'callback_ms'), atMost(50)],
  ['SMPP on both sides, messages/s', rate('smpp'), atLeast(35_000)],
  ['... projector behind, s at p99', one('smpp', 'lag_p99_s'), atMost(1)],
  ['... with receipts on any bind', ratio('smpp_anywhere', 'smpp'), times(0.95)],
  ['half load, SMPP: submit_sm_resp, ms at p99', p99('half_smpp', 'http_ms'), atMost(5)],
  ["the product's client beside a bare one", ratio('library', 'bare'), times(0.5)],
  ['batches of 50 beside single messages', ratio('batch', 'receipts'), times(1.2)],
  ['three levels of clients beside one', ratio('tree', 'receipts'), times(0.8)],
  ['PostgreSQL beside the embedded store', ratio('postgres', 'receipts'), times(0.5)],
  ['1 million behind a dead link, MB resident', one('backlog', 'memory_mb'), atMost(300)],
  ['... accepting, last fifth beside the first', (figures) => figures('backlog').last_fifth_per_s / figures('backlog').first_fifth_per_s, times(0.9)],
  ['... restart to first submit, s', one('backlog', 'restart_to_submit_s'), atMost(5)],
  ['... drain, messages/s', one('backlog', 'drain_per_s'), atLeast(30_000)],
  ['50 idle links, % of a core', one('idle_links', 'core_percent'), atMost(1)],
  ['50 idle links, MB resident', one('idle_links', 'memory_mb'), atMost(100)],
];

// `figures`: by name of the variant. What was not measured is left out.
export function renderGoals(medians) {
  const figures = (name) => {
    if (!medians[name]) throw new RangeError(name);
    return medians[name];
  };
  const rows = [];
  for (const [what, measure, goal] of GOALS) {
    try {
      const value = measure(figures);
      if (Number.isFinite(value)) rows.push(`| ${what} | ${goal.text} | ${goal.show(value)} | ${goal.holds(value) ? 'reached' : 'missed'} |`);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return rows.length ? `| goal | | measured | |\n|---|---|---|---|\n${rows.join('\n')}` : '';
}

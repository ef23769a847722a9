// Medians of the rounds, as a table for people.
const median = (values) => {
  const known = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  return known.length ? known[Math.floor((known.length - 1) / 2)] : undefined;
};

// Of a list of equal objects: the same object with the median of every number in it.
export function medianOf(runs) {
  const first = runs.find((run) => run !== undefined && run !== null);
  if (first === undefined || typeof first === 'number') return median(runs);
  if (Array.isArray(first)) return first.map((_, place) => medianOf(runs.map((run) => run[place])));
  const names = new Set(runs.flatMap((run) => Object.keys(run)));
  names.delete('wrong');
  return Object.fromEntries([...names].map((name) => [name, medianOf(runs.map((run) => run[name]))]));
}

const whole = (value) => (value === undefined ? '' : Math.round(value).toLocaleString('en'));
const tenths = (value) => (value === undefined ? '' : value.toFixed(1));
const times = (values) => (values && Number.isFinite(values[0] ?? NaN) ? values.slice(0, 2).map(tenths).join(' / ') : '');

export const bestRate = (figures) => Math.max(figures.steady_per_s || 0, figures.whole_per_s || 0);

export const isWrong = (runs) => runs.some((figures) => figures.wrong?.length);

const COLUMNS = [
  ['variant', (name) => name],
  ['runs', (_, figures, runs) => runs.length + (isWrong(runs) ? ' WRONG' : '')],
  ['messages', (_, figures) => whole(figures.messages)],
  ['accepted/s', (_, figures) => whole(figures.accepted_per_s)],
  ['done/s', (_, figures) => whole(figures.steady_per_s ?? figures.whole_per_s)],
  ['done/s whole', (_, figures) => whole(figures.whole_per_s)],
  ['projected/s', (_, figures) => whole(figures.projected_per_s)],
  ['CPU us', (_, figures) => tenths(figures.cpu_us)],
  ['store us', (_, figures) => tenths(figures.store_cpu_us)],
  ['answer ms', (_, figures) => times(figures.http_ms)],
  ['to submit ms', (_, figures) => times(figures.submit_ms)],
  ['receipt ms', (_, figures) => times(figures.receipt_ms)],
  ['callback ms', (_, figures) => times(figures.callback_ms)],
  ['lag s p99/most', (_, figures) => (figures.lag_p99_s === undefined ? '' : `${figures.lag_p99_s} / ${figures.lag_most_s}`)],
  ['MB', (_, figures) => whole(figures.memory_mb)],
  ['refused', (_, figures) => whole(figures.refused)],
  ['lost', (_, figures) => whole(figures.lost)],
];

function render(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows.map((row) => `| ${row.map((cell, column) => String(cell).padEnd(widths[column])).join(' | ')} |`);
}

// `results`: variant -> its runs.
export function renderPaths(results) {
  const rows = Object.entries(results).map(([name, runs]) => COLUMNS.map(([, show]) => show(name, medianOf(runs), runs)));
  const lines = render([COLUMNS.map(([title]) => title), ...rows]);
  return [lines[0], lines[0].replace(/[^|]/g, '-'), ...lines.slice(1)].join('\n');
}

export function renderThreads(results) {
  const lines = [];
  for (const [name, runs] of Object.entries(results)) {
    const { threads, tools_cpu_us: tools } = medianOf(runs);
    const list = Object.entries(threads).map(([thread, us]) => `${thread} ${tenths(us)}`);
    lines.push(`${name}: ${list.join(', ')}; tools: load ${tenths(tools.load)}, operator ${tenths(tools.operator)}, callbacks ${tenths(tools.callbacks)}`);
  }
  return lines.join('\n');
}

// Of the machine for which the goals were set (Kannel 1.4.5-12, nothing on disk, no receipts; 92 us with a window of 1000).
const YARDSTICK_US = 102;

const renderYardstick = ({ cpu_us: us }) =>
  `Kannel without receipts took ${tenths(us)} us a message; ${YARDSTICK_US} where the goals were set: ${(us / YARDSTICK_US).toFixed(2)} times`;

// The better of Kannel's two rates counts: in the steady part, or over the whole run.
export function renderRatios(results) {
  const rate = (name) => results[name] && bestRate(medianOf(results[name]));
  const lines = [];
  for (const ours of ['receipts', 'callback', 'batch'])
    for (const theirs of ['kannel_spool', 'kannel_none', 'kannel_quick'])
      if (rate(ours) && rate(theirs)) lines.push(`${ours} : ${theirs} = ${(rate(ours) / rate(theirs)).toFixed(1)}`);
  for (const other of ['batch', 'postgres'])
    if (rate(other) && rate('receipts')) lines.push(`${other} : receipts = ${(rate(other) / rate('receipts')).toFixed(2)}`);
  if (results.yardstick) lines.push(renderYardstick(medianOf(results.yardstick)));
  return lines.join('\n');
}

// A figure a line, for what is no run of the whole path.
export function renderFigures(name, runs) {
  const figures = medianOf(runs);
  const lines = Object.entries(figures).filter(([, value]) => typeof value === 'number');
  return `${name}${isWrong(runs) ? ' WRONG' : ''} (${runs.length} runs): ${lines.map(([what, value]) => `${what} ${Number(value.toFixed(2)).toLocaleString('en')}`).join(', ')}`;
}

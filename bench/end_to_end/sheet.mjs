// The sheet of a run (bench/wire/sheet.hpp), read after the programs have written it.
import fs from 'node:fs';
import { pause } from '../../tests/integration/deadline.mjs';

const LINE_OCTETS = 64;
const READ_LINES = 65_536;
const LOOK_MS = 500;
const COLUMNS = ['id', 'sent', 'answered', 'submitted', 'receipt', 'receiptTaken', 'calledBack'];
const COUNTS = ['submits', 'receiptsTaken', 'callbacks', 'faults'];

// Calls `take(number, words, counts)` for the first `lines` lines. words: BigUint64Array at `at`; counts: Uint16Array.
function scan(file, lines, take) {
  const descriptor = fs.openSync(file, 'r');
  const buffer = Buffer.alloc(READ_LINES * LINE_OCTETS);
  const words = new BigUint64Array(buffer.buffer, buffer.byteOffset, READ_LINES * 8);
  const counts = new Uint16Array(buffer.buffer, buffer.byteOffset, READ_LINES * 32);
  for (let number = 0; number < lines; ) {
    const octets = fs.readSync(descriptor, buffer, 0, Math.min(READ_LINES, lines - number) * LINE_OCTETS, number * LINE_OCTETS);
    const read = octets / LINE_OCTETS;
    for (let line = 0; line < read; ++line) take(number + line, words, line * 8, counts, line * 32 + 28);
    number += read;
  }
  fs.closeSync(descriptor);
}

// Column name -> Float64Array of its values.
export function readSheet(file, lines) {
  const sheet = Object.fromEntries([...COLUMNS, ...COUNTS].map((name) => [name, new Float64Array(lines)]));
  sheet.id = new BigUint64Array(lines);
  scan(file, lines, (number, words, at, counts, countsAt) => {
    sheet.id[number] = words[at];
    for (let column = 1; column < COLUMNS.length; ++column) sheet[COLUMNS[column]][number] = Number(words[at + column]);
    for (let column = 0; column < COUNTS.length; ++column) sheet[COUNTS[column]][number] = counts[countsAt + column];
  });
  return sheet;
}

// How many accepted messages still wait for `column`.
function countWaiting(file, lines, column) {
  const place = COLUMNS.indexOf(column);
  let waiting = 0;
  scan(file, lines, (number, words, at) => {
    if (words[at] !== 0n && words[at + place] === 0n) ++waiting;
  });
  return waiting;
}

// Waits until none does; gives how many still do when the time is over.
export async function waitForMessages(file, lines, column, withinMs) {
  const end = Date.now() + withinMs;
  for (;;) {
    const waiting = countWaiting(file, lines, column);
    if (waiting === 0 || Date.now() > end) return waiting;
    await pause(LOOK_MS); // looking costs processor time
  }
}

// Of to - from in milliseconds, over all lines that have both: the given percents.
export function percentiles(from, to, percents) {
  const times = new Float64Array(from.length);
  let count = 0;
  for (let line = 0; line < from.length; ++line) if (from[line] > 0 && to[line] > 0) times[count++] = (to[line] - from[line]) / 1_000;
  const sorted = times.subarray(0, count).sort();
  return percents.map((percent) => (count ? sorted[Math.min(count - 1, Math.floor((count * percent) / 100))] : NaN));
}

export function countBetween(times, begin, end) {
  let count = 0;
  for (const time of times) if (time >= begin && time < end) ++count;
  return count;
}

export const last = (times) => times.reduce((most, time) => Math.max(most, time), 0);

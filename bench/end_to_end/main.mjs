// bench/end_to_end: measures the whole path and prints a table. See docs/performance.md.
import fs from 'node:fs';
import { runBacklog } from './backlog.mjs';
import { runIdleLinks } from './idle_links.mjs';
import { renderGoals } from './goals.mjs';
import { describeMachine } from './machine.mjs';
import { readOptions, USAGE } from './options.mjs';
import { runPath } from './path_run.mjs';
import { bestRate, isWrong, medianOf, renderFigures, renderPaths, renderRatios, renderThreads } from './table.mjs';
import { ALL, HALVES, PATHS } from './variants.mjs';

const RUN_EXTRA_S = 25;
const SPECIAL_RUNS = { backlog: runBacklog, idle_links: runIdleLinks };

const say = (text) => console.log(text);

function sayWrong({ wrong = [] }) {
  if (wrong.length) say(`  THE RUN IS WRONG:\n    ${wrong.join('\n    ')}`);
}

function chosen(wanted) {
  for (const name of wanted.only) if (!ALL.includes(name)) throw new Error(`${name} is no variant; there are ${ALL.join(', ')}`);
  return (name) => wanted.only.length === 0 || wanted.only.includes(name);
}

// One that breaks down does not take the others' figures with it.
async function attempt(name, broken, run) {
  try {
    await run();
  } catch (error) {
    broken.push(name);
    say(`${name} BROKE DOWN: ${error.message}`);
  }
}

async function runOnce(name, variant, wanted, results) {
  const begin = Date.now();
  const figures = await runPath({ ...variant, seconds: wanted.seconds }, wanted);
  (results[name] ||= []).push(figures);
  const took = Math.round((Date.now() - begin) / 1e3);
  say(`${name}: ${Math.round(bestRate(figures))}/s, ${figures.cpu_us.toFixed(1)} us of CPU a message (${took} s)`);
  sayWrong(figures);
}

function halfRate(variant, wanted, results) {
  if (wanted.halfRate) return wanted.halfRate;
  if (!results[variant.of]) throw new Error(`half of what? give --half-rate, or run ${variant.of} too`);
  return Math.floor(bestRate(medianOf(results[variant.of])) / 2);
}

async function runSpecial(name, wanted, specials) {
  const figures = await SPECIAL_RUNS[name](wanted);
  specials[name] = [figures];
  say(renderFigures(name, specials[name]));
  sayWrong(figures);
}

// Kannel needs about as long again to work off its hidden queue.
function secondsOf(variant, wanted) {
  return wanted.seconds + (variant.kind === 'kannel' ? wanted.seconds : RUN_EXTRA_S);
}

async function measure(wanted) {
  const isChosen = chosen(wanted);
  const results = {};
  const specials = {};
  const broken = [];
  const paths = Object.entries(PATHS).filter(([name]) => isChosen(name));
  const halves = Object.entries(HALVES).filter(([name]) => isChosen(name));
  const seconds = [...paths, ...halves].reduce((sum, [, variant]) => sum + secondsOf(variant, wanted), 0) * wanted.rounds;
  say(`${describeMachine(wanted.folder)}\nthis takes about ${Math.ceil(seconds / 60)} minutes\n`);
  for (let round = 0; round < wanted.rounds; ++round)
    for (const [name, variant] of paths) await attempt(name, broken, () => runOnce(name, variant, wanted, results));
  for (let round = 0; round < wanted.rounds; ++round)
    for (const [name, variant] of halves)
      await attempt(name, broken, () => runOnce(name, { ...variant, rate: halfRate(variant, wanted, results) }, wanted, results));
  for (const name of Object.keys(SPECIAL_RUNS).filter(isChosen)) await attempt(name, broken, () => runSpecial(name, wanted, specials));
  return { results, specials, broken };
}

function report({ results, specials, broken }, wanted) {
  if (Object.keys(results).length) say(`\n${renderPaths(results)}\n\nCPU us a message by thread:\n${renderThreads(results)}\n\n${renderRatios(results)}`);
  const medians = Object.entries({ ...results, ...specials }).map(([name, runs]) => [name, medianOf(runs)]);
  say(`\n${renderGoals(Object.fromEntries(medians))}`);
  if (wanted.out) fs.writeFileSync(wanted.out, JSON.stringify({ machine: describeMachine(wanted.folder), wanted, results, specials }, undefined, 1));
  if (broken.length) throw new Error(`broken down: ${broken.join(', ')}`);
  if ([...Object.values(results), ...Object.values(specials)].some(isWrong)) throw new Error('at least one run is wrong; its figures count for nothing');
}

// Children and servers are stopped by what listens for the exit.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

try {
  const wanted = readOptions(process.argv.slice(2));
  if (wanted.help) say(`${USAGE}\nvariants: ${ALL.join(', ')}`);
  else report(await measure(wanted), wanted);
} catch (error) {
  console.error(`\nbench: ${error.message}`);
  process.exitCode = 1;
}

// One crash run: load, faults by a scenario, the end of every message, and the verdict. A scenario is an object in
// scenarios/, added to `scenarios` below:
//   name, rounds: {short, long}   of faults
//   strike(stage)       one fault. It may leave the gateway dead (then it is started again here) and gives {wires, hits}:
//                       how many links' windows may be in doubt by it, and how often it hit: {figure: count}
//   mustHit             figures that are not 0 in a run that shows anything, besides those of every run
//   settings, link      if it needs others: the gateway's, merged into the top, and each link's
//   store, validity     the only store it can do with; seconds in which a message is valid
//   prepare(world)      what else it needs, before the gateway starts for the first time
import { areAllCalled, countCallbacks } from './callbacks.mjs';
import { count } from './count.mjs';
import { countReceipts } from './receipts.mjs';
import { missedBy, sum } from './hits.mjs';
import { CLIENTS, VALIDITY_S } from './orders.mjs';
import { clock } from './scenarios/clock.mjs';
import { diskFull } from './scenarios/disk_full.mjs';
import { journalBroken } from './scenarios/journal_broken.mjs';
import { kill } from './scenarios/kill.mjs';
import { killStore } from './scenarios/kill_store.mjs';
import { linkCut } from './scenarios/link_cut.mjs';
import { linkSilent } from './scenarios/link_silent.mjs';
import { stopped } from './scenarios/stopped.mjs';
import { trouble } from './scenarios/trouble.mjs';
import { makeRandom, pause, PATIENCE_MS, until } from './shared.mjs';
import { IN_FLIGHT_MAX, LINKS, World } from './world.mjs';

const all = [kill, killStore, linkCut, linkSilent, diskFull, stopped, clock, journalBroken, trouble];
export const scenarios = Object.fromEntries(all.map((scenario) => [scenario.name, scenario]));

const AUDITS = 2; // so many times between the faults the dead gateway's store is looked at
const QUIET_MS = 2_500; // longer than a callback's longest delay, and than its progress takes to be written
const SETTLE_MAX = 3;
// What every run must have seen, whatever goes wrong in it.
const ALWAYS = ['submits_accepted', 'receipts', 'receipts_refused', 'client_cuts'];
const charges = Object.fromEntries(CLIENTS.map(({ name, charge }) => [name, charge]));

export class CrashRun {
  constructor({ scenario, rounds, seed, ports, store, pauseMax, say, tell = () => {} }) {
    Object.assign(this, { scenario, rounds, say, tell, random: makeRandom(seed + 4), broken: [], starts: [], wires: 0, hits: {}, marks: [] });
    this.validity = scenario.validity ?? VALIDITY_S;
    this.world = new World({ seed, ports, store, pauseMax, scenario, validity: this.validity });
  }

  // {violations, figures}
  async run() {
    const { world } = this;
    try {
      await world.open();
      this.mark('faults');
      world.startLoad();
      await this.strikeAll();
      await world.stopLoad();
      this.mark('ends');
      await this.waitForEnds();
      this.mark('audit');
      const found = await this.settle();
      const verdict = this.judge(found);
      if (verdict.violations.length) this.keep(verdict.violations, found);
      return verdict;
    } catch (error) {
      if (world.gateway) this.keep([error.stack]);
      throw error;
    } finally {
      await world.dispose();
    }
  }

  keep(why, found = {}) {
    this.say(`kept for a look: ${this.world.keepFolder(why, found)}`);
  }

  // From here on the run is in this phase.
  mark(phase) {
    this.marks.push([phase, performance.now()]);
  }

  get phases() {
    const ends = [...this.marks.slice(1), ['', performance.now()]];
    return Object.fromEntries(this.marks.map(([phase, from], index) => [`seconds_${phase}`, Math.round((ends[index][1] - from) / 100) / 10]));
  }

  async waitForEnds() {
    const { world } = this;
    const within = this.validity * 1_000 + 2 * PATIENCE_MS;
    await until('every message has ended and its client heard of it', async () => (await world.countOpen()) === 0, within);
    await until('callbacks and receipts have come to rest', () => performance.now() - world.toldAt > QUIET_MS);
  }

  async strikeAll() {
    const { world, scenario, random } = this;
    const rest = Math.ceil(this.rounds / AUDITS);
    let nextAudit = rest;
    for (let round = 1; round <= this.rounds; ++round) {
      const { wires, hits } = await scenario.strike({ world, random, pause, round });
      this.wires += wires;
      this.hits = sum(this.hits, hits);
      this.tell(`round ${round}: ${world.load.items.size} numbers, ${world.load.open.size} open, ${JSON.stringify(hits)}`);
      if (!world.gateway.exit) continue;
      if (world.gateway.expected === 'to run') this.broken.push(`the gateway died by itself in round ${round}: ${JSON.stringify(world.gateway.exit)}`);
      if (round >= nextAudit) {
        this.note(await world.audit(), `after fault ${round}`);
        nextAudit = round + rest;
      }
      const before = performance.now();
      await world.gateway.start();
      this.starts.push(performance.now() - before);
    }
  }

  note({ broken }, when) {
    this.broken.push(...broken.map((what) => `${when}: ${what}`));
  }

  // Stopped, with every callback answered (or some more time given to those that were not): what the gateway says of itself must be what is on disk.
  async settle() {
    const { world } = this;
    for (let tries = 1; ; ++tries) {
      const end = await world.gateway.stop();
      if (end.code !== 0) this.broken.push(`SIGTERM ended the gateway with ${JSON.stringify(end)}`);
      const found = await world.audit();
      if (areAllCalled(found.endpoints) || tries === SETTLE_MAX) return found;
      await world.gateway.start();
      await this.waitForEnds();
    }
  }

  judge(found) {
    const { load, smpp, submits, sink, clock } = this.world;
    this.note(found, 'at the end');
    smpp.settleOpen(found.messages);
    const doubtsMax = this.wires * IN_FLIGHT_MAX;
    const atOnceMax = LINKS * IN_FLIGHT_MAX;
    const counted = count({ items: load.items, submits, messages: found.messages, charges, doubtsMax, atOnceMax, clock });
    const called = countCallbacks({ calls: sink.calls, ...byHttp(found) });
    const told = countReceipts({ receipts: smpp.receipts, items: load.items, ...found });
    if (found.open_reservations) this.broken.push(`${found.open_reservations} reservations are open at the end`);
    const figures = { ...this.loadFigures(), ...this.hits, ...counted.figures, ...called.figures, ...told.figures, ...storeFigures(found) };
    const missed = missedBy({ ...this.scenario, mustHit: [...ALWAYS, ...this.scenario.mustHit] }, figures);
    return { violations: [...load.complaints, ...this.broken, ...counted.violations, ...called.violations, ...told.violations, ...missed], figures };
  }

  loadFigures() {
    const { load } = this.world;
    const starts = [...this.starts].sort((left, right) => left - right);
    return {
      ...this.phases,
      faults: this.rounds,
      in_doubt_max: this.wires * IN_FLIGHT_MAX,
      start_ms_median: Math.round(starts[Math.floor(starts.length / 2)] ?? 0),
      posts: load.answered.length,
      retries: load.retries,
      answers: load.answers,
      acknowledged: load.acknowledged.length,
      refused: load.items.size - load.acknowledged.length,
      ...this.world.smpp.figures,
    };
  }
}

// What clients hear of over HTTP: the others' events are receipts.
function byHttp({ endpoints, messages }) {
  const accounts = new Set(endpoints.filter(({ system_id }) => system_id).map(({ id }) => id));
  return { endpoints: endpoints.filter(({ id }) => !accounts.has(id)), messages: messages.filter(({ endpoint }) => !accounts.has(endpoint)) };
}

const storeFigures = ({ position, journal_first, journal_whole, records_compared, postings }) => ({ position, journal_first, journal_whole, records_compared, postings });

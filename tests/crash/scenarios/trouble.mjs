// All faults but the store's server in one run, in an order of its own: few rounds of each, and what one leaves behind
// meets the next.
import { clock } from './clock.mjs';
import { diskFull } from './disk_full.mjs';
import { journalBroken } from './journal_broken.mjs';
import { linkCut } from './link_cut.mjs';
import { linkSilent } from './link_silent.mjs';
import { stopped } from './stopped.mjs';

const FAULTS = [linkCut, linkSilent, diskFull, clock, journalBroken, stopped];
// How often each comes before all come again; enough that each shows what it is there for: files that may grow no further,
// then a disk that is full.
const DECK = [linkCut, linkCut, linkSilent, diskFull, diskFull, clock, journalBroken, journalBroken, stopped];

export const trouble = {
  name: 'trouble',
  rounds: { short: DECK.length, long: 10 * DECK.length },
  validity: 20, // longer than two faults in a row, short enough to wait for at the end
  mustHit: FAULTS.flatMap(({ mustHit }) => mustHit),
  store: 'file',
  settings: Object.assign({}, ...FAULTS.map(({ settings }) => settings)),
  link: Object.assign({}, ...FAULTS.map(({ link }) => link)),

  async prepare(world) {
    this.deck = [];
    this.struck = new Map();
    for (const fault of FAULTS) await fault.prepare?.(world);
  },

  strike(stage) {
    if (this.deck.length === 0) this.deck = afterOneCut(clock, shuffled(DECK, stage.random));
    const fault = this.deck.pop();
    const round = (this.struck.get(fault) ?? 0) + 1;
    this.struck.set(fault, round);
    return fault.strike({ ...stage, round });
  },
};

// Under a false clock the dates of receipts fit no part in doubt: one cut comes before it, so that something is matched by
// address. The deck's end is drawn first.
function afterOneCut(fault, deck) {
  const [mine, cut] = [deck.lastIndexOf(fault), deck.lastIndexOf(linkCut)];
  return mine < cut ? deck : deck.with(mine, linkCut).with(cut, fault);
}

// Each order as likely as any other.
function shuffled(list, random) {
  const left = [...list];
  return list.map(() => left.splice(random.between(0, left.length - 1), 1)[0]);
}

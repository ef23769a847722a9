// What is measured, in the order in which it takes turns. `goal`s are in docs/performance.md.
const kaskad = (more) => ({ kind: 'kaskad', ...more });
const kannel = (store, more) => ({ kind: 'kannel', store, callback: true, ...more });

// Each is a run of the whole path at full load.
export const PATHS = {
  receipts: kaskad({ callback: false }),
  kannel_spool: kannel('spool'),
  callback: kaskad({ callback: true }),
  kannel_none: kannel('none'),
  // Its list of open receipts is searched from the front: with few in it, it is at its best.
  kannel_quick: kannel('none', { law: { min: 100, max: 100 } }),
  // The same program on every machine, doing no more than pass messages on: how fast this machine is.
  yardstick: kannel('none', { callback: false, silent: true, law: { min: 1, max: 1 } }),
  batch: kaskad({ callback: false, batch: 50 }),
  // Two resellers above the client: three levels of charges.
  tree: kaskad({ callback: false, tree: true }),
  postgres: kaskad({ callback: false, postgres: true }),
  // SMPP on both sides, four binds each, receipts to the client; then the operator sends its receipts over other binds
  // than the submits came on.
  smpp: kaskad({ smpp: true }),
  smpp_anywhere: kaskad({ smpp: true, anywhere: true }),
  // No gateway: the load meets the operator itself, with bare sockets and with the product's own client.
  bare: { kind: 'none', smpp: true },
  library: { kind: 'none', smpp: true, library: true },
};

// At half of what the named variant reached, open loop, for times.
export const HALVES = {
  half_receipts: { of: 'receipts', ...kaskad({ callback: false }) },
  half_smpp: { of: 'smpp', ...kaskad({ smpp: true }) },
  half_callback: { of: 'callback', ...kaskad({ callback: true }) },
};

// Once each, not in rounds.
export const SPECIALS = ['backlog', 'idle_links'];
export const ALL = [...Object.keys(PATHS), ...Object.keys(HALVES), ...SPECIALS];

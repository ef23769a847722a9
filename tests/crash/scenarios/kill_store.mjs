// The store's own server dies, and comes back a moment later; the gateway must ride it out, or, when it is killed as well,
// start behind it. Needs a store that is a server: --store postgresql.
import { LINKS } from '../world.mjs';

const TRAFFIC_MAX = 300;
const AWAY_MAX_MS = 1_500;

export const killStore = {
  name: 'kill-store',
  rounds: { short: 8, long: 60 },
  mustHit: ['store_kills'],
  store: 'postgresql',

  async strike({ world, random, pause }) {
    await world.untilTraffic(random.between(0, TRAFFIC_MAX));
    const both = random.holds(0.3);
    await world.store.server.kill();
    if (both) await world.gateway.kill();
    await pause(random.between(0, AWAY_MAX_MS));
    await world.store.server.start();
    return { wires: both ? LINKS : 0, hits: { store_kills: 1, kills: both ? 1 : 0 } };
  },
};

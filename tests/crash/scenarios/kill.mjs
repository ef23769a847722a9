// SIGKILL at any moment, and the next start; now and then a second kill while the gateway is still starting.
import { LINKS } from '../world.mjs';

const TRAFFIC_MAX = 400;
const PAUSE_MAX_MS = 300;

export const kill = {
  name: 'kill',
  rounds: { short: 20, long: 200 },
  mustHit: ['kills', 'submits_unanswered', 'receipts_repeated', 'doubts', 'sent_again', 'retries', 'repeated'],

  // After some traffic or none.
  async strike({ world, random, pause }) {
    if (random.holds(0.8)) await world.untilTraffic(random.between(0, TRAFFIC_MAX));
    await pause(random.between(0, PAUSE_MAX_MS));
    await world.gateway.kill();
    if (random.holds(0.2)) {
      world.gateway.launch();
      await pause(random.between(0, 250));
      await world.gateway.kill();
      return { wires: 2 * LINKS, hits: { kills: 1, kills_while_starting: 1 } };
    }
    return { wires: LINKS, hits: { kills: 1 } };
  },
};

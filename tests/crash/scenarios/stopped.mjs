// SIGSTOP for ten seconds, as of a machine that hangs: longer than any response may take, so that the answers and the
// time-outs of what was on the wire are there at once when it goes on.
import assert from 'node:assert/strict';
import { halt } from '../halt.mjs';
import { LINKS } from '../world.mjs';

const STOP_MS = 10_000;
const TRAFFIC_MAX = 200;
const SETTLE_MS = 1_000; // what was in the operators' sockets is read by then

export const stopped = {
  name: 'stopped',
  rounds: { short: 1, long: 15 },
  mustHit: ['stops', 'seconds_stopped'],
  link: { response_timeout_ms: 1_500 },

  async strike({ world, random }) {
    await world.untilTraffic(random.between(20, TRAFFIC_MAX));
    const from = performance.now() + SETTLE_MS;
    const stop = await halt(world.gateway.child, STOP_MS);
    const submits = world.scene.operators.flatMap((operator) => operator.submits.filter(({ at }) => at > from));
    assert.equal(submits.length, 0, 'a stopped gateway sends nothing');
    await world.untilTraffic(20);
    return { wires: LINKS, hits: { stops: 1, seconds_stopped: Math.floor(stop / 1_000) } };
  },
};

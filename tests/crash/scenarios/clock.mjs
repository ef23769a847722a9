// The wall clock is set forward and back by seconds, hours and days while the gateway runs, and set back at times while it
// is down (set forward then, it only seems to have been down for longer, and messages rightly expire).
import { until } from '../shared.mjs';
import { LINKS } from '../world.mjs';

const TRAFFIC_MAX = 100;
const S = 1_000;
const H = 3_600 * S;
const NEAR_S = 5; // a callback says the time in whole seconds
const SIZES = [[10 * S, 60 * S], [300 * S, H], [H, 48 * H]];

export const clock = {
  name: 'clock',
  rounds: { short: 6, long: 80 },
  mustHit: ['clock_set_forward', 'clock_set_back', 'callbacks_in_false_time'],

  prepare(world) {
    world.scene.keep(world.clock);
    world.gateway.wrap.push(...world.clock.open(world.gateway.folder));
  },

  async strike({ world, random }) {
    const size = () => random.between(...random.of(SIZES));
    let shown = await set(world, world.clock.offset + size());
    await world.untilTraffic(random.between(20, TRAFFIC_MAX));
    shown += await set(world, random.of([0, world.clock.offset - size(), -size()]));
    await world.untilTraffic(random.between(20, TRAFFIC_MAX));
    const hits = { clock_set_forward: 1, clock_set_back: 1, callbacks_in_false_time: shown };
    if (random.holds(0.6)) return { wires: 0, hits };
    await world.gateway.kill();
    world.clock.set(world.clock.offset - size());
    return { wires: LINKS, hits: { ...hits, clock_set_back: 2, clock_set_while_down: 1 } };
  },
};

// Done when a callback says the new time; gives how many did so by then, and were wrong by it.
async function set(world, offset) {
  world.clock.set(offset);
  const { calls } = world.sink;
  const from = calls.length;
  const isNew = ({ headers }) => Math.abs(Number(headers['webhook-timestamp']) - (Date.now() + offset) / S) < NEAR_S;
  const found = await until('a callback says the new time', () => calls.slice(from).filter(isNew).length);
  return offset === 0 ? 0 : found;
}

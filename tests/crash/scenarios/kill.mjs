// SIGKILL at any moment, and the next start; now and then a second kill while the gateway is still starting.
const TRAFFIC_MAX = 400;
const PAUSE_MAX_MS = 300;

export const kill = {
  name: 'kill',
  rounds: { short: 20, long: 200 },

  // One fault, after some traffic or none. Gives back how often it cut what was on the wire.
  async strike({ world, random, pause }) {
    if (random.holds(0.8)) await world.untilTraffic(random.between(0, TRAFFIC_MAX));
    await pause(random.between(0, PAUSE_MAX_MS));
    await world.gateway.kill();
    if (random.holds(0.2)) {
      world.gateway.launch();
      await pause(random.between(0, 250));
      await world.gateway.kill();
      return 2;
    }
    return 1;
  },
};

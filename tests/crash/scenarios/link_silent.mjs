// An operator that hangs: its connections stay open, nothing is answered. At first responses are missed, then the
// gateway gives the binds up; and when the operator goes on, it reads and carries out what waited in its sockets.
import { halt } from '../halt.mjs';
import { until } from '../shared.mjs';

const TRAFFIC_MAX = 200;
const link = { response_timeout_ms: 1_500, enquire_link_ms: 1_000 };
// Two unanswered enquire_link, each waited for as long as for a response.
const GIVEN_UP_MS = link.enquire_link_ms + 2 * link.response_timeout_ms;
const SHORT = [link.response_timeout_ms + 200, GIVEN_UP_MS - 500];
const LONG = [GIVEN_UP_MS + 500, GIVEN_UP_MS + 1_500];

export const linkSilent = {
  name: 'link-silent',
  rounds: { short: 4, long: 40 },
  mustHit: ['silences', 'binds_given_up', 'doubts'],
  link,

  async strike({ world, random, round }) {
    const operator = random.of(world.scene.operators);
    await world.untilTraffic(random.between(20, TRAFFIC_MAX));
    const isLong = round % 2 === 1;
    const bound = operator.binds.length;
    const mark = world.gateway.log.length;
    const givenUp = () => world.gateway.log.slice(mark).filter((line) => /bind \d+ ended: enquire_link_timeout/.test(line)).length;
    const silence = await halt(operator.child, random.between(...(isLong ? LONG : SHORT)), () => !isLong || givenUp() > 0);
    if (isLong) await until('the operator is bound again', () => givenUp() > 0 && operator.binds.length > bound);
    return { wires: world.wiresWithin(Math.min(silence, GIVEN_UP_MS)) + 1, hits: { silences: 1, binds_given_up: givenUp() } };
  },
};

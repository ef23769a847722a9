// An operator's connections are cut, one or all, and come back; at times it refuses new ones for a while, and at times its
// last responses were lost before, though it carried out what they were about and sends the receipts.
import { until } from '../shared.mjs';

const TRAFFIC_MAX = 200;
const LOST_MAX = 10;
const AWAY_MAX_MS = 1_500;

// Odd rounds lose responses, even ones refuse connections, so that few rounds show both; the other one by chance.
const often = (random, isSure) => isSure || random.holds(0.3);

export const linkCut = {
  name: 'link-cut',
  rounds: { short: 10, long: 120 },
  mustHit: ['cuts', 'links_away', 'responses_lost', 'matched_by_address'],

  async strike({ world, random, pause, round }) {
    const operator = random.of(world.scene.operators);
    await world.untilTraffic(random.between(0, TRAFFIC_MAX));
    const from = performance.now();
    const lost = often(random, round % 2 === 1) ? await loseResponses(operator, random.between(1, LOST_MAX)) : 0;
    const bound = operator.binds.length;
    const away = often(random, round % 2 === 0);
    if (away) await goAway(operator, () => pause(random.between(0, AWAY_MAX_MS)));
    // Where responses were lost all must go: a message may not be valid for as long as its response is waited for.
    else await operator.order({ do: 'drop', most: lost ? undefined : random.of([1, undefined]) });
    const wires = world.wiresWithin(performance.now() - from);
    await operator.order({ answers: 'on' });
    await until('the operator is bound again', () => operator.binds.length > bound);
    return { wires, hits: { cuts: 1, links_away: away ? 1 : 0, responses_lost: lost } };
  },
};

// From now on; done when so many messages were carried out without a response.
async function loseResponses(operator, count) {
  await operator.order({ answers: 'lost' });
  const from = operator.events.findLastIndex(({ event }) => event === 'order'); // the window may be full of them by now
  const lost = () => operator.events.slice(from).filter((event) => event.lost).length;
  await until('responses are lost', () => lost() >= count);
  return lost();
}

async function goAway(operator, stay) {
  await operator.order({ do: 'away' });
  await stay();
  await operator.order({ do: 'back' });
}

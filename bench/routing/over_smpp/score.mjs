// What a player's run was worth, from the truth's record alone: the words and figures of bench/routing/score.cpp.
import { LINKS, SELLING, worth } from './world.mjs';

const WINDOW_S = 10;
const WINDOW_MESSAGES = 20;
const MOST = 0.5;
const FEW = 0.1;

function regretOf({ second, network, link }, world) {
  const best = Math.max(...LINKS.map((_, other) => worth(world.arm(network, other, second))));
  return best - worth(world.arm(network, link, second));
}

const shareOver = (rows, link) => rows.filter((row) => row.link === link).length / rows.length;

// Seconds from the beginning of a link's trouble until the first ten seconds (and twenty messages) of a network of which
// less than a tenth meet it; at most as long as it lasts. Undefined: most traffic was elsewhere before it.
function shiftOf(rows, { link, from, to }, world) {
  const [begin, end] = [from * world.seconds, to * world.seconds];
  const before = rows.filter(({ second }) => second >= begin - 60 && second < begin);
  if (!before.length || shareOver(before, link) < MOST) return undefined;
  const within = rows.filter(({ second }) => second >= begin && second < end);
  for (let first = 0; first < within.length; ++first) {
    let last = first;
    while (last < within.length && (last - first < WINDOW_MESSAGES || within[last].second < within[first].second + WINDOW_S)) ++last;
    if (last === within.length) break;
    if (shareOver(within.slice(first, last), link) < FEW) return within[first].second - begin;
  }
  return end - begin;
}

function shiftsOf(rows, world) {
  const networks = world.usual.map((_, network) => rows.filter((row) => row.network === network));
  return world.troubles.flatMap((trouble) => networks.map((own) => shiftOf(own, trouble, world))).filter((each) => each !== undefined);
}

// regret and cost in the currency of prices; times: how often each message came, for the proof that none came twice.
export function scoreOf(rows, world) {
  const sum = (of) => rows.reduce((all, row) => all + of(row), 0);
  const delivered = sum(({ isDelivered }) => (isDelivered ? 1 : 0));
  return {
    submits: rows.length,
    messages: new Set(rows.map(({ message }) => message)).size,
    delivered,
    regret_per_1000: (sum((row) => regretOf(row, world)) / rows.length) * 1_000,
    cost_per_delivered: sum(({ price }) => price) / delivered,
    at_loss: sum(({ price }) => (price > SELLING ? 1 : 0)),
    shifts_s: shiftsOf(rows, world).sort((left, right) => left - right),
  };
}

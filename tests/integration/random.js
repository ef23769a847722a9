'use strict';
// Chance that a seed repeats: `const random = makeRandom(7); random() // 0 <= x < 1`. (mulberry32: 32 bits of state are
// enough to draw a test's pauses and choices.)
function makeRandom(seed) {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  // A whole number, both ends included.
  random.between = (least, most) => least + Math.floor(random() * (most - least + 1));
  random.holds = (probability) => random() < probability;
  random.of = (list) => list[Math.floor(random() * list.length)];
  // One of [[value, weight], ...].
  random.weighted = (pairs) => {
    let left = random() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of pairs) if ((left -= weight) < 0) return value;
    return pairs.at(-1)[0];
  };
  return random;
}

module.exports = { makeRandom };

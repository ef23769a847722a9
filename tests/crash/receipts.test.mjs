// The counting of receipts must notice each thing it counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countReceipts } from './receipts.mjs';

const receipt = (id, stat, at, more = {}) => ({ id, stat, system_id: 'otp', at, answer: 0, lostAt: Infinity, ...more });

function goodWorld() {
  return {
    items: new Map([[1, { id: 'a', system_id: 'otp' }], [2, { id: 'b', system_id: 'otp' }], [3, { id: 'c', system_id: 'news' }], [4, { id: 'd' }], [5, { system_id: 'otp', refused: 69 }]]),
    receipts: [
      receipt('a', 'DELIVRD', 10, { answer: 0x64 }), // refused for the moment
      receipt('a', 'DELIVRD', 20),
      receipt('b', 'UNDELIV', 30, { lostAt: 35 }), // its answer may be lost
      receipt('b', 'UNDELIV', 40),
      receipt('c', 'EXPIRED', 50, { system_id: 'news' }),
    ],
    messages: [
      { id: 'a', state: 'delivered', final: true },
      { id: 'b', state: 'failed', final: true },
      { id: 'c', state: 'expired', final: true },
      { id: 'd', state: 'delivered', final: true },
    ],
    endpoints: [{ id: 1, system_id: '', last: 9 }, { id: 2, system_id: 'otp', last: 2 }, { id: 3, system_id: 'news', last: 1 }],
  };
}

test('a world in which all is well', () => {
  const { violations, figures } = countReceipts(goodWorld());
  assert.deepEqual(violations, []);
  assert.deepEqual(figures, { receipts: 5, receipts_repeated: 2, receipts_refused: 1 });
});

const plants = {
  'an end that no receipt told': [(w) => w.receipts.pop(), /no receipt said that c ended expired/],
  'another end than was told': [(w) => (w.messages[0].state = 'failed'), /no receipt said that a ended failed/],
  'a receipt that comes again for nothing': [(w) => w.receipts.push(receipt('a', 'DELIVRD', 60)), /a\/DELIVRD came again/],
  'a receipt for another account': [(w) => (w.receipts[4].system_id = 'otp'), /a receipt of c came to otp/],
  'a receipt of a message that was never accepted': [(w) => w.receipts.push(receipt('e', 'DELIVRD', 60)), /a receipt of e came to otp, it is undefined's/],
  'an event without a receipt': [(w) => (w.endpoints[1].last = 3), /otp heard 2 receipts of 3 events/],
};

for (const [name, [plant, pattern]] of Object.entries(plants)) {
  test(`notices ${name}`, () => {
    const world = goodWorld();
    plant(world);
    const { violations } = countReceipts(world);
    assert.ok(violations.some((text) => pattern.test(text)), `${pattern} is not among:\n${violations.join('\n')}`);
  });
}

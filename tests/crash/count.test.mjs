// The counting must notice each thing it counts: a world in which all is well, and one violation planted at a time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count } from './count.mjs';
import { byNumber, readOperatorLog } from './operator_log.mjs';
import { numberOf, Orders } from './orders.mjs';
import { makeRandom } from './shared.mjs';

const CHARGES = { shop: 'on_submit', late: 'on_delivered' };

const at = (index, connection = 1, opened = 0) => ({ index, connection, opened });
const receipt = (ms, place = at(ms)) => ({ at: ms, utc: ms, place, accepted: true });
const submit = (number, more = {}) => ({ number, part: 1, link: 'alpha', at: 1_000, place: at(1_000), to: '+491510000001', receipts: [receipt(1_100)], ...more });

function message(number, more = {}) {
  const charge = { state: 'posted', amount: '34500', charged: '34500' };
  const attempts = [{ link: 'alpha', parts: [{ matched: 'id', submitted_utc: 1_000 }] }];
  return { id: `id-${number}`, client_ref: `${number}`, state: 'delivered', final: true, final_utc: performance.timeOrigin + 9_000, parts: 1, possible_duplicate: false, doubts: [], repeats: 0, charge, attempts, ...more };
}

const item = (number, klass = 'transactional', more = {}) => [number, { order: { client: 'shop' }, item: { number, class: klass, to: '+491510000001' }, id: `id-${number}`, ...more }];

// One message of each kind of story, all as they should be.
function goodWorld() {
  const gone = { state: 'unknown', doubts: [70] };
  return {
    items: new Map([item(1), item(2, 'service'), item(3, 'otp'), item(4, 'marketing'), item(5, 'otp', { order: { client: 'late' } }), item(6, 'otp', { id: undefined, refused: 'insufficient_balance' })]),
    submits: new Map([
      [1, [submit(1)]],
      [2, [submit(2, { at: 500, place: at(500), receipts: [] }), submit(2)]], // in doubt and sent again
      [3, [submit(3, { part: 1 }), submit(3, { part: 2 })]],
      [5, [submit(5, { receipts: [] })]],
    ]),
    messages: [
      message(1),
      message(2, { possible_duplicate: true, doubts: [40], repeats: 1 }),
      message(3, { parts: 2 }),
      message(4, gone), // in doubt and never left
      message(5, { ...gone, charge: { state: 'expired', amount: '34500', charged: '0' } }),
    ],
    charges: CHARGES,
    doubtsMax: 3,
    atOnceMax: 2,
  };
}

const find = (world, number) => world.messages.find(({ client_ref }) => client_ref === `${number}`);

test('a world in which all is well', () => {
  const { violations, figures } = count(goodWorld());
  assert.deepEqual(violations, []);
  assert.deepEqual(figures, { carried_out: 4, never_carried_out: 1, doubts: 3, doubts_at_once: 2, sent_again: 1, matched_by_address: 0, states: { delivered: 3, unknown: 2 } });
});

// Its receipt said that the first link had failed; then it is no repeat.
test('a message that went over another link after a failure', () => {
  const world = goodWorld();
  world.submits.set(1, [submit(1), submit(1, { link: 'bravo' })]);
  Object.assign(find(world, 1), { attempts: [{ link: 'alpha', state: 'undelivered', parts: [] }, { link: 'bravo', state: 'delivered', parts: [] }] });
  assert.deepEqual(count(world).violations, []);
  world.submits.get(1).push(submit(1, { link: 'bravo' }));
  assert.match(count(world).violations.join(), /number 1 was sent again 1 times, and 0 by its history/);
});

const plants = {
  'an acknowledged message that is not recorded': [(w) => w.messages.shift(), /number 1 was acknowledged as id-1 and is not recorded/],
  'an acknowledged message that was never carried out': [(w) => w.submits.delete(1), /number 1 \(transactional\) was acknowledged; 1 parts were never carried out/],
  'a part that was never carried out': [(w) => w.submits.get(3).pop(), /number 3 \(otp\) was acknowledged; 1 parts/],
  'an otp given up after one doubt': [(w) => (w.submits.delete(3), Object.assign(find(w, 3), { state: 'unknown', doubts: [50] })), /number 3 \(otp\) .* never carried out/],
  'a marketing message that never left and does not end unknown': [(w) => (find(w, 4).state = 'expired'), /number 4 \(marketing\) .* never carried out/],
  'a message that was lost though it ended expired': [(w) => (w.submits.delete(1), (find(w, 1).state = 'expired')), /number 1 .* never carried out: expired/],
  'a message that does not end': [(w) => Object.assign(find(w, 1), { final: false, state: 'in_progress' }), /number 1 has not ended/],
  'a marketing message sent twice': [(w) => w.submits.set(4, [submit(4), submit(4)]), /number 4 \(marketing\) part 1 was sent 2 times/],
  'a third submit': [(w) => w.submits.get(2).push(submit(2)), /number 2 \(service\) part 1 was sent 3 times/],
  'a repeat its history does not know': [(w) => (find(w, 2).repeats = 0), /number 2 was sent again 1 times, and 0 by its history/],
  'a repeat that is not marked': [(w) => (find(w, 2).possible_duplicate = false), /number 2 .* does not say possible_duplicate/],
  'a repeat after its receipt': [(w) => w.submits.get(2)[0].receipts.push(receipt(600)), /number 2 was sent again after its receipt/],
  'a repeat over a younger connection after its receipt': [
    (w) => (w.submits.get(2)[0].receipts.push(receipt(600)), (w.submits.get(2)[1].place = at(1_000, 2, 700))),
    /number 2 was sent again after its receipt/,
  ],
  'a receipt that was taken and forgotten': [(w) => (find(w, 1).state = 'unknown'), /number 1 is unknown though each receipt/],
  'a receipt by address that was taken and forgotten': [(w) => (find(w, 2).state = 'unknown'), /number 2 is unknown though each receipt/],
  'a second charge': [(w) => (find(w, 1).charge.charged = '69000'), /number 1 \(on_submit\) is delivered and charged 69000/],
  'a delivery that is not charged': [(w) => (find(w, 3).charge.charged = '0'), /number 3 .* charged 0/],
  'a charge without a delivery': [(w) => (find(w, 5).charge.charged = '34500'), /number 5 \(on_delivered\) is unknown and charged 34500/],
  'a reservation that stays open': [(w) => (find(w, 5).charge.state = 'open'), /number 5 has ended and its reservation has not/],
  'a message accepted twice': [(w) => w.messages.push({ ...find(w, 1), id: 'id-77' }), /number 1 was accepted twice/],
  'a message nobody asked for': [(w) => w.messages.push(message(99)), /number 99 is recorded as id-99 and was acknowledged as undefined/],
  'a submit nobody asked for': [(w) => w.submits.set(98, [submit(98)]), /number 98 was carried out and never asked for/],
  'a refused message that was carried out': [(w) => w.submits.set(6, [submit(6)]), /number 6 was refused and carried out/],
  'a part that does not exist': [(w) => w.submits.get(1).push(submit(1, { part: 3 })), /number 1 has a part 3 of 1/],
  'more doubts than the windows hold': [(w) => (w.doubtsMax = 2), /3 parts were in doubt, the windows hold 2/],
  'more doubts at once than the windows hold': [(w) => (find(w, 2).doubts = [70]), /3 parts came in doubt in group 70, the windows hold 2/],
};

for (const [name, [plant, pattern]] of Object.entries(plants)) {
  test(`notices ${name}`, () => {
    const world = goodWorld();
    plant(world);
    const { violations } = count(world);
    assert.ok(violations.some((text) => pattern.test(text)), `${pattern} is not among:\n${violations.join('\n')}`);
  });
}

test('a receipt that came after the doubt had ended is nobody\'s', () => {
  const world = goodWorld();
  Object.assign(find(world, 2), { state: 'unknown', final_utc: performance.timeOrigin + 1_050 });
  assert.deepEqual(count(world).violations, []);
});

// As if the wall clock had been an hour ahead until 1.5 s.
const falseClock = { trueTime: (utc) => utc - 3_600_000, isDated: (at) => at - performance.timeOrigin > 1_500 };

test('an end is held against receipts by the true time', () => {
  const ended = (ms) => {
    const world = { ...goodWorld(), clock: { ...falseClock, isDated: () => true } };
    Object.assign(find(world, 2), { state: 'unknown', final_utc: performance.timeOrigin + 3_600_000 + ms });
    return count(world).violations;
  };
  assert.deepEqual(ended(1_050), []);
  assert.match(ended(9_000).join(), /number 2 is unknown though each receipt/);
});

test('a repeat is held against receipts by the true time', () => {
  const decided = (ms) => {
    const world = { ...goodWorld(), clock: { ...falseClock, isDated: () => true } };
    world.submits.get(2)[0].receipts.push(receipt(600));
    find(world, 2).attempts[0].parts[0].submitted_utc = 3_600_000 + ms;
    return count(world).violations;
  };
  assert.deepEqual(decided(599), []);
  assert.match(decided(601).join(), /number 2 was sent again after its receipt/);
});

test('a receipt whose date is wrong by the false clock need not be matched by address', () => {
  const again = (ms) => {
    const world = { ...goodWorld(), clock: { ...falseClock, trueTime: (utc) => utc } };
    find(world, 2).attempts[0].parts[0].submitted_utc = ms + 1_000;
    const [first, second] = world.submits.get(2);
    Object.assign(first, { at: ms, place: at(ms), receipts: [receipt(ms + 10)] });
    Object.assign(second, { at: ms + 1_000, place: at(ms + 1_000) });
    return count(world).violations;
  };
  assert.deepEqual(again(500), []);
  assert.match(again(2_000).join(), /number 2 was sent again after its receipt/);
});

test('a submit may have crossed a receipt on another connection', () => {
  const world = goodWorld();
  world.submits.get(2)[0].receipts.push(receipt(900, at(900, 2)));
  assert.deepEqual(count(world).violations, []);
});

test('a submit may have been decided on before the receipt came, and left behind its answer', () => {
  const world = goodWorld();
  world.submits.get(2)[0].receipts.push(receipt(600));
  find(world, 2).attempts[0].parts[0].submitted_utc = 599;
  assert.deepEqual(count(world).violations, []);
});

test('an operator\'s log is read by number, part and receipt', () => {
  const seen = (sequence_number, text, udh) => ({ event: 'submit_sm', connection: 1, sequence_number, text, udh, destination_addr: '4915', at: sequence_number });
  const events = [
    seen(7, '#000042 a', '0500030a0201'),
    { event: 'taken', connection: 1, sequence_number: 7, id: '900' },
    seen(8, 'b #000042 ', '0500030a0202'),
    { event: 'receipt_answered', id: '900', command_status: 0, at: 9 },
    seen(9, 'no number', null),
  ];
  const found = byNumber(readOperatorLog('alpha', events));
  assert.deepEqual(found.get(42).map(({ part, id, receipts }) => [part, id, receipts.length]), [[1, '900', 1], [2, undefined, 0]]);
  assert.ok(found.has(NaN), 'a text without a number is seen, and was never asked for');
});

test('every part of every text holds its number', () => {
  const orders = new Orders(makeRandom(7));
  let long = 0;
  for (let i = 0; i < 500; ++i) {
    for (const { number, body } of orders.next().items) {
      const size = /[^\x20-\x7e]/.test(body.text) ? [70, 67] : [160, 153];
      const step = body.text.length <= size[0] ? size[0] : size[1];
      for (let from = 0; from < body.text.length; from += step) assert.equal(numberOf(body.text.slice(from, from + step)), number, body.text);
      long += body.text.length > step;
    }
  }
  assert.ok(long > 50);
});

test('a seed repeats its orders', () => {
  const draw = (seed) => JSON.stringify(Array.from({ length: 20 }, ((orders) => () => orders.next())(new Orders(makeRandom(seed)))));
  assert.equal(draw(3), draw(3));
  assert.notEqual(draw(3), draw(4));
});

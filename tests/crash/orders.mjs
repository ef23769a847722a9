// What clients ask for: a stream of POSTs, each with an Idempotency-Key of its own and messages of every kind. Each
// message has a number that stands in every part of its text, and a recipient of its own, so that a receipt finds its
// part by address. All drawn from a seed.
export const CLASSES = [['otp', 2], ['transactional', 4], ['service', 2], ['marketing', 2]];

// Who pays when, and with what: `poor` runs out of money soon.
export const CLIENTS = [
  { name: 'prepaid', charge: 'on_submit', opening_balance: '100000', weight: 5 },
  { name: 'prepaid-delivered', charge: 'on_delivered', opening_balance: '100000', weight: 5 },
  { name: 'postpaid', charge: 'on_submit', opening_balance: '0', limit: '100000', weight: 5 },
  { name: 'postpaid-delivered', charge: 'on_delivered', opening_balance: '0', limit: '100000', weight: 5 },
  { name: 'poor', charge: 'on_submit', opening_balance: '1', weight: 1 },
];

export const VALIDITY_S = 30; // long enough for some kills in a row, short enough to wait for
export const FAILS_TO = '13'; // recipients with this end are told UNDELIV

const BATCH_MAX = 12;
const mark = (number) => `#${String(number).padStart(6, '0')} `;

// Each part of each text has the whole mark in it: parts hold at least 66 characters, the mark with its filler 8 to 10.
const TEXTS = [
  [(number) => `${mark(number)}hello`, 6],
  [(number) => `${mark(number)}привет`, 2],
  [(number) => mark(number).repeat(25), 2], // 200 characters, 2 parts
  [(number) => mark(number).repeat(40), 1], // 3 parts
  [(number) => `${mark(number)}ж`.repeat(12), 1], // 2 parts
];

export const numberOf = (text) => Number(/#(\d{6})/.exec(text ?? '')?.[1] ?? NaN);

function recipientOf(number, random) {
  return random.holds(0.5) ? `+49151${10_000_000 + number}` : `+7${9_000_000_000 + number}`;
}

// Of a recipient as it is recorded.
export function numberTo(recipient) {
  const digits = Number(recipient.replace('+', ''));
  return digits - (recipient.includes('49151') ? 4_915_110_000_000 : 79_000_000_000);
}

export class Orders {
  constructor(random, validity = VALIDITY_S) {
    Object.assign(this, { random, validity, last: 0, keys: 0 });
  }

  // {key, client, batch, items: [{number, class, to, body}]}
  next() {
    const { random } = this;
    const batch = random.holds(0.3);
    const count = batch ? random.between(1, BATCH_MAX) : 1;
    const client = random.weighted(CLIENTS.map((one) => [one.name, one.weight]));
    return { key: `k-${++this.keys}`, client, batch, items: Array.from({ length: count }, () => this.makeItem()) };
  }

  makeItem(klass = this.random.weighted(CLASSES)) {
    const number = ++this.last;
    const to = recipientOf(number, this.random);
    const text = this.random.weighted(TEXTS)(number);
    return { number, class: klass, to, body: { to, text, class: klass, client_ref: String(number), validity: this.validity } };
  }
}

export const bodyOf = ({ batch, items }) => (batch ? items.map(({ body }) => body) : items[0].body);

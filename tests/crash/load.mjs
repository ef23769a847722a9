// Posters that keep at it: each order is repeated with the same key and body until every item is accepted or refused for
// good, whatever dies meanwhile. Now and then an order that was answered is posted once more: the same ids must come.
import { PATIENCE_MS, pause, until } from './shared.mjs';
import { bodyOf, Orders } from './orders.mjs';

const RETRY_MS = 25;
const REPOSTS_SHARE = 0.05;
const AGAIN = [409, 429, 500, 503];

export class Load {
  // `clients`: name -> ApiClient; `pauseMax`: of a poster between two orders, ms; `isBehind()`: the posters wait.
  constructor({ clients, random, validity, isBehind = () => false, posters = 8, pauseMax = 120 }) {
    Object.assign(this, { clients, random, isBehind, posters, pauseMax });
    this.orders = new Orders(random, validity);
    this.items = new Map(); // number -> {order, item, id, refused}
    this.answered = []; // orders
    this.complaints = [];
    this.open = new Set(); // orders not answered yet
    this.recent = []; // items acknowledged; isBehind() forgets those it need not look at again
    this.answers = {}; // status -> count
    this.retries = 0;
    this.going = false;
  }

  get acknowledged() {
    return [...this.items.values()].filter(({ id }) => id);
  }

  start() {
    this.going = true;
    this.done = Promise.all(Array.from({ length: this.posters }, () => this.post()));
    this.done.catch(() => {}); // stop() tells
  }

  // Done when every order begun is answered.
  async stop() {
    this.going = false;
    let isDone = false;
    this.done.finally(() => (isDone = true)).catch(() => {});
    await until('every order is answered', () => isDone, 2 * PATIENCE_MS).catch((error) => {
      throw new Error(`${error.message}\n${JSON.stringify([...this.open].slice(0, 5), null, 1)}`);
    });
    return this.done;
  }

  async post() {
    while (this.going) {
      while (this.going && this.isBehind()) await pause(RETRY_MS);
      const old = this.answered.length && this.random.holds(REPOSTS_SHARE) && this.random.of(this.answered);
      await this.carryOut(old || this.orders.next());
      await pause(this.random.between(0, this.pauseMax));
    }
  }

  async carryOut(order) {
    for (const item of order.items) if (!this.items.has(item.number)) this.items.set(item.number, { order, item });
    this.open.add(order);
    while (!this.take(order, await this.ask(order))) {
      this.retries += 1;
      await pause(RETRY_MS);
    }
    this.open.delete(order);
    if (!order.isAnswered) this.answered.push(order);
    order.isAnswered = true;
  }

  // The answer, or nothing when none came.
  async ask(order) {
    try {
      return await this.clients[order.client].post(bodyOf(order), { headers: { 'idempotency-key': order.key } });
    } catch {
      return undefined;
    }
  }

  // True when nothing is open any more.
  take(order, answer) {
    const status = answer?.status ?? 'none';
    this.answers[status] = (this.answers[status] || 0) + 1;
    order.last = answer && `${answer.status} ${answer.text.slice(0, 300)}`;
    if (!answer || AGAIN.includes(answer.status)) return false;
    const results = resultsOf(order, answer);
    if (!results || results.length !== order.items.length) {
      this.complaints.push(`key ${order.key} was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
      return true;
    }
    const settled = results.map((result, index) => this.settle(order.items[index], result));
    return settled.every(Boolean);
  }

  settle({ number }, { id, error }) {
    const known = this.items.get(number);
    if (error?.retryable) return false;
    if (known.id && known.id !== id) {
      this.complaints.push(`number ${number} was acknowledged as ${known.id} and then as ${id ?? error.code}`);
    } else if (id) {
      known.id = id;
      if (known.at === undefined) this.recent.push(known);
      known.at ??= performance.now();
      known.refused = undefined;
    } else {
      known.refused = error.code;
    }
    return true;
  }
}

// One {id} or {error} an item; nothing when the answer is neither.
function resultsOf({ batch }, { status, json }) {
  if (!json) return undefined;
  if (status === 202) return batch ? json : [json];
  if (batch) return json.results;
  return json.code && [{ error: json }];
}

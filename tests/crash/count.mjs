// The counting: what was acknowledged, what the operators saw and what is recorded, held against each other by the
// in-doubt table (docs/decisions/0006). Pure, so that count.test.mjs can plant each violation.
import { FAILS_TO } from './orders.mjs';

// Times a part may be in doubt before its class gives it up.
const DOUBTS_TO_GIVE_UP = { otp: 2, transactional: 2, service: 2, marketing: 1 };
// Submits of one part at most, where the class sends over the same link.
const SUBMITS_MAX = { transactional: 2, service: 2, marketing: 1 };

// Attempts that a receipt said had failed, before another: then the whole message goes over another link, and it is known
// that the phone has none (docs/decisions/0112).
const failedBefore = ({ attempts }) => attempts.slice(0, -1).filter(({ state }) => state === 'undelivered' || state === 'expired').length;

const isDelivered = ({ state }) => state === 'delivered' || state === 'read';
const isInTime = (receipt, end) => receipt.accepted && (end === undefined || performance.timeOrigin + receipt.at < end);

// The gateway sent this submit after it had answered that receipt: later on the same connection, or on one that was opened
// later. What comes over two connections side by side may have crossed.
const isAfter = (submit, receipt) =>
  submit.place.index > receipt.place.index && (submit.place.connection === receipt.place.connection || submit.place.opened > receipt.place.index);

// And it had decided so after that answer: what waits for a token of the link's rate, or is on its way to the socket, may
// be overtaken. A part says when it was last submitted.
function isDecidedAfter(attempts, link, receipt, clock) {
  const parts = attempts.filter((attempt) => attempt.link === link).flatMap((attempt) => attempt.parts);
  return parts.some(({ submitted_utc }) => clock.trueTime(submitted_utc) > receipt.utc);
}

// A wall clock that was never set: see wall_clock.mjs.
const TRUE_CLOCK = { trueTime: (utc) => utc, isDated: () => true };

// `items`: number -> {order: {client}, item: {class, to}, id, refused}; `submits`: number -> [submit]; `messages`: as
// recorded, the doubts of each by the groups that say so; `charges`: client -> rule; `doubtsMax`: what the windows could
// hold at all kills and cuts together, `atOnceMax`: at one of them; `clock`: the gateway's.
export function count({ items, submits, messages, charges, doubtsMax, atOnceMax, clock = TRUE_CLOCK }) {
  const judge = new Judge(clock);
  const recorded = new Map(messages.map((message) => [message.id, message]));
  for (const [number, known] of items) {
    const seen = submits.get(number) || [];
    if (known.id) judge.acknowledged(number, known, seen, recorded.get(known.id), charges[known.order.client]);
    else if (seen.length) judge.says(number, 'was refused and carried out');
  }
  for (const number of submits.keys()) if (!items.has(number)) judge.says(number, 'was carried out and never asked for');
  judge.checkRecords(items, messages);
  judge.checkDoubts(messages, doubtsMax, atOnceMax);
  return { violations: judge.violations, figures: judge.figures };
}

class Judge {
  constructor(clock) {
    this.clock = clock;
    this.violations = [];
    this.figures = { carried_out: 0, never_carried_out: 0, doubts: 0, doubts_at_once: 0, sent_again: 0, matched_by_address: 0, states: {} };
  }

  says(number, what) {
    this.violations.push(`number ${number} ${what}`);
  }

  acknowledged(number, known, seen, message, rule) {
    if (!message) return this.says(number, `was acknowledged as ${known.id} and is not recorded`);
    if (!message.final) this.says(number, `has not ended: ${message.state}`);
    const { states } = this.figures;
    states[message.state] = (states[message.state] || 0) + 1;
    this.checkParts(number, known.item, seen, message);
    this.checkReceipts(number, seen, message);
    this.checkCharge(number, seen, message, rule);
    return undefined;
  }

  checkParts(number, item, seen, message) {
    let again = 0;
    let missing = 0;
    const moved = failedBefore(message);
    for (let part = 1; part <= message.parts; ++part) {
      const times = Math.max(0, seen.filter((submit) => submit.part === part).length - moved);
      if (times === 0 && !seen.some((submit) => submit.part === part)) missing += 1;
      if (times > 1) again += times - 1;
      if (times > (SUBMITS_MAX[item.class] ?? Infinity)) this.says(number, `(${item.class}) part ${part} was sent ${times} times`);
    }
    if (missing) this.checkMissing(number, item, seen, message, missing);
    else this.figures.carried_out += 1;
    this.figures.sent_again += again;
    if (again > message.repeats) this.says(number, `was sent again ${again} times, and ${message.repeats} by its history`);
    if (again && !message.possible_duplicate) this.says(number, 'was sent again and does not say possible_duplicate');
    const wrong = seen.find(({ part }) => !(part >= 1 && part <= message.parts));
    if (wrong) this.says(number, `has a part ${wrong.part} of ${message.parts}`);
  }

  // Given up in doubt, or ended by the failure of another part.
  checkMissing(number, item, seen, message, missing) {
    const failed = message.state === 'failed' && seen.length > 0 && item.to.endsWith(FAILS_TO);
    const givenUp = message.state === 'unknown' && message.doubts.length >= DOUBTS_TO_GIVE_UP[item.class];
    if (givenUp) this.figures.never_carried_out += 1;
    else if (!failed) this.says(number, `(${item.class}) was acknowledged; ${missing} parts were never carried out: ${message.state}, ${message.doubts.length} doubts`);
  }

  checkReceipts(number, seen, message) {
    const parts = message.attempts.flatMap((attempt) => attempt.parts);
    this.figures.matched_by_address += parts.filter(({ matched }) => matched === 'address').length;
    // Two parts in doubt fit the same receipt: then it matches neither, as when its date is far from the submit's; and
    // once a message has ended, none is in doubt.
    const isClear = (message.parts === 1 && seen.every((submit) => this.isDated(submit))) || message.doubts.length === 0;
    const end = message.doubts.length > 0 ? this.clock.trueTime(message.final_utc) : undefined;
    const isConfirmed = ({ receipts, to }) => !to.endsWith(FAILS_TO) && receipts.some((receipt) => isInTime(receipt, end));
    const confirmed = new Set(seen.filter(isConfirmed).map(({ part }) => part));
    if (isClear && confirmed.size === message.parts && !isDelivered(message)) {
      this.says(number, `is ${message.state} though each receipt of its delivery was taken`);
    }
    if (message.parts === 1) this.checkNoneAfterReceipt(number, seen, message);
  }

  isDated({ at }) {
    return this.clock.isDated(performance.timeOrigin + at);
  }

  checkNoneAfterReceipt(number, seen, { attempts }) {
    for (const submit of seen.filter((one) => this.isDated(one))) {
      const receipt = submit.receipts.find(({ accepted }) => accepted);
      const later = receipt && seen.find((other) => other.link === submit.link && isAfter(other, receipt));
      const isWrong = later && isDecidedAfter(attempts, submit.link, receipt, this.clock);
      if (isWrong) this.says(number, 'was sent again after its receipt had been taken');
    }
  }

  checkCharge(number, seen, message, rule) {
    const { state, amount, charged } = message.charge;
    const left = seen.length > 0 || message.doubts.length > 0;
    const due = rule === 'on_submit' ? left : isDelivered(message);
    if (charged !== (due ? amount : '0')) this.says(number, `(${rule}) is ${message.state} and charged ${charged} of ${amount}`);
    if (message.final && state === 'open') this.says(number, 'has ended and its reservation has not');
  }

  checkRecords(items, messages) {
    const seen = new Set();
    for (const { id, client_ref } of messages) {
      const known = items.get(Number(client_ref));
      if (!known || known.id !== id) this.says(client_ref, `is recorded as ${id} and was acknowledged as ${known?.id}`);
      if (seen.has(client_ref)) this.says(client_ref, 'was accepted twice');
      seen.add(client_ref);
    }
  }

  // A start, as an end of a connection, says in one group all that is in doubt by it.
  checkDoubts(messages, doubtsMax, atOnceMax) {
    const groups = messages.flatMap(({ doubts }) => doubts);
    const byGroup = new Map();
    for (const group of groups) byGroup.set(group, (byGroup.get(group) ?? 0) + 1);
    this.figures.doubts = groups.length;
    this.figures.doubts_at_once = Math.max(0, ...byGroup.values());
    if (this.figures.doubts > doubtsMax) this.violations.push(`${this.figures.doubts} parts were in doubt, the windows hold ${doubtsMax}`);
    for (const [group, doubts] of byGroup)
      if (doubts > atOnceMax) this.violations.push(`${doubts} parts came in doubt in group ${group}, the windows hold ${atOnceMax}`);
  }
}

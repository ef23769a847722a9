// Receipts of the SMPP server, counted: each message that asked for them is told its end at least once, to a bind of its own
// account; told again only where the first telling may not have got through. Pure.
export const STATS = { delivered: 'DELIVRD', read: 'DELIVRD', failed: 'UNDELIV', rejected: 'REJECTD', expired: 'EXPIRED', unknown: 'UNKNOWN', cancelled: 'DELETED' };
const OK = 0;

// `receipts`: [{id, stat, system_id, at, answer, lostAt}] in the order in which each bind heard them, lostAt: when that
// bind was lost; `items`: number -> {id, system_id}; `messages` and `endpoints` as recorded.
export function countReceipts({ receipts, items, messages, endpoints }) {
  const violations = [];
  const accounts = new Map([...items.values()].filter(({ id, system_id }) => id && system_id).map(({ id, system_id }) => [id, system_id]));
  const told = new Map(); // id/stat -> receipts
  for (const receipt of [...receipts].sort((left, right) => left.at - right.at)) {
    const key = `${receipt.id}/${receipt.stat}`;
    if (accounts.get(receipt.id) !== receipt.system_id) violations.push(`a receipt of ${receipt.id} came to ${receipt.system_id}, it is ${accounts.get(receipt.id)}'s`);
    const before = told.get(key)?.at(-1);
    if (before && wasTaken(before, receipt)) violations.push(`the receipt ${key} came again though it had been taken`);
    told.set(key, [...(told.get(key) || []), receipt]);
  }
  for (const { id, state, final } of messages) {
    if (final && accounts.has(id) && !told.has(`${id}/${STATS[state]}`)) violations.push(`no receipt said that ${id} ended ${state}`);
  }
  for (const { system_id, last } of endpoints.filter((endpoint) => endpoint.system_id)) {
    const heard = [...told.values()].filter(([receipt]) => receipt.system_id === system_id).length;
    if (heard !== last) violations.push(`${system_id} heard ${heard} receipts of ${last} events`);
  }
  const repeated = receipts.length - told.size;
  return { violations, figures: { receipts: receipts.length, receipts_repeated: repeated, receipts_refused: receipts.filter(({ answer }) => answer !== OK).length } };
}

// Answered, and the bind outlived the second telling: then the answer got through. Of two sockets that change at the same
// moment this process may hear in either order, and late when the machine is busy.
const IN_ORDER_MS = 1_000;
const wasTaken = (before, { at }) => before.answer === OK && before.lostAt > at + IN_ORDER_MS;

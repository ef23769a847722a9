// Callbacks, counted: each event of each endpoint came at least once, a repeat with the same id and body, every
// signature holds, and each message's end was told. Pure but for the signature, which is checked as a call comes in.
import { Webhook } from './shared.mjs';

// What Standard Webhooks' own library says of a call: nothing, or why it is wrong. It refuses old ones, so it is told
// what the caller's clock may have shown; nothing is wrong that holds at one of the times.
export function complaintAbout(call, secret, times = [Date.now()]) {
  const complaints = times.map((time) => complaintAt(time, call, secret));
  return complaints.includes(undefined) ? undefined : complaints[0];
}

function complaintAt(time, { headers, body }, secret) {
  const { now } = Date;
  Date.now = () => time; // the library asks nothing else, and is done before anybody else does
  try {
    new Webhook(secret).verify(body, headers);
    return undefined;
  } catch (error) {
    return error.message;
  } finally {
    Date.now = now;
  }
}

const placeOf = (id) => /^msg_(\d+)_(\d+)$/.exec(id)?.slice(1).map(Number);

// `calls`: [{headers, body, wrong}]; `endpoints`: as recorded, [{id, last, cursor, abandoned, retries}].
export function countCallbacks({ calls, endpoints, messages }) {
  const violations = [];
  const bodies = new Map(); // webhook id -> body
  const seen = new Map(); // endpoint -> sequences
  const told = new Set(); // id/type
  for (const { headers, body, wrong } of calls) {
    const id = headers['webhook-id'];
    if (wrong) violations.push(`callback ${id} is wrongly signed: ${wrong}`);
    if (bodies.has(id) && bodies.get(id) !== body) violations.push(`callback ${id} came with another body`);
    bodies.set(id, body);
    const [endpoint, sequence] = placeOf(id) || [];
    if (!seen.has(endpoint)) seen.set(endpoint, new Set());
    seen.get(endpoint).add(sequence);
    const { type, data } = JSON.parse(body);
    told.add(`${data.id}/${type}`);
  }
  for (const { id, last } of endpoints) {
    for (let sequence = 1; sequence <= last; ++sequence) {
      if (!seen.get(id)?.has(sequence)) violations.push(`event ${sequence} of endpoint ${id} never came`);
    }
    for (const sequence of seen.get(id) || []) if (sequence > last) violations.push(`event ${sequence} of endpoint ${id} is not recorded`);
  }
  for (const { id, client_ref, state, final } of messages) {
    if (final && !told.has(`${id}/message.${state}`)) violations.push(`no callback said that number ${client_ref} ended ${state}`);
  }
  return { violations, figures: { callbacks: calls.length, events: bodies.size, repeated: calls.length - bodies.size } };
}

export const areAllCalled = (endpoints) => endpoints.every(({ last, cursor, retries }) => cursor === last && retries === 0);

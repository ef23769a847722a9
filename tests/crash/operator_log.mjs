// What the operators saw, by the number in each text. Pure: reads the events of smsc_server.js, in the order in which
// that operator wrote them.
import { numberOf } from './orders.mjs';

// Parts count from 1; a text without UDH is its only part. {number, part, link, at, id, receipts: [{at, accepted}]}
export function readOperatorLog(link, events) {
  const submits = [];
  const open = new Map(); // connection/sequence_number -> submit
  const byId = new Map();
  for (const event of events) {
    const place = `${event.connection}/${event.sequence_number}`;
    if (event.event === 'submit_sm') {
      const submit = { number: numberOf(event.text), part: partOf(event.udh), link, at: event.at, to: event.destination_addr, receipts: [] };
      submits.push(submit);
      open.set(place, submit);
    } else if (event.event === 'taken') {
      const submit = open.get(place);
      submit.id = event.id;
      byId.set(event.id, submit);
    } else if (event.event === 'receipt_answered') {
      byId.get(event.id)?.receipts.push({ at: event.at, accepted: event.command_status === 0 });
    }
  }
  return submits;
}

// 05 00 03 reference total number, or 06 08 04 with a wide reference.
function partOf(udh) {
  return udh ? Number.parseInt(udh.slice(-2), 16) : 1;
}

// number -> submits, in order of time
export function byNumber(submits) {
  const found = new Map();
  for (const submit of [...submits].sort((left, right) => left.at - right.at)) {
    if (!found.has(submit.number)) found.set(submit.number, []);
    found.get(submit.number).push(submit);
  }
  return found;
}

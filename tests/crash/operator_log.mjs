// What the operators saw, by the number in each text. Pure: reads the events of smsc_server.js, in the order in which
// that operator wrote them.
import { numberOf } from './orders.mjs';

// Parts count from 1; a text without UDH is its only part. Gives {number, part, link, place, to, at, id, receipts:
// [{place, at, utc, accepted}]}, where a place is {index, connection, opened}: of the event and of its connection's beginning.
export function readOperatorLog(link, events) {
  const submits = [];
  const open = new Map(); // connection/sequence_number -> submit
  const byId = new Map();
  const opened = new Map(); // connection -> index
  events.forEach((event, index) => {
    const { connection, at } = event;
    const key = `${connection}/${event.sequence_number}`;
    const place = { index, connection, opened: opened.get(connection) };
    if (event.event === 'open') {
      opened.set(connection, index);
    } else if (event.event === 'submit_sm') {
      const submit = { number: numberOf(event.text), part: partOf(event.udh), link, place, to: event.destination_addr, at, receipts: [] };
      submits.push(submit);
      open.set(key, submit);
    } else if (event.event === 'taken') {
      const submit = open.get(key);
      submit.id = event.id;
      byId.set(event.id, submit);
    } else if (event.event === 'receipt_answered') {
      byId.get(event.id)?.receipts.push({ place, at, utc: event.utc, accepted: event.command_status === 0 });
    }
  });
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

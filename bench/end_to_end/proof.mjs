// What must be true after a run of Kaskad, or its figures count for nothing: each message submitted once, matched,
// charged, projected and called back once. All that is wrong is told, not only the first of it.
import { PRICE_MILLIONTHS, readHistogram } from './kaskad.mjs';

const LAG_P99_S = 1;
const LAG_MOST_S = 5;
const SHOWN = 5;

class Complaints {
  constructor() {
    this.all = [];
  }

  check(holds, text) {
    if (!holds) this.all.push(text);
  }

  // `bad(number)`: whether something is wrong with an accepted message.
  each(sheet, text, bad) {
    const found = [];
    let count = 0;
    for (let number = 0; number < sheet.id.length; ++number) {
      if (sheet.id[number] === 0n || !bad(number)) continue;
      if (++count <= SHOWN) found.push(number);
    }
    this.check(count === 0, `${count} messages ${text}, as number ${found.join(', ')}`);
  }
}

function checkMessages(complaints, sheet, load, withCallback) {
  complaints.check(load.accepted > 0, 'no message was accepted');
  complaints.check(load.failed === 0, `${load.failed} messages were refused for good: ${JSON.stringify(load.statuses)}`);
  complaints.check(load.lost_answers === 0, `${load.lost_answers} requests got no answer`);
  const ids = new Set(sheet.id);
  ids.delete(0n);
  complaints.check(ids.size === load.accepted, `${load.accepted} messages were accepted, but there are ${ids.size} ids`);
  complaints.each(sheet, 'were not submitted exactly once', (number) => sheet.submits[number] !== 1);
  complaints.each(sheet, 'have not one receipt that was taken', (number) => sheet.receiptsTaken[number] !== 1);
  complaints.each(sheet, 'were not called back exactly as they should', (number) => sheet.callbacks[number] !== (withCallback ? 1 : 0));
  complaints.each(sheet, 'have a wrong text, id, state or receipt', (number) => sheet.faults[number] !== 0);
  const unasked = sheet.id.reduce((sum, id, number) => sum + (id === 0n && sheet.submits[number] > 0 ? 1 : 0), 0);
  complaints.check(unasked === 0, `${unasked} messages were submitted though nobody was told that they are accepted`);
}

function checkMoney(complaints, before, after, accepted) {
  const moved = before.balance - after.balance;
  complaints.check(moved === PRICE_MILLIONTHS * BigInt(accepted), `${accepted} messages moved the balance by ${moved} millionths`);
  complaints.check(after.reserved === 0n, `${after.reserved} millionths are still reserved`);
}

function checkReads(complaints, reads) {
  for (const [status, count] of Object.entries(reads))
    complaints.check(status === '200', `${count} reads by id were answered ${status}`);
}

function checkLag(complaints, lag) {
  complaints.check(lag.bound <= LAG_P99_S, `the projector's lag is up to ${lag.bound} s at p99`);
  complaints.check(lag.most <= LAG_MOST_S, `the projector's lag reached ${lag.most} s`);
}

// What the database says of every message, page by page: delivered and paid.
async function checkProjected(complaints, kaskad, sheet) {
  const missing = new Set(sheet.id);
  missing.delete(0n);
  let unpaid = 0;
  let path = '/v1/messages?limit=1000';
  while (path) {
    const { status, json } = await kaskad.client.get(path);
    if (status !== 200) throw new Error(`the list was answered ${status}`);
    for (const message of json.messages) {
      if (message.state !== 'delivered' || message.charge.state !== 'posted') ++unpaid;
      else missing.delete(BigInt(message.id));
    }
    path = json.next_after && `/v1/messages?limit=1000&after=${json.next_after}`;
  }
  complaints.check(unpaid === 0, `${unpaid} messages are not delivered and paid in the database`);
  complaints.check(missing.size === 0, `${missing.size} messages are not in the database as delivered`);
}

// Of a run without a gateway.
export function proveLoad({ sheet, load, counts }) {
  const complaints = new Complaints();
  checkMessages(complaints, sheet, load, true);
  complaints.check(counts.operator.strangers === 0, `the operator got ${counts.operator.strangers} PDUs it could not place`);
  complaints.check(load.strangers === 0, `the load got ${load.strangers} PDUs it could not place`);
  return complaints.all;
}

// withList: also read the whole list (longer than the run itself). withLag: bound the projector's lag. Gives that lag and
// all that is wrong.
export async function prove({ kaskad, sheet, load, counts, balanceBefore, withCallback, withList, withLag }) {
  const complaints = new Complaints();
  checkMessages(complaints, sheet, load, withCallback);
  complaints.check(counts.operator.strangers === 0, `the operator got ${counts.operator.strangers} PDUs it could not place`);
  complaints.check(!counts.callbackServer?.strangers, `${counts.callbackServer?.strangers} callbacks are of no message`);
  checkMoney(complaints, balanceBefore, await kaskad.balance(), load.accepted);
  complaints.check(!load.strangers, `the load got ${load.strangers} PDUs it could not place`);
  checkReads(complaints, load.reads);
  const lag = readHistogram(await kaskad.metrics(), 'kaskad_projector_lag_seconds', 99);
  complaints.check(lag.count > 0, 'the projector did nothing');
  if (withLag) checkLag(complaints, lag);
  if (withList) await checkProjected(complaints, kaskad, sheet);
  return { lag, wrong: complaints.all };
}

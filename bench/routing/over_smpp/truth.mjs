// The operators of one player: a process of its own that alone knows the world. It speaks SMPP (npm's `smpp`, not ours)
// on a port a link, draws what becomes of each message, tells as much as such an operator would, and computes the scores
// from its own record. Its one argument is the world as JSON. Lines on standard input: {"do": "begin"}, {"do": "end"}.
import { createRequire } from 'node:module';
import readline from 'node:readline';
import { LINKS, World, readNumber, receiptDelay } from './world.mjs';
import { scoreOf } from './score.mjs';

const require = createRequire(new URL('../../../tests/integration/', import.meta.url));
const smpp = require('smpp');

const LOST = 0.01; // deliveries that nobody tells
const TOLD_AT_ONCE = 0.35; // of failures; the others would be told when the run is over
const DELIVERED = 2;
const UNDELIVERABLE = 5;

const wanted = JSON.parse(process.argv[2]);
const world = new World(wanted);
const rows = [];
let began = Date.now();
let ids = 0;

const print = (value) => console.log(JSON.stringify(value));

// What is told of a message, and after how many ms; nothing if nobody ever tells.
function drawReceipt(random, arm, isDelivered) {
  if (isDelivered) return random() < LOST ? undefined : { state: DELIVERED, after: receiptDelay(random) };
  if (arm.untold || random() >= TOLD_AT_ONCE) return undefined;
  return { state: UNDELIVERABLE, after: 4_000 * (0.5 + random()) };
}

function sendReceipt(session, pdu, id, state) {
  if (!session.socket.writable) return;
  const stat = state === DELIVERED ? 'DELIVRD' : 'UNDELIV';
  session.deliver_sm({
    source_addr_ton: pdu.dest_addr_ton,
    source_addr_npi: pdu.dest_addr_npi,
    source_addr: pdu.destination_addr,
    dest_addr_ton: pdu.source_addr_ton,
    dest_addr_npi: pdu.source_addr_npi,
    destination_addr: pdu.source_addr,
    esm_class: 4,
    short_message: Buffer.from(`id:${id} sub:001 dlvrd:001 stat:${stat} err:000 text:`, 'latin1'),
    receipted_message_id: id,
    message_state: state,
  });
}

function take(session, pdu, link) {
  const id = String(++ids);
  const { network, message } = readNumber(pdu.destination_addr);
  const second = (Date.now() - began) / 1e3;
  const arm = world.arm(network, link, second);
  const random = world.random(message, link);
  const isDelivered = random() < arm.chance;
  rows.push({ second, network, message, link, isDelivered, price: arm.price });
  session.send(pdu.response({ message_id: id }));
  const receipt = drawReceipt(random, arm, isDelivered);
  if (receipt) setTimeout(sendReceipt, receipt.after, session, pdu, id, receipt.state).unref();
}

function serve(link) {
  const server = smpp.createServer({}, (session) => {
    session.on('error', () => session.destroy());
    session.on('pdu', (pdu) => {
      if (pdu.command === 'submit_sm') take(session, pdu, link);
      else if (pdu.command === 'unbind') session.send(pdu.response(), () => session.close());
      else if (!pdu.isResponse()) session.send(pdu.response({ system_id: 'truth' }));
    });
  });
  server.on('error', (error) => {
    console.error(`truth: ${error.message}`);
    process.exit(1);
  });
  return new Promise((resolve) => server.listen(wanted.ports[link], '127.0.0.1', resolve));
}

const orders = {
  begin: () => {
    began = Date.now();
  },
  end: () => {
    print({ score: scoreOf(rows, world) });
    process.exit(0);
  },
};

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', (line) => orders[JSON.parse(line).do]());
lines.on('close', () => process.exit(0));
await Promise.all(LINKS.map((_, link) => serve(link)));
print({ listening: true });

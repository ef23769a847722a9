// The journal of a killed gateway is broken as disks do it: behind its end stands something of an append that was never
// confirmed, which must be cut and said; or a bit is flipped in its middle, which must stop the start and be named.
import assert from 'node:assert/strict';
import path from 'node:path';
import { JournalFiles } from '../shared.mjs';
import { LINKS } from '../world.mjs';

const TRAFFIC_MAX = 200;
const GARBAGE_MAX = 500;

export const journalBroken = {
  name: 'journal-broken',
  rounds: { short: 8, long: 120 },
  mustHit: ['tails_cut', 'flips_refused'],
  store: 'file',

  async strike({ world, random, round }) {
    const strikeJournal = round % 2 === 1 ? tear : flip;
    for (let wires = LINKS; ; wires += LINKS) {
      await world.untilTraffic(random.between(10, TRAFFIC_MAX));
      await world.gateway.kill();
      const journal = new JournalFiles(path.join(world.data, 'journal'));
      const hits = await strikeJournal(journal, world.gateway, random);
      if (!hits.tails_without_room) return { wires, hits };
      await world.gateway.start();
    }
  },
};

// A start that cuts what was torn, and goes on.
async function tear(journal, gateway, random) {
  const last = journal.records.at(-1);
  const room = journal.roomBehind(last);
  if (room < last.size) return { tails_without_room: 1 };
  if (random.holds(0.5)) journal.tearNextAppend(random.between(1, last.size - 1));
  else journal.writeBehind(last, garbage(random).subarray(0, room));
  await gateway.start();
  await gateway.hasLogged(new RegExp(`octets cut, the journal ends at position ${last.position}\\b`));
  return { tails_cut: 1 };
}

const garbage = (random) => Buffer.from(Array.from({ length: random.between(1, GARBAGE_MAX) }, () => random.between(1, 255)));

// A start that is refused, and names the record; then the bit is mended.
async function flip(journal, gateway, random) {
  const { records } = journal;
  const lastAppend = records.findLastIndex(({ place }) => place === 0);
  const record = random.of(records.slice(0, lastAppend)); // the last append may have been torn: nothing tells that from a flip
  const [place, mask] = [random.between(0, record.size - 1), 1 << random.between(0, 7)];
  journal.flipOctet(record, place, mask);
  gateway.launch();
  const end = await gateway.ended();
  journal.flipOctet(record, place, mask);
  const said = gateway.linesOfThisRun.filter((line) => line.startsWith('kaskad: '));
  const what = `bit ${mask} of octet ${place} of position ${record.position}: ${said.join('\n')}`;
  assert.deepEqual(end, { code: 1, signal: null }, what);
  assert.match(said.join('\n'), new RegExp(`the journal is damaged: .*position ${record.position} at offset ${record.offset}\\b`), what);
  gateway.expected = 'to end';
  return { flips_refused: 1 };
}

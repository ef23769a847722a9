// Every PDU that the tests before this one noted (emitted_pdus.js, emitted_pdus.hpp), read by tshark and by `kaskad pdu`:
// the same fields, and nothing malformed. Run last; what it has read is gone then, so that the next run begins anew.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { compareAll, MISSING } from './tshark_reading.mjs';

const OF_A_COMMAND_MAX = 400;
const folder = process.env.KASKAD_EMITTED;

// Names begin with the command; the rest of them is as good as chance.
function chosen() {
  const counts = {};
  return fs.readdirSync(folder).sort().filter((name) => {
    const command = name.split('-')[0];
    counts[command] = (counts[command] ?? 0) + 1;
    return counts[command] <= OF_A_COMMAND_MAX;
  });
}

const WHY_NOT = MISSING || (!(folder && fs.existsSync(folder)) && 'no test noted a PDU');

test('tshark reads every PDU that was sent in a test as we do', { skip: WHY_NOT }, (t) => {
  const names = chosen();
  const pdus = names.map((name) => fs.readFileSync(path.join(folder, name)));
  const place = fs.mkdtempSync(path.join(os.tmpdir(), 'kaskad-emitted-'));
  const compared = compareAll(pdus, path.join(place, 'emitted.pcap'));
  t.diagnostic(`${pdus.length} PDUs; fields compared: ${JSON.stringify(compared)}`);
  assert.ok(Object.keys(compared).length > 0);
  fs.rmSync(place, { recursive: true });
  fs.rmSync(folder, { recursive: true });
});

'use strict';
// Each PDU that a foreign end (the npm package `smpp`) received of our programs is noted in the folder KASKAD_EMITTED: a
// file for each that differs in more than its sequence number, and of one command only so many from one process. What they
// say to a foreign decoder is judged at the end, by emitted.mjs. Without the variable nothing is done.
const { createHash } = require('crypto');
const fs = require('fs');
const path = require('path');
const smpp = require('smpp');

const folder = process.env.KASKAD_EMITTED;
const OF_A_COMMAND_MAX = 40;
const OCTETS_MAX = 30_000; // `kaskad pdu` takes them as one word of its command line
const SEQUENCE_AT = 12;
const noted = new Map();

function noteEmitted(pdu) {
  if (!folder) return;
  const command = pdu.toString('hex', 4, 8);
  const names = noted.get(command) ?? new Set();
  noted.set(command, names);
  if (names.size >= OF_A_COMMAND_MAX || pdu.length > OCTETS_MAX) return;
  const print = createHash('sha1').update(pdu.subarray(0, SEQUENCE_AT)).update(pdu.subarray(SEQUENCE_AT + 4)).digest('hex');
  if (names.has(print)) return;
  names.add(print);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, `${command}-${print}`), pdu);
}

// The package has read the length by then.
if (folder && !smpp.PDU.isNoting) {
  const { fromStream } = smpp.PDU;
  smpp.PDU.isNoting = true;
  smpp.PDU.fromStream = (stream, length) => {
    const read = (count) => {
      const rest = stream.read(count);
      const head = Buffer.alloc(4);
      head.writeUInt32BE(length);
      if (rest) noteEmitted(Buffer.concat([head, rest]));
      return rest;
    };
    return fromStream({ read }, length);
  };
}

module.exports = { noteEmitted };

// The journal's segment files as octets, read by their documented layout (store/segment.hpp) and damaged as disks do.
import fs from 'node:fs';
import path from 'node:path';

const SEGMENT_HEADER = 40;
const RECORD_HEADER = 24;

export class JournalFiles {
  constructor(folder) {
    this.folder = folder;
  }

  get segments() {
    const names = fs.readdirSync(this.folder).filter((name) => /^journal-\d+\.log$/.test(name));
    return names.sort().map((name) => path.join(this.folder, name));
  }

  // {file, offset, size, position, place}: size with header, without padding; place in the batch of one append.
  get records() {
    return this.segments.flatMap((file) => {
      const octets = fs.readFileSync(file);
      const found = [];
      let offset = SEGMENT_HEADER;
      while (offset + RECORD_HEADER <= octets.length && octets.readUInt32LE(offset) > 0) {
        const size = RECORD_HEADER + octets.readUInt32LE(offset);
        found.push({ file, offset, size, position: Number(octets.readBigUInt64LE(offset + 8)), place: octets.readUInt32LE(offset + 20) });
        offset += Math.ceil(size / 8) * 8;
      }
      return found;
    });
  }

  // The file ends `count` octets before its last record does.
  cutLastRecord(count) {
    const last = this.records.at(-1);
    fs.truncateSync(last.file, last.offset + last.size - count);
    return last;
  }

  // As a power cut leaves an append that was never confirmed: its first octets are there, the last `missing` are not.
  tearNextAppend(missing = 7) {
    const last = this.records.at(-1);
    const octets = fs.readFileSync(last.file);
    const copy = Buffer.from(octets.subarray(last.offset, last.offset + last.size));
    copy.writeBigUInt64LE(BigInt(last.position + 1), 8);
    this.writeBehind(last, copy.subarray(0, copy.length - missing));
    return last;
  }

  writeBehind(record, octets) {
    this.write(record.file, record.offset + Math.ceil(record.size / 8) * 8, octets);
  }

  // So many octets of its file are there behind the record.
  roomBehind(record) {
    return fs.statSync(record.file).size - record.offset - Math.ceil(record.size / 8) * 8;
  }

  // The bits of the mask; doing it again mends them.
  flipOctet(record, place = RECORD_HEADER + 1, mask = 0x10) {
    const octets = fs.readFileSync(record.file);
    this.write(record.file, record.offset + place, Buffer.from([octets[record.offset + place] ^ mask]));
  }

  write(file, offset, octets) {
    const descriptor = fs.openSync(file, 'r+');
    fs.writeSync(descriptor, octets, 0, octets.length, offset);
    fs.closeSync(descriptor);
  }
}

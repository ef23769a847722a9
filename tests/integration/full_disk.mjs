// Disks that are full, for a program that is to ride it out: a small one of its own, or files that may grow no further.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

// Words before a program's: a mount of its own over the folder that follows, in a namespace that ends with the program.
export const mounting = (options) => ['unshare', '-m', 'sh', '-c', `mount -t tmpfs -o ${options} tmpfs "$0" && exec "$@"`];

export const canMount = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt']).status === 0;

// Writes zeros until there is no room left.
export function fillUp(file) {
  const descriptor = fs.openSync(file, 'w');
  for (const size of [1024 * 1024, 4096]) {
    try {
      for (;;) fs.writeSync(descriptor, Buffer.alloc(size));
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
    }
  }
  fs.closeSync(descriptor);
}

export const canLimit = spawnSync('prlimit', ['--version']).status === 0;

// Words before a program's: it does not die of the limit.
export const ignoringSignal = ['bash', '-c', `trap '' XFSZ; exec "$0" "$@"`];

// Files may grow no further: every write behind the limit fails, in a moment and with any user's rights.
export const limitFiles = (gateway, octets) =>
  assert.equal(spawnSync('prlimit', ['--pid', `${gateway.pid}`, `--fsize=${octets}:unlimited`]).status, 0);

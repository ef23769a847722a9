// Free ports of a range that belongs to one test file, so that files may run side by side; below those that the system
// gives to outgoing connections, so that an operator may come back on the port it had.
import net from 'node:net';

function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

export class PortRange {
  constructor(first, count = 50) {
    Object.assign(this, { first, count, given: 0 });
  }

  // The one that was given out longest ago, if it is free again.
  async next() {
    for (let tries = 0; tries < this.count; ++tries) {
      const port = this.first + (this.given++ % this.count);
      if (await isFree(port)) return port;
    }
    throw new Error(`no free port from ${this.first} on`);
  }
}

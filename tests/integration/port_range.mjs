// Free ports of a range that belongs to one test file, so that files may run side by side.
import net from 'node:net';

function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

export class PortRange {
  constructor(first, count = 40) {
    this.next_ = first;
    this.end = first + count;
  }

  // Each is given out once.
  async next() {
    while (this.next_ < this.end) {
      const port = this.next_++;
      if (await isFree(port)) return port;
    }
    throw new Error(`no free port left below ${this.end}`);
  }
}

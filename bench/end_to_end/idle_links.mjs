// Fifty links that are bound and have nothing to do.
import { pause } from '../../tests/integration/deadline.mjs';
import { Kaskad, makeBenchLink } from './kaskad.mjs';
import { Stage } from './stage.mjs';
import { megabytes, readUsage, usageBetween } from './usage.mjs';

const LINKS = 50;
const SETTLE_MS = 5_000;
const WATCH_MS = 30_000; // the enquire_link of every link falls into it

export async function runIdleLinks({ program, tools, folder, ports }) {
  const stage = new Stage({ tools, folder, ports, lines: 1 });
  const links = Array.from({ length: LINKS }, (_, number) => makeBenchLink(`operator-${number}`, ports.smsc));
  const kaskad = new Kaskad({ program, folder: stage.folder, ports, links });
  try {
    stage.startOperator();
    await kaskad.start();
    await pause(SETTLE_MS);
    const before = readUsage(kaskad.pids);
    await pause(WATCH_MS);
    const { us, threads } = usageBetween(before, readUsage(kaskad.pids));
    const memory_mb = megabytes(kaskad.pids);
    await kaskad.stop();
    return { links: LINKS, core_percent: us / (WATCH_MS * 10), memory_mb, threads_us: threads };
  } finally {
    await kaskad.kill().catch(() => undefined);
    await stage.remove();
  }
}

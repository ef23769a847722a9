// A process that the system does not let run for a while, though it lives and its sockets take what comes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { Hopeless, pause, until } from './shared.mjs';

// One letter, as proc(5) says: what stands behind the name, which may hold anything.
function stateOf(pid) {
  const file = `/proc/${pid}/stat`;
  if (!fs.existsSync(file)) throw new Hopeless(`process ${pid} has ended`);
  return fs.readFileSync(file, 'utf8').replace(/^.*\) /, '')[0];
}

// For `period` ms, and until it is enough. Gives back for how long it really did not run, ms.
export async function halt(child, period, isEnough = () => true) {
  child.kill('SIGSTOP');
  try {
    await until('the process is stopped', () => stateOf(child.pid) === 'T');
    const from = performance.now();
    await pause(period);
    await until('it was halted for long enough', isEnough);
    assert.equal(stateOf(child.pid), 'T', 'somebody else let it go on');
    return performance.now() - from;
  } finally {
    child.kill('SIGCONT');
  }
}

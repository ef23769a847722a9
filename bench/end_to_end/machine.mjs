// The machine in one line, for beside the figures.
import { execFileSync } from 'node:child_process';
import os from 'node:os';

function say(program, words) {
  try {
    return execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

export function describeMachine(folder) {
  const cpus = os.cpus();
  const gib = Math.round(os.totalmem() / 2 ** 30);
  const disk = say('findmnt', ['-no', 'FSTYPE', '-T', folder]);
  const kannel = say('dpkg-query', ['-W', '-f', '${Version}', 'kannel']);
  const parts = [`${cpus.length} x ${cpus[0].model}`, `${gib} GiB`, `Linux ${os.release()}`, `${disk} in the state's folder`];
  return `${parts.join(', ')}; Node ${process.versions.node}, Kannel ${kannel || 'not installed'}`;
}

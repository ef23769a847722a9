// What processes use, from /proc: processor time of all their threads, and by thread name; resident memory.
import fs from 'node:fs';

const TICK_US = 10_000; // USER_HZ is 100 on Linux

function readStat(file) {
  const text = fs.readFileSync(file, 'utf8');
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  return { name: text.slice(text.indexOf('(') + 1, end), us: (Number(fields[11]) + Number(fields[12])) * TICK_US };
}

function readKilobytes(pid, name) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]);
}

// Threads that ended are in the process's own sum.
export function readUsage(pids) {
  const threads = {};
  let us = 0;
  for (const pid of pids) {
    us += readStat(`/proc/${pid}/stat`).us;
    for (const thread of fs.readdirSync(`/proc/${pid}/task`)) {
      const stat = readStat(`/proc/${pid}/task/${thread}/stat`);
      threads[stat.name] = (threads[stat.name] || 0) + stat.us;
    }
  }
  return { us, threads };
}

// A process and its children.
export function processesBelow(pid) {
  const isChild = (other) => {
    try {
      const text = fs.readFileSync(`/proc/${other}/stat`, 'utf8');
      return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]) === pid;
    } catch {
      return false; // it ended meanwhile
    }
  };
  return [pid, ...fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter(isChild)];
}

export function usageBetween(before, after) {
  const threads = {};
  for (const [name, us] of Object.entries(after.threads)) threads[name] = us - (before.threads[name] || 0);
  return { us: after.us - before.us, threads };
}

export const megabytes = (pids, name = 'VmRSS') => pids.reduce((sum, pid) => sum + readKilobytes(pid, name), 0) / 1024;
export const megabytesMost = (pids) => megabytes(pids, 'VmHWM');

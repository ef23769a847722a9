// The disk is full and has room again, under load: by turns files that may grow no further, which fails the very next
// write, and a disk that really is full, where it is permitted to mount one. At times the gateway is killed meanwhile.
import assert from 'node:assert/strict';
import { canLimit, canMount, ignoringSignal, limitFiles, until } from '../shared.mjs';
import { SmallDisk } from '../small_disk.mjs';
import { LINKS } from '../world.mjs';

const TRAFFIC_MAX = 200;
const FULL_MAX_MS = 1_500;
const REFUSED = 5;

export const diskFull = {
  name: 'disk-full',
  rounds: { short: 6, long: 60 },
  mustHit: ['disks_full', ...(canMount ? ['disks_without_space'] : []), 'refused_while_full', 'went_on'],
  store: 'file',
  settings: { journal_segment_size: 1024 * 1024 }, // soon full, so that the next one finds no room

  async prepare(world) {
    assert.ok(canLimit, 'prlimit is missing');
    if (canMount) {
      world.disk = world.scene.keep(await new SmallDisk().open(world.gateway));
      world.inside = world.disk.words;
      world.gateway.wrap.unshift(...world.inside);
    }
    world.gateway.wrap.push(...ignoringSignal);
  },

  async strike({ world, random, pause, round }) {
    await world.untilTraffic(random.between(0, TRAFFIC_MAX));
    const disk = round % 2 === 0 && world.disk ? world.disk : limitOf(world.gateway);
    const mark = world.gateway.log.length;
    const said = (pattern) => world.gateway.log.slice(mark).some((line) => pattern.test(line));
    const from = refusals(world);
    disk.fill();
    await until('the gateway says that it cannot write', () => said(/error (journal|database): /));
    if (disk !== world.disk) await until('new work is refused', () => refusals(world) >= from + REFUSED);
    await pause(random.between(0, FULL_MAX_MS));
    const hits = { disks_full: 1, disks_without_space: disk === world.disk ? 1 : 0, refused_while_full: refusals(world) - from };
    if (round > 1 && random.holds(0.3)) {
      await world.gateway.kill();
      disk.free();
      return { wires: LINKS, hits: { ...hits, killed_while_full: 1 } };
    }
    disk.free();
    await until('it writes again', async () => said(/writes work again/) && (await world.gateway.isReady()));
    return { wires: 0, hits: { ...hits, went_on: 1 } };
  },
};

// The limit ends with the process it was set for.
const limitOf = (gateway) => ({
  fill: () => limitFiles(gateway, 1),
  free: () => gateway.exit || limitFiles(gateway, 'unlimited'),
});

const refusals = (world) => world.load.answers[503] ?? 0;

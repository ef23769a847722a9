// The SMPP server of the real program among peers that mean harm. Whatever they do, another account's submits are answered
// within a bound, memory grows within a bound, and sockets are closed after the time that is named for them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it as test } from 'node:test';
import { Standstill, pause, until } from './deadline.mjs';
import { Esme, STATUS } from './esme.mjs';
import { PortRange } from './port_range.mjs';
import { RawPeer, bindOctets, octetsOf, submitOctets } from './raw_peer.mjs';
import { Scene } from './scene.mjs';

const GUESSERS = 12;
const GUESSES = 25;
const ports = new PortRange(25600);
const standstill = new Standstill();
// Bounds for a noisy machine and a program with sanitizers: a quiet one answers within milliseconds.
const LATENCY_MAX_MS = 1_500;
const LATE_MS = 4_000; // a close may come so much after its time
// The thread sanitizer (tests/long) notes beside each octet who touched it.
const GROWTH_MAX_MB = process.env.TSAN_OPTIONS ? 4 * 48 : 48;
// What was freed stays counted for as long as the address sanitizer keeps it.
const SMALL_QUARANTINE = ['env', `ASAN_OPTIONS=${[process.env.ASAN_OPTIONS, 'quarantine_size_mb=1'].filter(Boolean).join(':')}`];

// `smpp`: of the server; `account`: of the shop, the attacked or attacking one. Besides there is `honest`.
async function openScene(t, { smpp = {}, account = {} } = {}) {
  const port = await ports.next();
  const scene = await Scene.open(t, ports, {
    wrap: SMALL_QUARANTINE,
    change: (settings) => {
      settings.log.level = 'info';
      settings.smpp = { enabled: true, port, ...smpp };
      settings.client[0].account = [
        { system_id: 'shop', password: 'shop-pass', ...account },
        { system_id: 'honest', password: 'honest-pass' },
      ];
    },
  });
  scene.peer = (options) => scene.keep(new RawPeer(port, options));
  scene.boundPeer = async (options) => {
    const peer = scene.peer(options);
    peer.send(bindOctets());
    await until('it is bound', () => scene.gateway.log.some((line) => line.includes(`"shop" is bound (bind_transceiver) from ${peer.socket.localAddress}:${peer.socket.localPort}`)));
    return peer;
  };
  scene.honest = await scene.keep(new Esme(port)).connect();
  const bound = await scene.honest.bind('transceiver', { system_id: 'honest', password: 'honest-pass' });
  assert.equal(bound.command_status, STATUS.ok);
  scene.honest.session.socket.setNoDelay(true); // or what it measures is its own waiting
  scene.port = port;
  return scene;
}

const rssMb = (scene) => Number(/VmRSS:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${scene.gateway.pid}/status`, 'utf8'))[1]) / 1024;
const files = (scene) => fs.readdirSync(`/proc/${scene.gateway.pid}/fd`).length;

// The honest client submits one message after the other until `attack` has ended.
async function submitMeanwhile(scene, attack) {
  const latencies = [];
  let going = true;
  const submitting = (async () => {
    while (going) {
      const [before, stood] = [performance.now(), standstill.ms];
      assert.equal((await scene.honest.submit({ short_message: `n ${latencies.length}` })).command_status, STATUS.ok);
      latencies.push(performance.now() - before - (standstill.ms - stood));
      await pause(5);
    }
  })();
  submitting.catch(() => {}); // looked at below
  try {
    await attack();
  } finally {
    going = false;
    await submitting;
  }
  return latencies.sort((a, b) => a - b);
}

// Runs `attack` and says what it cost the others.
async function harm(t, scene, attack) {
  await submitMeanwhile(scene, () => pause(300));
  const memory = rssMb(scene);
  const latencies = await submitMeanwhile(scene, attack);
  const growth = rssMb(scene) - memory;
  const median = latencies[latencies.length >> 1];
  t.diagnostic(`${latencies.length} submits of another account, median ${median.toFixed(0)} ms, most ${latencies.at(-1).toFixed(0)} ms; memory ${growth.toFixed(1)} MB more`);
  assert.ok(latencies.length >= 20, `${latencies.length} submits were answered meanwhile`);
  assert.ok(latencies.at(-1) <= LATENCY_MAX_MS, `an answer took ${latencies.at(-1)} ms`);
  assert.ok(growth <= GROWTH_MAX_MB, `memory grew by ${growth} MB`);
}

function checkLives(peers, namedMs) {
  const lives = peers.map(({ lifeMs }) => lifeMs);
  assert.ok(Math.min(...lives) >= namedMs - 100 && Math.max(...lives) <= namedMs + LATE_MS, `${namedMs} ms: lived ${Math.min(...lives)} to ${Math.max(...lives)} ms`);
}

const never = () => Buffer.concat([octetsOf('submit_sm', { message_payload: Buffer.alloc(60_000, 'x') })]);

// Two at a time, for the longest of them wait.
describe('hostile peers', { concurrency: 2 }, () => {
  test('slow loris: an octet at a time for ever, before the bind and after', async (t) => {
    const scene = await openScene(t, { smpp: { session_init_ms: 1_000, inactivity_ms: 1_500, connections_per_address: 200 }, account: { binds: 5 } });
    const before = files(scene);
    await harm(t, scene, async () => {
      const unbound = Array.from({ length: 60 }, () => scene.peer());
      const dripping = unbound.map((peer) => peer.drip(never(), 20));
      const bound = await Promise.all(Array.from({ length: 5 }, () => scene.boundPeer()));
      const boundAt = performance.now();
      dripping.push(...bound.map((peer) => peer.drip(never(), 20)));
      await until('the unbound are closed', () => unbound.every(({ isClosed }) => isClosed));
      checkLives(unbound, 1_000);
      // Octets that make no PDU are no message: unbound after 1.5 s, and given five to answer.
      await until('the bound are closed', () => bound.every(({ isClosed }) => isClosed));
      const lasted = bound.map(({ closedAt }) => closedAt - boundAt);
      assert.ok(Math.min(...lasted) >= 1_000 && Math.max(...lasted) <= 6_500 + LATE_MS, `bound ones lasted ${lasted} ms`);
      await Promise.all(dripping);
    });
    await until('their sockets are given back', () => files(scene) <= before);
  });

  test('a peer that never reads its receipts loses its bind, not the receipts', async (t) => {
    const scene = await openScene(t, { smpp: { response_timeout_ms: 2_000 } });
    const count = 80;
    await harm(t, scene, async () => {
      const peer = await scene.boundPeer({ reads: false });
      for (let number = 0; number < count; ++number) peer.send(submitOctets({ sequence_number: 2 + number, short_message: Buffer.from(`silent ${number}`) }));
      await scene.gateway.hasLogged(/a bind of "shop" .*ended/);
    });
    const later = await scene.keep(new Esme(scene.port)).connect();
    await later.bind('receiver');
    await until('every receipt comes to the next bind', () => new Set(later.receipts.map(({ id }) => id)).size === count);
  });

  test('a peer that asks without end and never reads the answers is dropped', async (t) => {
    const scene = await openScene(t);
    const questions = Buffer.concat(Array.from({ length: 10_000 }, (_, number) => octetsOf('enquire_link', { sequence_number: 2 + number })));
    await harm(t, scene, async () => {
      // Twenty, one after the other, each with more than the system's own buffers hold of the answers.
      for (let peers = 0; peers < 20; ++peers) {
        const peer = await scene.boundPeer({ reads: false });
        for (let times = 0; times < 400 && !peer.isClosed; ++times) {
          peer.send(questions);
          await until('it is taken', () => peer.isClosed || peer.socket.writableLength < 1_000_000);
        }
        await until('it is dropped', () => peer.isClosed);
      }
    });
    assert.equal(scene.gateway.log.filter((line) => /a bind of "shop" .*ended: output_overflow/.test(line)).length, 20);
  });

  test('a thousand sockets that do not bind', async (t) => {
    const scene = await openScene(t, { smpp: { session_init_ms: 1_500, connections_max: 500, unbound_max: 200 } });
    const before = files(scene);
    let most = 0;
    await harm(t, scene, async () => {
      const peers = Array.from({ length: 1_000 }, (_, number) => scene.peer({ from: `127.0.1.${1 + (number % 20)}` }));
      await until('all have ended', () => {
        most = Math.max(most, files(scene));
        return peers.every(({ isClosed }) => isClosed);
      });
      const kept = peers.filter(({ lifeMs }) => lifeMs >= 1_400);
      assert.ok(kept.length >= 100, `${kept.length} were kept for a while`);
      checkLives(kept, 1_500);
    });
    assert.ok(most - before <= 200 + 30, `${most - before} sockets at once`);
    await until('their sockets are given back', () => files(scene) <= before);
  });

  test('a flood of wrong passwords from many addresses', async (t) => {
    const scene = await openScene(t, { account: { binds: 1 } });
    const answers = {};
    const lockedMs = [];
    let bindMs;
    await harm(t, scene, async () => {
      const guess = async (from) => {
        for (let guesses = 0; guesses < GUESSES; ++guesses) {
          const peer = scene.peer({ from });
          peer.send(bindOctets({ password: `no-${guesses}` }));
          await until('the bind is answered and closed', () => peer.isClosed);
          if (guesses >= 5) lockedMs.push(peer.lifeMs);
          const status = peer.pdus[0]?.status;
          answers[status] = (answers[status] ?? 0) + 1;
        }
      };
      const guessing = Promise.all(Array.from({ length: GUESSERS }, (_, number) => guess(`127.0.2.${1 + number}`)));
      await pause(100);
      // From an address of its own the owner of the account gets in, in his turn.
      const owner = scene.peer({ from: '127.0.3.1' });
      owner.send(bindOctets());
      await until('the owner is bound', () => owner.pdus.some(({ id, status }) => id === 0x80000009 && status === 0));
      bindMs = performance.now() - owner.openedAt;
      await guessing;
      assert.ok(!owner.isClosed);
    });
    t.diagnostic(`answers by status ${JSON.stringify(answers)}; the owner's bind took ${bindMs.toFixed(0)} ms, a locked one's refusal ${Math.max(...lockedMs).toFixed(0)} ms at most`);
    assert.ok(bindMs <= 3_000 + LATE_MS, `the owner's bind took ${bindMs} ms`);
    // Locked after five, they are not compared any more and wait for none of those that are.
    assert.ok(Math.max(...lockedMs) <= LATE_MS, `a refusal took ${Math.max(...lockedMs)} ms`);
    assert.deepEqual(Object.keys(answers), [String(STATUS.bindFailed)], 'nobody guessed, nobody was told why');
    assert.equal(answers[STATUS.bindFailed], GUESSERS * GUESSES);
  });

  test('a whole conversation one octet at a time', async (t) => {
    const scene = await openScene(t);
    await harm(t, scene, async () => {
      const peers = Array.from({ length: 20 }, (_, number) => scene.peer({ from: `127.0.4.${1 + number}` }));
      const submits = Array.from({ length: 5 }, (_, number) => submitOctets({ sequence_number: 2 + number, registered_delivery: 0 }));
      const talk = Buffer.concat([octetsOf('enquire_link', { sequence_number: 7 }), octetsOf('unbind', { sequence_number: 8 })]);
      await Promise.all(peers.map(async (peer, number) => {
        await peer.drip(bindOctets({ system_id: number < 2 ? 'shop' : 'nobody' }), 1);
        await until('the bind is answered', () => peer.pdus.length > 0);
        if (number < 2) await peer.drip(Buffer.concat([...submits, talk]), 1);
        await until('it has ended', () => peer.isClosed);
      }));
      for (const peer of peers.slice(0, 2)) {
        const expected = [[0x80000009, 1], ...submits.map((_, number) => [0x80000004, 2 + number]), [0x80000015, 7], [0x80000006, 8]];
        assert.deepEqual(peer.pdus.map(({ id, sequence }) => [id, sequence]).sort((a, b) => a[1] - b[1]), expected);
        assert.ok(peer.pdus.every(({ status }) => status === 0));
      }
      assert.ok(peers.slice(2).every(({ pdus }) => pdus.length === 1 && pdus[0].status === STATUS.bindFailed));
    });
  });

  test('payloads of 64 KiB, and lengths that lie', async (t) => {
    const scene = await openScene(t, { account: { binds: 10 } });
    await harm(t, scene, async () => {
      const peers = await Promise.all(Array.from({ length: 4 }, () => scene.boundPeer()));
      const payload = Buffer.alloc(65_000, 'x');
      for (const peer of peers) {
        for (let number = 2; number < 202; ++number) peer.send(submitOctets({ sequence_number: number, short_message: Buffer.alloc(0), message_payload: payload }));
      }
      await until('all 800 are answered', () => peers.every(({ pdus }) => pdus.length === 201));
      // Too long for a message; where more than the window of them came at once, full.
      const statuses = peers.flatMap(({ pdus }) => pdus.slice(1)).map(({ status }) => status);
      assert.deepEqual(statuses.filter((status) => status !== STATUS.invalidMessageLength && status !== STATUS.queueFull), []);
      assert.ok(statuses.filter((status) => status === STATUS.invalidMessageLength).length >= 400);
      const liar = await scene.boundPeer();
      liar.send(Buffer.from('7fffffff', 'hex'));
      await until('the liar is closed', () => liar.isClosed);
      assert.deepEqual(liar.pdus.map(({ id }) => id), [0x80000009, 0x80000000], 'by generic_nack');
    });
  });
});

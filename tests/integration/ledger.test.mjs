// The books, proved from outside while the gateway runs and when it is gone.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { runProgram } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';

const TO = '+4915123456789';
const ports = new PortRange(26850, 30);

const ledger = (scene, ...words) => runProgram(['ledger', ...words, '--config', scene.gateway.file], { cwd: scene.gateway.folder });

test('the books of a running gateway are read anew and are right, and a posting of it is proved', async (t) => {
  const scene = await Scene.open(t, ports);
  await scene.linked();
  for (let i = 0; i < 5; ++i) await scene.message((await scene.shop.send({ to: TO, text: `n ${i}` })).id);
  const right = /^The books are right: (\d+) postings .* 5 messages/m;
  const verified = await until('all messages are in the books', () => {
    const run = ledger(scene, 'verify', '--roots');
    return right.test(run.output) && run;
  });
  assert.equal(verified.status, 0);
  const [, root] = /^\d{4}-\d\d-\d\d ([0-9a-f]{64}) \d+$/m.exec(verified.output);

  const proof = ledger(scene, 'prove', '--posting', '2');
  assert.equal(proof.status, 0);
  const told = JSON.parse(proof.output);
  assert.deepEqual([told.posting, told.root], [2, root]);
  const file = path.join(scene.gateway.folder, 'proof.json');
  fs.writeFileSync(file, proof.output);
  assert.match(runProgram(['ledger', 'check', file]).output, new RegExp(`in the tree with the root ${root}`));
  fs.writeFileSync(file, proof.output.replace('"octets":"01', '"octets":"00'));
  assert.equal(runProgram(['ledger', 'check', file]).status, 1);

  await scene.gateway.stop();
  assert.match(ledger(scene, 'verify').output, right);
  assert.deepEqual([ledger(scene, 'prove', '--posting', '9999').status, ledger(scene, 'prove', '--posting', '0').status], [1, 2]);
});

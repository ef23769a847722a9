// `kaskad replay` on the database of a gateway that worked for a moment: what the day cost, and would have cost.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { PROGRAM } from './gateway_process.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { makePrice } from './settings.mjs';

const TO = '+4915123456789';
const MESSAGES = 6;
const ports = new PortRange(23230, 19);
const run = promisify(execFile);

suite('a day is played again', () => {
  let scene;
  let day;

  before(async () => {
    scene = new Scene(ports, {
      operators: [{}, {}],
      change: (settings) => settings.price.splice(1, 1, makePrice({ link: 'bravo' }, '0.02')),
    });
    await scene.prepare();
    await scene.gateway.start();
    await scene.linked();
    day = new Date().toISOString().slice(0, 10);
    for (let i = 0; i < MESSAGES; ++i) await scene.message((await scene.shop.send({ to: TO, text: `n ${i}` })).id);
    await scene.gateway.stop();
  });

  after(() => scene.dispose());

  const replay = (...words) => run(PROGRAM, ['replay', '--config', scene.gateway.file, '--day', day, ...words], { cwd: scene.gateway.folder });
  const object = async (...words) => JSON.parse((await replay('--json', ...words)).stdout);
  const sheet = (text) => {
    const file = path.join(scene.gateway.folder, 'new.csv');
    fs.writeFileSync(file, text);
    return file;
  };
  const refused = (words, why, code = 1) => assert.rejects(replay(...words), (error) => error.code === code && why.test(error.stderr));

  test('with nothing changed it is the day', async () => {
    const { messages, moved, rows, totals, deliveries } = await object();
    assert.deepEqual([messages, moved, rows.length], [MESSAGES, 0, 1]);
    assert.deepEqual(rows[0].before, { messages: MESSAGES, attempts: MESSAGES, cost: '0.0738', revenue: '0.207', margin: '0.1332' });
    assert.deepEqual(rows[0].after, rows[0].before);
    assert.deepEqual([rows[0].link, totals[0].after.cost], ['alpha', '0.0738']);
    assert.deepEqual([deliveries[0].verdict, deliveries[0].before, deliveries[0].attempts], ['unchanged', 1, MESSAGES]);
  });

  test('without the cheap link the dear one takes all, and deliveries are not guessed', async () => {
    const { moved, rows, deliveries } = await object('--without', 'alpha');
    const bravo = rows.find(({ link }) => link === 'bravo');
    assert.deepEqual([moved, bravo.after.messages, bravo.after.cost, bravo.after.margin], [MESSAGES, MESSAGES, '0.12', '0.087']);
    assert.equal(rows.find(({ link }) => link === 'alpha').after.messages, 0);
    assert.deepEqual([deliveries[0].verdict, deliveries[0].after], ['no_chance', null]);
    assert.match(deliveries[0].why, /bravo would get 100\.0 % more .* its chance was 0/);
    const { stdout } = await replay('--without', 'alpha');
    assert.match(stdout, /without link alpha: 6 messages/);
    assert.match(stdout, /6 would take another link/);
  });

  test('a new rate sheet, a policy, a client', async () => {
    const cheap = sheet('MCCMNC,PriceSubmit,PriceDelivered,Currency,Effective\n26201,0.01,,EUR,2099-01-01\n');
    const byPrice = await object('--prices', cheap, '--link', 'bravo');
    assert.equal(byPrice.rows.find(({ link }) => link === 'bravo').after.cost, '0.06');
    const sold = await object('--prices', sheet('MCCMNC,PriceSubmit,PriceDelivered,Currency,Effective\n[DEFAULT],0.03,,EUR,\n'), '--client', 'shop');
    assert.deepEqual([sold.rows[0].after.revenue, sold.rows[0].after.cost], ['0.18', '0.0738']);
    const chained = await object('--policy', 'chain:bravo,alpha');
    assert.equal(chained.rows.find(({ link }) => link === 'bravo').after.messages, MESSAGES);
    assert.equal((await object('--client', 'owner')).messages, 0);
    assert.equal((await object('--without', 'alpha', '--policy', 'forced:alpha')).without_route, MESSAGES);
  });

  test('what is wrong is said', async () => {
    await refused(['--without', 'zulu'], /there is no link 'zulu'; there are: alpha, bravo/, 2);
    await refused(['--client', 'nobody'], /there is no client 'nobody'/, 2);
    await refused(['--policy', 'cheapest'], /is no policy/, 2);
    await refused(['--prices', sheet('MCCMNC,PriceSubmit,Currency\nx,0.01,EUR\n'), '--link', 'alpha'], /new\.csv:2: /);
    await refused(['--prices', sheet('MCCMNC,PriceSubmit,Currency\n26201,0.01,USD\n'), '--link', 'alpha'], /in USD, those of the day in EUR/);
    await refused(['--prices', sheet('MCCMNC,PriceSubmit,Currency\n26201,0.01,EUR\n')], /--link or --client/, 2);
    await assert.rejects(run(PROGRAM, ['replay', '--config', scene.gateway.file, '--day', '2026-02-30'], { cwd: scene.gateway.folder }), ({ code, stderr }) => code === 2 && /is not a day/.test(stderr));
    const { stdout } = await run(PROGRAM, ['replay', '--config', scene.gateway.file, '--day', '2025-01-01'], { cwd: scene.gateway.folder });
    assert.match(stdout, /No message of that day/);
  });
});

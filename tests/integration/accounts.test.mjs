// What an operator sees of clients' SMPP accounts: GET /v1/accounts and /metrics.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAccountScene } from './account_scene.mjs';
import { samples } from './api_client.mjs';
import { until } from './deadline.mjs';
import { STATUS } from './esme.mjs';
import { PortRange } from './port_range.mjs';

const ports = new PortRange(25000);

test('binds, requests and receipts are shown and counted', async (t) => {
  const scene = await openAccountScene(t, ports);
  const transmitter = await scene.bound('transmitter');
  assert.equal((await (await scene.esme()).bind('transceiver', { password: 'wrong' })).command_status, STATUS.bindFailed);
  const { message_id } = await transmitter.submit();
  assert.equal((await transmitter.submit({ destination_addr: '12' })).command_status, STATUS.invalidDestination);
  await scene.message(message_id);
  const accounts = async () => (await scene.owner.get('/v1/accounts')).json;
  const waiting = await until('its receipt waits', async () => {
    const seen = await accounts();
    return seen.accounts[0].receipts.waiting === 1 && seen;
  });
  const [shop] = waiting.accounts;
  assert.deepEqual([shop.system_id, shop.client, shop.binds.length], ['shop', 'shop', 1]);
  assert.deepEqual([shop.binds[0].type, shop.binds[0].address, shop.binds[0].interface_version, shop.binds[0].state], ['transmitter', '127.0.0.1', '3.4', 'bound']);
  assert.equal(waiting.binds_refused.password, 1);
  const receiver = await scene.bound('receiver');
  await receiver.receipt(message_id);
  const told = await until('it was accepted', async () => {
    const [seen] = (await accounts()).accounts;
    return seen.receipts.accepted === 1 && seen;
  });
  assert.deepEqual([told.receipts.waiting, told.receipts.open, told.receipts.sent, told.binds.length], [0, 0, 1, 2]);
  assert.deepEqual(
    told.requests.map(({ command, status, count }) => [command, status, count]),
    [
      ['submit_sm', 'ESME_ROK', 1],
      ['submit_sm', 'ESME_RINVDSTADR', 1],
    ],
  );
  assert.equal((await scene.shop.get('/v1/accounts')).status, 404, 'a client sees none of it');

  // Once a second.
  const metrics = await until('the numbers are in /metrics', async () => {
    const text = await scene.metrics();
    return samples(text, 'kaskad_client_receipts_total')['account="shop",result="accepted"'] === 1 && text;
  });
  assert.equal(samples(metrics, 'kaskad_client_binds')['account="shop",state="bound",type="receiver"'], 1);
  assert.equal(samples(metrics, 'kaskad_client_requests_total')['account="shop",command="submit_sm",status="ESME_RINVDSTADR"'], 1);
  assert.equal(samples(metrics, 'kaskad_client_receipts')['account="shop",state="waiting"'], 0);
  assert.equal(samples(metrics, 'kaskad_client_binds_refused_total')['reason="password"'], 1);
  assert.equal(samples(metrics, 'kaskad_client_passwords_waiting')[''], 0);
});

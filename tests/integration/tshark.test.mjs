// Every PDU that the running program sent, to clients and to operators, read by tshark: with the same fields that
// `kaskad pdu` reads in it, and nothing malformed. (That each of the 33 PDUs is written as it was meant: SmppTshark.)
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { until } from './deadline.mjs';
import { Esme, STATUS } from './esme.mjs';
import { PortRange } from './port_range.mjs';
import { Scene } from './scene.mjs';
import { compareAll, header, MISSING } from './tshark_reading.mjs';
import { Wiretap } from './wiretap.mjs';

const ports = new PortRange(25650);

async function openScene(t) {
  const [port, linkTap] = [await ports.next(), await ports.next()];
  const scene = new Scene(ports, {
    links: [{ tlv: [{ tag: 0x1400, text: 'entity' }], enquire_link_ms: 1_000 }],
    change: async (settings, own) => {
      settings.smpp = { enabled: true, port, enquire_link_ms: 1_000 };
      settings.client[0].account = [{ system_id: 'shop', password: 'shop-pw', window: 2 }];
      own.toOperator = await own.keep(new Wiretap(linkTap, own.operator.port)).start();
      settings.link[0].hosts = [`127.0.0.1:${linkTap}`];
    },
  });
  t.after(() => scene.dispose());
  await scene.prepare();
  scene.toClients = await scene.keep(new Wiretap(await ports.next(), port)).start();
  await scene.gateway.start();
  return scene;
}

test('tshark reads what the program sends as we do', { skip: MISSING }, async (t) => {
  const scene = await openScene(t);
  const credentials = { password: 'shop-pw' };
  for (const version of [0x33, 0x34, 0x50]) {
    const esme = await scene.keep(new Esme(scene.toClients.port, { version })).connect();
    assert.equal((await esme.bind('transceiver', credentials)).command_status, STATUS.ok);
    const utf16 = Buffer.from('Привет 🙂', 'utf16le').swap16();
    const texts = [{ short_message: 'hello € {}' }, { short_message: utf16, data_coding: 8 }, { short_message: Buffer.alloc(0), message_payload: Buffer.alloc(300, 'long ') }];
    for (const fields of texts) await esme.receipt((await esme.submit(fields)).message_id);
    await esme.submit({ destination_addr: '12' });
    await esme.ask('enquire_link', {});
    esme.session.socket.write(header(16, [[0, 4, 16], [4, 4, 0xffff], [12, 4, 77]])); // a command nobody knows
    await until('it is refused', () => scene.toClients.seen('generic_nack', 'server').some(({ connection }) => connection === scene.toClients.connections));
    await Promise.all(Array.from({ length: 8 }, () => esme.submit({ registered_delivery: 0 })));
    if (version === 0x33) await until('it is asked', () => scene.toClients.seen('enquire_link', 'server').length > 0);
    await esme.ask('unbind', {});
  }
  await (await scene.keep(new Esme(scene.toClients.port)).connect()).bind('transceiver', { password: 'wrong' });
  await until('the operator is asked', () => scene.toOperator.seen('enquire_link', 'client').length > 0);
  await scene.gateway.stop();

  const sent = [...scene.toClients.pdus.filter(({ by }) => by === 'server'), ...scene.toOperator.pdus.filter(({ by }) => by === 'client')];
  const file = path.join(scene.gateway.folder, 'sent.pcap');
  const compared = compareAll(sent.map((pdu) => pdu.octets), file);
  t.diagnostic(`${sent.length} PDUs; fields compared: ${JSON.stringify(compared)}`);
  const wanted = ['bind_transceiver_resp', 'submit_sm_resp', 'deliver_sm', 'enquire_link', 'enquire_link_resp', 'unbind_resp', 'generic_nack', 'bind_transceiver', 'submit_sm', 'deliver_sm_resp', 'unbind'];
  assert.deepEqual(wanted.filter((command) => !compared[command]), []);
});

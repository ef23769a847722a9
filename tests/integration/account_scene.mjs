// A scene whose shop has an SMPP account, and programs that bind to it.
import assert from 'node:assert/strict';
import { Esme, STATUS } from './esme.mjs';
import { Scene } from './scene.mjs';

// `account` and `smpp` have the last word on both sections.
export async function openAccountScene(t, ports, { account = {}, smpp = {}, change = () => {}, ...wanted } = {}) {
  const port = await ports.next();
  const scene = await Scene.open(t, ports, {
    ...wanted,
    change: async (settings, own) => {
      settings.smpp = { enabled: true, port, ...smpp };
      settings.client[0].account = [{ system_id: 'shop', password: 'shop-pass', ...account }];
      await change(settings, own);
    },
  });
  scene.esme = (options) => scene.keep(new Esme(port, options)).connect();
  scene.bound = async (type, options) => {
    const esme = await scene.esme(options);
    assert.equal((await esme.bind(type)).command_status, STATUS.ok);
    return esme;
  };
  return scene;
}

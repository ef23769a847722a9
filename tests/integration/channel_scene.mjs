// Channel accounts in a scene: the gateway has those that `kaskad channels-sim` prints, with prices, and they are up.
import { ChannelsSim } from './channels_process.mjs';
import { until } from './deadline.mjs';
import { makePrice } from './settings.mjs';

export const CHANNEL_PRICE = '0.02';
export const CHANNELS = { whatsapp_cloud: 'whatsapp', viber_business: 'viber', telegram_gateway: 'telegram', telegram_bot: 'telegram', fcm: 'push', twilio_voice: 'voice', voice: 'voice', webhook: 'other', smtp: 'email' };

// Into the settings of a gateway that is not started yet. `words`: more options of the simulator.
export async function addChannels(settings, scene, ports, adapters, words = []) {
  const base = `http://127.0.0.1:${settings.api.port}`;
  const options = ['--callback-base', base, '--delay-ms', '50', '--callback-retry-ms', '100', ...words];
  scene.sim = scene.keep(await new ChannelsSim(await ports.next(), options).start());
  settings.channel = adapters.map((adapter) => ({ ...scene.sim.keys[adapter], window: 20 }));
  for (const { name } of settings.channel) settings.price.push(makePrice({ link: name }, '0.01'));
  for (const channel of new Set(adapters.map((adapter) => CHANNELS[adapter]))) settings.price.push(makePrice({ channel }, CHANNEL_PRICE));
}

export async function channelsUp(scene, count) {
  await until('all accounts are up', async () => {
    const { json } = await scene.owner.get('/v1/links');
    return json.links.filter(({ channel, state }) => channel && channel !== 'sms' && state === 'up').length === count;
  });
  await scene.operator.bound(1);
  return scene;
}

export const sendsOf = async (scene, path) => (await scene.sim.get('/sim/requests')).body.requests.filter((each) => each.path.includes(path));

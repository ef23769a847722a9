// What most tests need: operators, a gateway with a link to each, and two API clients. All ends with the test.
import { until } from './deadline.mjs';
import { Gateway } from './gateway_process.mjs';
import { Operator } from './operator_process.mjs';
import { baseSettings, makeLink, OPERATOR_KEY, SHOP_KEY } from './settings.mjs';

export const LINK_NAMES = ['alpha', 'bravo', 'charlie'];

export class Scene {
  // `operators`: switches of each; `links`: what its link has besides; `change(settings, scene)`: the last word.
  constructor(ports, { operators = [{}], links = [], change = () => {}, wrap } = {}) {
    this.ports = ports;
    this.wanted = { operators, links, change, wrap };
    this.things = [];
  }

  // To be called with a test's or a suite's context, whose end ends all.
  static async open(t, ports, wanted) {
    const scene = new Scene(ports, wanted);
    t.after(() => scene.dispose());
    await scene.prepare();
    await scene.gateway.start();
    return scene;
  }

  // All but the gateway runs after this.
  async prepare() {
    this.operators = this.wanted.operators.map((switches) => this.keep(new Operator(switches)));
    for (const operator of this.operators) {
      operator.switches.port ||= await this.ports.next();
      await operator.start();
    }
    const links = this.operators.map((operator, i) => makeLink(LINK_NAMES[i], operator.port, this.wanted.links[i]));
    const settings = baseSettings({ apiPort: await this.ports.next(), links });
    await this.wanted.change(settings, this);
    this.gateway = this.keep(new Gateway(settings, { wrap: this.wanted.wrap }));
    this.shop = this.gateway.client(SHOP_KEY);
    this.owner = this.gateway.client(OPERATOR_KEY);
    return this;
  }

  keep(thing) {
    this.things.push(thing);
    return thing;
  }

  get operator() {
    return this.operators[0];
  }

  // When the gateway itself knows that every link is bound.
  async linked() {
    for (const { name } of this.gateway.settings.link) await this.gateway.hasLogged(new RegExp(`link ${name}: bind 0 is bound`));
  }

  // Applies a change of the settings by SIGHUP; gives the log of it.
  async reload(change) {
    const { gateway } = this;
    await change(gateway.settings);
    gateway.writeSettings();
    const before = gateway.log.length;
    const said = () => gateway.log.slice(before);
    gateway.reload();
    await until('the reload is logged', () => said().some((line) => /reloaded|reload refused/.test(line)));
    await until('its last line', () => {
      const count = Number(/reloaded: (\d+)/.exec(said().join('\n'))?.[1] ?? 0);
      return said().filter((line) => line.includes('declared: ')).length >= count;
    });
    return said().join('\n');
  }

  // The message once `holds` says so of it; by default, once it has ended.
  message(id, holds = ({ final_at }) => final_at !== null, what = 'has ended') {
    let last;
    const check = async () => holds((last = await this.shop.message(id))) && last;
    return until(`message ${id} ${what}`, check).catch((error) => {
      throw new Error(`${error.message}\n${JSON.stringify(last, null, 1)}`);
    });
  }

  async metrics() {
    return (await this.owner.get('/metrics')).text;
  }

  async dispose() {
    const errors = [];
    for (const thing of this.things.reverse()) await Promise.resolve(thing.dispose()).catch((error) => errors.push(error));
    if (errors.length) throw errors[0];
  }
}

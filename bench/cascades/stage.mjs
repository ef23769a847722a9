// What a run of cascades needs: the gateway with an account at Viber and an operator link, and the two simulators that
// play the provider and the operator. All in a folder of their own, gone with the run.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ApiClient } from '../../tests/integration/api_client.mjs';
import { until } from '../../tests/integration/deadline.mjs';
import { makeClient, makeLink, makePrice, NUMBER_PLAN, toToml } from '../../tests/integration/settings.mjs';
import { Child } from '../end_to_end/child.mjs';
import { parseMetrics } from '../end_to_end/kaskad.mjs';

export const KEY = 'the-key-of-the-benchmark-client-0001';
export const VIBER_PRICE = '0.02';
export const SMS_PRICE = '0.0345';
export const OPENING = '1000000000';
const CALLBACK_KEY = 'the-secret-part-of-the-callbacks-address';
const START_MS = 120_000;
const HELD = '4000000'; // more than any run sends

// A section that the simulator prints, for the gateway's file.
function readSection(text, adapter) {
  const section = text.split('[[channel]]\n').find((part) => part.includes(`adapter = '${adapter}'`));
  return Object.fromEntries([...section.matchAll(/^(\w+) = '([^'\n]*)'$/gm)].map(([, name, value]) => [name, value]));
}

export class Stage {
  constructor({ program, port, folder = os.tmpdir() }) {
    this.program = program;
    this.ports = { http: port, sim: port + 1, smsc: port + 2 };
    this.folder = fs.mkdtempSync(path.join(folder, 'kaskad-cascades-'));
    process.on('exit', () => fs.rmSync(this.folder, { recursive: true, force: true }));
  }

  get callbacks() {
    return `/v1/channels/viber/callbacks/${CALLBACK_KEY}`;
  }

  async startPeers() {
    const base = `http://127.0.0.1:${this.ports.http}`;
    this.sim = new Child('channels-sim', [this.program, 'channels-sim', '--listen', `127.0.0.1:${this.ports.sim}`, '--callback-base', base,
      '--account', `viber=viber/${CALLBACK_KEY}`, '--delay-ms', '200', '--callback-connections', '16', '--messages-max', HELD]);
    this.smsc = new Child('smsc', [this.program, 'smsc', '--port', this.ports.smsc, '--receipt-delay', '200-1000', '--messages-max', '1000000', '--statistics-ms', '0', '--no-script']);
    await until('the simulator of providers is ready', () => {
      this.sim.mustRun();
      return this.sim.lines.includes('# ready');
    });
    this.viber = readSection(this.sim.lines.join('\n'), 'viber_business');
  }

  writeSettings(more = {}) {
    fs.writeFileSync(path.join(this.folder, 'plan.csv'), NUMBER_PLAN);
    const settings = {
      number_plan: 'plan.csv',
      api: { port: this.ports.http },
      store: 'data',
      ...more,
      link: [makeLink('operator', this.ports.smsc, { window: 100, reconnect_max_ms: 1_000 })],
      channel: [{ ...this.viber, window: 200 }],
      client: [makeClient('bench', KEY, { opening_balance: OPENING })],
      price: [makePrice({ link: 'operator' }, '0.0123'), makePrice({ link: this.viber.name }, '0.01'), makePrice({}, SMS_PRICE), makePrice({ channel: 'viber' }, VIBER_PRICE)],
    };
    fs.writeFileSync(path.join(this.folder, 'kaskad.toml'), toToml(settings) + '\n');
  }

  async startGateway() {
    this.gateway = new Child('kaskad', [this.program, 'serve', '--config', 'kaskad.toml'], { cwd: this.folder });
    this.client = new ApiClient(this.ports.http, KEY);
    await until('the gateway and its links are ready', () => this.isReady(), START_MS);
  }

  async isReady() {
    this.gateway.mustRun();
    const metrics = await this.metrics().catch(() => new Map());
    return ['operator', this.viber.name].every((link) => metrics.get(`kaskad_link_binds_bound{link="${link}"}`) === 1);
  }

  async metrics() {
    const { status, text } = await this.client.get('/metrics');
    if (status !== 200) throw new Error(`/metrics was answered ${status}`);
    return parseMetrics(text);
  }

  async isProjected() {
    return (await this.metrics()).get('kaskad_projector_lag_groups') === 0;
  }

  async stopGateway(signal) {
    this.client.close();
    const exit = await this.gateway.stop(signal);
    if (!signal && exit.code !== 0) throw new Error(`the gateway ended with ${JSON.stringify(exit)}:\n${this.gateway.lines.join('\n')}`);
  }

  async stop() {
    this.client?.close();
    for (const child of [this.gateway, this.sim, this.smsc]) await child?.stop('SIGKILL');
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

// The gateway under measurement: its configuration, its start, and what it says of itself.
import fs from 'node:fs';
import path from 'node:path';
import { ApiClient } from '../../tests/integration/api_client.mjs';
import { until } from '../../tests/integration/deadline.mjs';
import { makeClient, makeLink, makePrice, NUMBER_PLAN, toToml, WEBHOOK_SECRET } from '../../tests/integration/settings.mjs';
import { Child } from './child.mjs';

export const KEY = 'the-key-of-the-benchmark-client-0001';
export const PRICE_MILLIONTHS = 34_500n;
const PRICE = '0.0345';
const OPENING = '1000000000';
const START_MS = 120_000;
export const BINDS = 4; // on each side of a run over SMPP
const ACCOUNT = { system_id: 'bench', password: 'bench', class: 'transactional', binds: BINDS, window: 100 };

// Two resellers, the second below the first; the client is the second's, at the same price.
const RESELLERS = [
  makeClient('wholesale', `${KEY}-wholesale`, { opening_balance: OPENING, clients_max: 1 }),
  makeClient('retail', `${KEY}-retail`, { opening_balance: OPENING, clients_max: 1, parent: 'wholesale', pricing: 'parent' }),
];

function settingsOf({ ports, store, callback, smpp, tree, links }) {
  const endpoint = callback && [{
    name: 'main',
    url: `http://127.0.0.1:${ports.callback}/events`,
    secret: WEBHOOK_SECRET,
    default: true,
    allow_private: true,
    kinds: ['message.delivered', 'message.failed', 'message.expired', 'message.unknown'],
  }];
  return {
    number_plan: 'plan.csv',
    store,
    api: { port: ports.http },
    smpp: smpp ? { enabled: true, port: ports.smpp } : undefined,
    engine: callback ? { callbacks_parallel: 256 } : undefined,
    link: links,
    client: [
      ...(tree ? RESELLERS : []),
      makeClient('bench', KEY, {
        opening_balance: OPENING,
        endpoint: endpoint || undefined,
        account: smpp ? [ACCOUNT] : undefined,
        ...(tree ? { parent: 'retail', pricing: 'parent' } : {}),
      }),
    ],
    price: [...links.map((link) => makePrice({ link: link.name }, '0.0123')), makePrice({}, PRICE)],
  };
}

export const makeBenchLink = (name, port, binds = 1) => makeLink(name, port, { binds, window: 100, reconnect_max_ms: 1_000 });

export class Kaskad {
  constructor({ program, folder, ports, store = 'data', callback = false, smpp = false, tree = false, links }) {
    this.program = program;
    this.folder = folder;
    this.ports = ports;
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'plan.csv'), NUMBER_PLAN);
    this.links = links || [makeBenchLink('operator', ports.smsc, smpp ? BINDS : 1)];
    fs.writeFileSync(path.join(folder, 'kaskad.toml'), toToml(settingsOf({ ports, store, callback, smpp, tree, links: this.links })) + '\n');
  }

  get pids() {
    return [this.child.pid];
  }

  launch() {
    this.child = new Child('kaskad', [this.program, 'serve', '--config', 'kaskad.toml'], { cwd: this.folder });
    this.client = new ApiClient(this.ports.http, KEY);
  }

  async start() {
    this.launch();
    await this.isServing();
    await until('all links are bound', async () => (await this.boundLinks()) === this.links.reduce((sum, { binds = 1 }) => sum + binds, 0), START_MS);
  }

  async isServing() {
    await until('the gateway is ready', () => this.isReady(), START_MS);
  }

  async isReady() {
    this.child.mustRun();
    return (await this.client.get('/readyz')).status === 200;
  }

  async metrics() {
    return parseMetrics((await this.client.get('/metrics')).text);
  }

  async boundLinks() {
    let bound = 0;
    for (const [name, value] of await this.metrics()) if (name.startsWith('kaskad_link_binds_bound')) bound += value;
    return bound;
  }

  async isProjected() {
    return (await this.metrics()).get('kaskad_projector_lag_groups') === 0;
  }

  async balance() {
    const { json } = await this.client.get('/v1/balance');
    return { balance: toMillionths(json.balance), reserved: toMillionths(json.reserved) };
  }

  async stop() {
    this.client.close();
    const exit = await this.child.stop();
    if (exit.code !== 0) throw new Error(`the gateway ended with ${JSON.stringify(exit)}:\n${this.child.lines.join('\n')}`);
  }

  async kill() {
    this.client.close();
    await this.child.stop('SIGKILL');
  }
}

function toMillionths(text) {
  const [, minus, whole, part = ''] = text.match(/^(-?)(\d+)(?:\.(\d+))?$/);
  const value = BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0'));
  return minus ? -value : value;
}

// Of /metrics: name with labels -> value.
export function parseMetrics(text) {
  const values = new Map();
  for (const line of text.split('\n')) {
    const at = line.lastIndexOf(' ');
    if (line && !line.startsWith('#')) values.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  return values;
}

// The smallest bucket bound below which `percent` of a histogram's observations lie: {bound, most, count}.
export function readHistogram(metrics, name, percent) {
  const count = metrics.get(`${name}_count`);
  const buckets = [...metrics]
    .filter(([key]) => key.startsWith(`${name}_bucket`))
    .map(([key, value]) => ({ bound: key.includes('+Inf') ? Infinity : Number(key.match(/le="([^"]+)"/)[1]), value }));
  const reach = (part) => buckets.find((bucket) => bucket.value >= count * part)?.bound ?? NaN;
  return { count, bound: reach(percent / 100), most: reach(1) };
}

// A gateway's configuration as plain objects, written as TOML. `baseSettings` is a small working one: a link, a client
// that pays on submit, an operator's key, and one price for each.
const scalar = (value) => (typeof value === 'string' ? JSON.stringify(value) : String(value));
const isTable = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTables = (value) => Array.isArray(value) && value.some(isTable);

export function toToml(table, path = []) {
  const lines = [];
  const entries = Object.entries(table).filter(([, value]) => value !== undefined);
  for (const [name, value] of entries) {
    if (isTable(value) || isTables(value)) continue;
    lines.push(`${name} = ${Array.isArray(value) ? `[${value.map(scalar).join(', ')}]` : scalar(value)}`);
  }
  for (const [name, value] of entries) {
    const here = [...path, name];
    if (isTable(value)) lines.push('', `[${here.join('.')}]`, toToml(value, here));
    if (isTables(value)) for (const one of value) lines.push('', `[[${here.join('.')}]]`, toToml(one, here));
  }
  return lines.join('\n');
}

export const SHOP_KEY = 'shop-key-of-the-integration-tests-0001';
export const OPERATOR_KEY = 'operator-key-of-the-integration-tests';
export const WEBHOOK_SECRET = 'whsec_aW50ZWdyYXRpb24gdGVzdHMsIGEgc2VjcmV0IQ==';

// prefix,country,mccmnc,operator
export const NUMBER_PLAN = 'prefix,country,mccmnc,operator\n49151,DE,26201,Telekom\n49,DE,,Germany\n7,RU,25001,MTS\n';

export function makeLink(name, port, more = {}) {
  return {
    name,
    hosts: [`127.0.0.1:${port}`],
    system_id: 'kaskad',
    password: 'secret',
    reconnect_min_ms: 50,
    reconnect_max_ms: 500,
    reconnect_refused_ms: 3_000,
    ...more,
  };
}

// By cost alone, so that a test can say which link it will be.
export function makeClient(name, key, more = {}) {
  return { name, currency: 'EUR', opening_balance: '100', sender: 'Kaskad', key: [{ name: 'main', key }], route: [{ policy: 'least_cost' }], ...more };
}

export function makePrice(owner, price, more = {}) {
  return { ...owner, default: true, price, currency: 'EUR', ...more };
}

// Who invoices, and the contract of whom it invoices: without fees, steps and commitment.
export const INVOICING = {
  seller: [{ name: 'main', prefix: 'RE-', legal_name: 'Kaskad GmbH', address: ['Main Street 1'], tax_number: 'DE1', bank: ['Bank'] }],
  tax: [{ code: 'de', from: '2007-01-01', percent: '19', text: '' }],
};

export function makeContract(more = {}) {
  return {
    version: 0,
    seller: 'main',
    buyer: { name: 'Shop GmbH', address: ['Side Street 2'], tax_number: '', bank: [] },
    language: 'en',
    tax_code: 'de',
    payment_days: 14,
    step_rule: 'progressive',
    steps: [],
    commitment: '0',
    fees: [],
    ...more,
  };
}

export const SELL_PRICE = '0.0345';
export const BUY_PRICE = '0.0123';

export function baseSettings({ apiPort, links, clients }) {
  const named = links || [];
  return {
    number_plan: 'plan.csv',
    api: { port: apiPort },
    store: 'data',
    journal_segment_size: 4 * 1024 * 1024,
    log: { level: 'debug' },
    engine: { class: {} },
    link: named,
    client: clients || [
      makeClient('shop', SHOP_KEY),
      { name: 'owner', currency: 'EUR', key: [{ name: 'main', key: OPERATOR_KEY, operator_scope: true }] },
    ],
    price: [...named.map((link) => makePrice({ link: link.name }, BUY_PRICE)), makePrice({}, SELL_PRICE)],
  };
}

// Stands for a gateway's addresses of invoices, orders, contracts and periods, with money in whole cents, and keeps what
// it was asked. A test says what is there before, and what is refused.
import http from 'node:http';

const decimal = (cents) => `${cents < 0 ? '-' : ''}${Math.trunc(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
const cents = (text) => Math.round(Number(text) * 100);

export class BillingDesk {
  constructor(port) {
    this.port = port;
    this.invoices = []; // {seller, number, prefix, client, currency, gross, paid, tax_number}: gross and paid in cents
    this.orders = []; // the oldest first
    this.clients = ['kiosk'];
    this.pageMax = 1000; // invoices of one answer
    this.refuse = () => undefined; // an order's problem, or nothing
    this.approveAbove = Infinity; // cents
    this.contracts = new Map();
    this.missing = []; // in the way of closing a month
    this.asked = []; // "POST /v1/..."
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  // What changed something.
  get changes() {
    return this.asked.filter((line) => !line.startsWith('GET') && !line.includes('dry_run'));
  }

  start() {
    this.server = http.createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        this.asked.push(`${request.method} ${request.url}`);
        const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
        const { status = 200, ...json } = this.answer(request, new URL(request.url, this.url), body);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
      });
    });
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', () => resolve(this));
    });
  }

  answer({ method, headers }, { pathname, searchParams }, body) {
    if (headers.authorization !== 'Bearer desk-key') return { status: 401, code: 'unauthorized' };
    const isDry = searchParams.get('dry_run') === 'true';
    if (pathname === '/v1/admin/clients') return { clients: this.clients.map((name) => ({ name })) };
    if (pathname === '/v1/admin/invoices') return this.listInvoices(searchParams);
    if (pathname === '/v1/admin/ledger/orders') return method === 'GET' ? this.listOrders(searchParams) : this.order(body, isDry);
    if (pathname === '/v1/admin/periods') return method === 'GET' ? this.listPeriods() : this.close(body, isDry);
    const [, client] = /^\/v1\/admin\/contracts\/(.+)$/.exec(pathname) || [];
    if (client) return method === 'GET' ? this.contracts.get(client) || { status: 404, code: 'not_found' } : this.agree(client, body, isDry);
    return { status: 404, code: 'not_found' };
  }

  listInvoices(query) {
    const client = query.get('client');
    const rows = this.invoices.filter((each) => (!client || each.client === client) && (!query.has('unpaid') || each.paid < each.gross));
    return { invoices: rows.slice(0, this.pageMax).map((each) => this.render(each)), has_more: rows.length > this.pageMax };
  }

  render({ gross, paid, tax_number, ...rest }) {
    const printed_number = rest.prefix + String(rest.number).padStart(4, '0');
    return { ...rest, printed_number, kind: 'invoice', taken_back: 0, issued: '2026-11-01', gross: decimal(gross), paid: decimal(paid), to: { name: 'A buyer', tax_number } };
  }

  // Two a page, so that there is a second one.
  listOrders(query) {
    const before = Number(query.get('before') || Infinity);
    const rows = this.orders.filter(({ id }) => id < before).reverse();
    const page = rows.slice(0, 2);
    return { orders: page, next_before: rows.length > 2 ? page[1].id : null };
  }

  order(wanted, isDry) {
    const known = this.orders.find(({ reference }) => reference === wanted.reference);
    if (known) return { ...known, repeated: true, dry_run: isDry };
    const problem = this.refuse(wanted);
    if (problem) return problem;
    const sum = cents(wanted.amount);
    const made = { ...wanted, id: this.orders.length + 1, state: sum > this.approveAbove ? 'waiting' : 'booked', asked_at: '2026-11-30T10:00:00.000Z' };
    if (isDry) return { ...made, repeated: false, dry_run: true };
    this.orders.push(made);
    const paid = this.invoices.find(({ seller, number }) => seller === wanted.invoice.seller && number === wanted.invoice.number);
    if (made.state === 'booked') paid.paid += sum;
    return { status: 201, ...made, repeated: false, dry_run: false };
  }

  // It shows more than may be said.
  agree(client, wanted, isDry) {
    const unknown = Object.keys(wanted).filter((name) => !['version', 'seller', 'payment_days', 'fees', 'steps'].includes(name));
    if (unknown.length) return { status: 422, code: 'unknown_field', unknown };
    const version = this.contracts.get(client)?.version || 0;
    if (wanted.version !== version) return { status: 409, code: 'outdated' };
    const fees = wanted.fees || [];
    const made = { payment_days: 14, steps: [], ...wanted, fees, client, version: version + 1, by: 'desk', changed_at: `of version ${version + 1}` };
    if (!isDry) this.contracts.set(client, made);
    return made;
  }

  listPeriods() {
    return { periods: [{ from_day: '2026-10-01', to_day: '2026-11-01', by: 'desk', closed_at: '2026-11-05T00:00:00.000Z' }] };
  }

  close({ month, nothing_for = [] }, isDry) {
    if (nothing_for.includes('kiosk')) this.missing = [];
    return { from_day: `${month}-01`, to_day: '2026-12-01', closed: !isDry && !this.missing.length, missing: this.missing };
  }

  dispose() {
    this.server.closeAllConnections?.();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

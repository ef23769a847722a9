// The HTTP API as a client sees it: one key, one port, connections kept alive. Answers are given whatever their status.
import http from 'node:http';

export class ApiClient {
  constructor(port, key) {
    this.port = port;
    this.key = key;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  }

  // {status, headers, text, json}; an Error when no whole answer came.
  request(method, path, { body, headers = {}, timeout = 20_000 } = {}) {
    const octets = body === undefined ? undefined : Buffer.from(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    const all = { ...(this.key ? { authorization: `Bearer ${this.key}` } : {}), ...headers };
    if (octets) all['content-length'] = octets.length;
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, method, path, headers: all, agent: this.agent, timeout };
      const request = http.request(options, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(toAnswer(response, Buffer.concat(chunks).toString())));
      });
      request.on('timeout', () => request.destroy(new Error(`no answer to ${method} ${path}`)));
      request.on('error', reject);
      request.end(octets);
    });
  }

  get(path, more) {
    return this.request('GET', path, more);
  }

  post(body, more = {}) {
    return this.request('POST', '/v1/messages', { body, ...more });
  }

  // Posts what must be accepted; gives the answer's JSON.
  async send(body, more) {
    const answer = await this.post(body, more);
    if (answer.status !== 202) throw new Error(`POST was answered ${answer.status}: ${answer.text.slice(0, 500)}`);
    return answer.json;
  }

  async message(id) {
    const answer = await this.get(`/v1/messages/${id}`);
    if (answer.status !== 200) throw new Error(`GET ${id} was answered ${answer.status}: ${answer.text}`);
    return answer.json;
  }

  // All of the client's messages, page by page.
  async list() {
    const all = [];
    let after = '';
    for (;;) {
      const answer = await this.get(`/v1/messages?limit=1000${after && `&after=${after}`}`);
      if (answer.status !== 200) throw new Error(`the list was answered ${answer.status}: ${answer.text}`);
      all.push(...answer.json.messages);
      if (!answer.json.next_after) return all;
      after = answer.json.next_after;
    }
  }

  async balance() {
    const answer = await this.get('/v1/balance');
    if (answer.status !== 200) throw new Error(`the balance was answered ${answer.status}: ${answer.text}`);
    return answer.json;
  }

  close() {
    this.agent.destroy();
  }
}

function toAnswer(response, text) {
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.statusCode, headers: response.headers, text, json };
}

// "0.1035" as a whole number of 1e-8: money is compared, never rounded.
export function money(text) {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(text);
  const value = BigInt(whole) * 100_000_000n + BigInt(fraction.padEnd(8, '0'));
  return sign ? -value : value;
}

// The samples of one metric: {'link="alpha"': 3}. Without labels the key is ''.
export function samples(metrics, name) {
  const found = {};
  for (const line of metrics.split('\n')) {
    const match = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line);
    if (match && match[1] === name) found[match[2] || ''] = Number(match[3]);
  }
  return found;
}

// A provider of look-ups: an HTTP server that answers GET /hlr/NUMBER as the test says, after a while if it says so, and
// keeps what it was asked.
import http from 'node:http';
import { until } from './deadline.mjs';

export class LookupProvider {
  constructor(port) {
    this.port = port;
    this.asked = []; // {number, key}
    this.answers = new Map(); // number: what is answered as JSON, or a status
    this.answer = 404; // all others
    this.isSilent = false; // nothing is answered any more
  }

  get url() {
    return `http://127.0.0.1:${this.port}/hlr/{number}`;
  }

  start() {
    this.server = http.createServer((request, response) => {
      const number = request.url.split('/').pop();
      this.asked.push({ number, key: request.headers['x-key'] });
      if (this.isSilent) return;
      const answer = this.answers.get(number) ?? this.answer;
      if (typeof answer === 'number') return response.writeHead(answer).end();
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', () => resolve(this));
    });
  }

  wasAsked(count) {
    return until(`${count} look-ups`, () => this.asked.length >= count && this.asked);
  }

  dispose() {
    this.server.closeAllConnections?.();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

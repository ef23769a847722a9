// A client's endpoint: an HTTP server that keeps every callback as it came, octet for octet.
import http from 'node:http';
import { until } from './deadline.mjs';

export class CallbackSink {
  constructor(port) {
    this.port = port;
    this.calls = []; // {path, headers, body}
    this.status = 200; // what is answered, or a function of the call that says it
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  start() {
    this.server = http.createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const call = { path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() };
        this.calls.push(call);
        response.writeHead(typeof this.status === 'function' ? this.status(call) : this.status).end();
      });
    });
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', () => resolve(this));
    });
  }

  // The events about one message.
  about(id) {
    return this.calls.filter(({ body }) => JSON.parse(body).data.id === id);
  }

  has(id, type) {
    const found = () => this.about(id).find(({ body }) => JSON.parse(body).type === type);
    return until(`a callback ${type} about ${id}`, found);
  }

  dispose() {
    this.server.closeAllConnections?.();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

// Keys and certificates made by openssl in a folder that ends with the test: authorities, and what they signed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const LONG_AGO = ['-startdate', '20200101000000Z', '-enddate', '20210101000000Z'];
const DAYS = ['-days', '2'];

function openssl(folder, ...words) {
  const made = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' });
  assert.equal(made.status, 0, `openssl ${words.join(' ')}: ${made.stderr}`);
}

export class Certificates {
  constructor(t) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kaskad-certificates-'));
    t.after(() => fs.rmSync(this.folder, { recursive: true, force: true }));
  }

  file(name) {
    return path.join(this.folder, name);
  }

  files(name) {
    return { key: this.file(`${name}.key`), cert: this.file(`${name}.pem`) };
  }

  request(name, ...more) {
    const { key } = this.files(name);
    openssl(this.folder, 'req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-subj', `/CN=${name}`, ...more);
  }

  // One that signs itself: an authority, or a stranger.
  selfSigned(name, names) {
    const { cert } = this.files(name);
    this.request(name, '-x509', ...DAYS, '-out', cert, ...(names ? ['-addext', `subjectAltName=${names}`] : []));
    return this.files(name);
  }

  // `names`: as in "IP:127.0.0.1"; `isOver`: it is a certificate of a time that has passed.
  issue(authority, name, names, { isOver = false } = {}) {
    const [request, database] = [this.file(`${name}.csr`), this.file(`${name}.database`)];
    const { key, cert } = this.files(authority);
    this.request(name, '-out', request);
    fs.writeFileSync(database, '');
    const lines = ['[own]', `database=${database}`, 'default_md=sha256', 'policy=any', 'rand_serial=yes', '[any]', 'commonName=supplied', '[names]', `subjectAltName=${names}`];
    fs.writeFileSync(this.file('ca.conf'), lines.join('\n'));
    const words = ['-batch', '-notext', '-config', 'ca.conf', '-name', 'own', '-extensions', 'names', '-outdir', '.'];
    openssl(this.folder, 'ca', ...words, '-keyfile', key, '-cert', cert, '-in', request, '-out', this.files(name).cert, ...(isOver ? LONG_AGO : DAYS));
    return this.files(name);
  }
}

// What the crash test shares with tests/integration, where the real program and its foreign peers are driven too.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../integration/', import.meta.url));

export const { makeRandom } = require('./random.js');
export const { Webhook } = require('standardwebhooks');
export { money } from '../integration/api_client.mjs';
export { CallbackSink } from '../integration/callback_sink.mjs';
export { Hopeless, PATIENCE_MS, pause, until } from '../integration/deadline.mjs';
export { Esme, STATUS } from '../integration/esme.mjs';
export { canLimit, canMount, fillUp, ignoringSignal, limitFiles, mounting } from '../integration/full_disk.mjs';
export { PROGRAM } from '../integration/gateway_process.mjs';
export { JournalFiles } from '../integration/journal_files.mjs';
export { PortRange } from '../integration/port_range.mjs';
export { Scene } from '../integration/scene.mjs';
export { makeClient, makePrice, OPERATOR_KEY, WEBHOOK_SECRET } from '../integration/settings.mjs';

'use strict';
// Checks callbacks by the npm package `standardwebhooks`, which is not ours. Reads one JSON object a line on standard
// input: {"secret": "whsec_...", "headers": {"webhook-id": ...}, "body": "the octets as they were sent"} and writes for
// each a line "ok" or "error: why". Exit 0 if all were right, 1 if one was not.
const readline = require('readline');
const { Webhook } = require('standardwebhooks');

function verify(line) {
  try {
    const { secret, headers, body } = JSON.parse(line);
    new Webhook(secret).verify(body, headers);
    return 'ok';
  } catch (error) {
    process.exitCode = 1;
    return `error: ${error.message}`;
  }
}

readline.createInterface({ input: process.stdin }).on('line', (line) => console.log(verify(line)));

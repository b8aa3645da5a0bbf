#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { createNodeTransport } from '../node/transport.js';
import { run } from './run.js';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads has seen enough, as `head` has.
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  isTerminal: { stdout: process.stdout.isTTY, stderr: process.stderr.isTTY },
  columns: process.stdout.columns,
  env: process.env,
  fetch: createNodeTransport(),
  now: () => performance.now(),
  randomBytes,
});

#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { createNodeTransport } from '../node/transport.js';
import { fileError } from './cli-error.js';
import { run } from './run.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads has seen enough, as `head` has.
  if (error.code === 'EPIPE') return;
  process.stderr.write(`error: ${fileError('write', 'standard output', error).message}\n`);
  process.exitCode = 2;
});
process.stderr.on('error', () => undefined); // there is nowhere left to say so

const status = await run(process.argv.slice(2), {
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
process.exitCode ??= status;

#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { fstatSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { connectSocket } from '../node/connect-socket.js';
import { createNodeTransport } from '../node/transport.js';
import { fileError } from './cli-error.js';
import { loadModule } from './load-module.js';
import { run } from './run.js';
import { serveHandler } from './serve-handler.js';
import type { ProcessSignal } from './world.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has seen enough, as `head` does.
  if (error.code === 'EPIPE') return;
  process.stderr.write(`error: ${fileError('write', 'standard output', error).message}\n`);
  process.exitCode = 2;
});
process.stderr.on('error', () => undefined); // there is nowhere left to report it

const status = await run(process.argv.slice(2), {
  stdin: standardInput(),
  stdout: process.stdout,
  stderr: process.stderr,
  isTerminal: { stdout: process.stdout.isTTY, stderr: process.stderr.isTTY },
  columns: process.stdout.columns,
  env: process.env,
  fetch: createNodeTransport(),
  connect: connectSocket,
  now: () => performance.now(),
  loadModule: (name) => loadModule(name, process.cwd()),
  onSignal,
  randomBytes,
  serve: serveHandler,
  delay: (ms, signal) => pause(ms, undefined, { signal }),
});
process.exitCode ??= status;

function onSignal(listener: (signal: ProcessSignal) => void): () => void {
  const signals: readonly ProcessSignal[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

/** Reads standard input; Node takes a folder for an empty file. */
async function* standardInput(): AsyncGenerator<Uint8Array> {
  if (fstatSync(process.stdin.fd).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  yield* process.stdin;
}

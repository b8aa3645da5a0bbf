import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ObservedApplication } from '../../../src/check/index.js';
import type { AppserviceRegistration } from '../../../src/types.js';
import { hsToken, registrationAt } from './peers.js';

/** The appservices that run in a process of their own. */
export type ProcessPeerName = 'matrix-bot-sdk' | 'mautrix-python';

/** An appservice in a process of its own. */
export interface ProcessPeer {
  readonly registration: AppserviceRegistration;
  readonly application: ObservedApplication;
  readonly stop: () => Promise<void>;
}

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const python = join(tmpdir(), 'matrix-encrypted-appservice-peers/mautrix/bin/python');

/** The program of each appservice, and a file that is there if it is installed. */
const programs: Readonly<
  Record<ProcessPeerName, { readonly command: readonly [string, string]; readonly needs: string }>
> = {
  'matrix-bot-sdk': {
    command: [process.execPath, beside('run-matrix-bot-sdk.mjs')],
    needs: beside('node_modules/matrix-bot-sdk/package.json'),
  },
  'mautrix-python': { command: [python, beside('run_mautrix.py')], needs: python },
};

/** Tells whether an appservice is installed. */
export function isInstalled(name: ProcessPeerName): boolean {
  return existsSync(programs[name].needs);
}

/** Starts an appservice. */
export async function startProcess(name: ProcessPeerName): Promise<ProcessPeer> {
  const [program, script] = programs[name].command;
  const child = spawn(program, [script, hsToken], { stdio: ['pipe', 'pipe', 'ignore'] });
  const given: string[] = [];
  const failing: (() => void)[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => {
      reject(new Error(`${name} did not start`));
    });
    createInterface(child.stdout).on('line', (line) => {
      const said = JSON.parse(line) as { port?: number; failing?: boolean; told?: unknown };
      if (said.port !== undefined) resolve(said.port);
      else if (said.failing === true) failing.shift()?.();
      else given.push(line);
    });
  });
  return {
    registration: registrationAt(port),
    application: {
      told: () => given,
      failOnce: () =>
        new Promise((resolve) => {
          failing.push(resolve);
          child.stdin.write('fail\n');
        }),
    },
    stop: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

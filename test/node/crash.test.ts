import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { createClaimLedger } from '../../src/appservice/index.js';
import { openClaimStore, openTransactionLog } from '../../src/node/index.js';
import type { KeyClaimResponse } from '../../src/types.js';
import { projectRoot } from '../helpers/project.js';
import { temporaryFolder } from './temporary-folder.js';

const pathOf = temporaryFolder();
const program = join(projectRoot, 'test/node/fixtures/durable-appservice.mjs');
const hsToken = 'hs-secret-token';
const ann = '@ann:example.org';
const algorithm = 'signed_curve25519';
/** How often the process is killed. A nightly run does it 500 times. */
const lives = Number(process.env['CRASH_RUNS'] ?? 8);
/** So many that there are still some to claim in the last life. */
const keyCount = 100 * lives;
const [claimers, keysPerClaim] = [2, 5];
const parts = ['first', 'second', 'third'];

it(
  'loses no transaction, delivers none again that it acknowledged, and gives no key twice, killed again and again (T7, C7)',
  { timeout: 30_000 + lives * 5_000 },
  async () => {
    await fillStores();
    const homeserver = createHomeserver();
    for (let life = 0; life < lives; life++) {
      const child = start();
      // Random on purpose. Some are killed while they start and repair their files, the others while they serve.
      if (life % 4 === 3) setTimeout(() => child.process.kill('SIGKILL'), 20 + 150 * Math.random());
      const port = await child.port;
      if (port !== undefined) {
        setTimeout(() => child.process.kill('SIGKILL'), 5 + 80 * Math.random());
        await homeserver.ask(port);
      }
      await child.gone;
    }
    const last = start();
    await homeserver.settle((await last.port) ?? 0);
    last.process.kill('SIGKILL');
    await last.gone;

    const history = readFileSync(pathOf('history'), 'utf8').trimEnd().split('\n');
    expect(history.some((line) => line.startsWith('acknowledged '))).toBe(true);
    expect(lost(history, homeserver.sent())).toEqual([]);
    expect(deliveredAgain(history)).toEqual([]);
    expect(new Set(homeserver.keyIds).size).toBe(homeserver.keyIds.length);
    // What was being given when the process was killed is lost, and nothing else (C7).
    expect(homeserver.keyIds.length).toBeGreaterThanOrEqual(keyCount - lives * claimers * keysPerClaim);
  },
);

/** So much that the files are compacted in the course of the test. */
async function fillStores(): Promise<void> {
  const log = await openTransactionLog(pathOf('transactions'));
  await Promise.all(Array.from({ length: 9990 }, (_, n) => log.add(`earlier ${String(n)}`)));
  await log.close();
  const store = await openClaimStore(pathOf('claims'));
  const key = { key: 'a2V5', signatures: { [ann]: { 'ed25519:GHOST': 'c2lnbmVk' } } };
  const keys = Array.from({ length: keyCount }, (_, n) => [`${algorithm}:${n}`, key] as const);
  await createClaimLedger(store).add(ann, 'GHOST', Object.fromEntries(keys));
  await store.close();
}

interface Child {
  readonly process: ChildProcess;
  /** Where it listens; `undefined` where it was killed before. */
  readonly port: Promise<number | undefined>;
  readonly gone: Promise<unknown>;
}

const children: ChildProcess[] = [];

// Where the test fails, one may still be running.
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
});

function start(): Child {
  const child = spawn(process.execPath, [program, dirname(pathOf('history')), hsToken], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const gone = once(child, 'exit');
  const port = new Promise<number | undefined>((resolve) => {
    const lines = createInterface(child.stdout);
    lines.once('line', (line) => {
      resolve(Number(line));
    });
    lines.once('close', () => {
      resolve(undefined);
    });
  });
  return { process: child, port, gone };
}

interface Homeserver {
  readonly keyIds: string[];
  readonly sent: () => number;
  /** Sends and claims until nobody answers. */
  readonly ask: (port: number) => Promise<void>;
  /** Sends what was not acknowledged, and once more what was, as far as the log remembers; and claims all that is left. */
  readonly settle: (port: number) => Promise<void>;
}

/** A homeserver that sends one transaction after the other, each until it is acknowledged, and some once more. */
function createHomeserver(): Homeserver {
  const keyIds: string[] = [];
  let current = 1;

  async function send(port: number, id: number): Promise<void> {
    const body = { events: parts.map((type) => ({ type, content: {} })) };
    const response = await ask(port, `/_matrix/app/v1/transactions/${id}`, 'PUT', body);
    expect(response.status).toBe(200);
    appendFileSync(pathOf('history'), `acknowledged ${id}\n`);
  }

  async function sendAll(port: number): Promise<never> {
    for (;;) {
      await send(port, current);
      current += 1;
      await send(port, Math.max(1, current - 1 - Math.floor(20 * Math.random())));
    }
  }

  async function claimAll(port: number): Promise<void> {
    const claim = { [ann]: { GHOST: Array.from({ length: keysPerClaim }, () => algorithm) } };
    for (;;) {
      const response = await ask(port, '/_matrix/app/v1/keys/claim', 'POST', claim);
      expect(response.status).toBe(200);
      const given = Object.keys((response.body as KeyClaimResponse)[ann]?.['GHOST'] ?? {});
      if (given.length === 0) return;
      keyIds.push(...given);
    }
  }

  return {
    keyIds,
    sent: () => current,
    ask: async (port) => {
      const claims = Array.from({ length: claimers }, () => claimAll(port));
      const work = [sendAll(port), ...claims];
      const outcomes = await Promise.allSettled(work);
      // A broken connection is what was wanted; a wrong answer is not.
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected' && !isBroken(outcome.reason)) throw outcome.reason;
      }
    },
    settle: async (port) => {
      for (let id = Math.max(1, current - 5000); id <= current; id++) await send(port, id);
      await claimAll(port);
    },
  };
}

interface Answer {
  readonly status: number | undefined;
  readonly body: unknown;
}

/** Asks on a connection of its own: when the process at the other end is killed, that is an error here at once. */
function ask(port: number, path: string, method: string, body: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${hsToken}` };
    const question = request({ port, host: '127.0.0.1', path, method, headers, agent: false }, (response) => {
      json(response).then((answer) => {
        resolve({ status: response.statusCode, body: answer });
      }, reject);
    });
    question.on('error', reject).end(JSON.stringify(body));
  });
}

/** Whether a request failed because the other side is gone. */
function isBroken(reason: unknown): boolean {
  return (
    reason instanceof Error && 'code' in reason && ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(String(reason.code))
  );
}

/** The transactions of which a part was never delivered. */
function lost(history: readonly string[], sent: number): number[] {
  const lines = new Set(history);
  const isWhole = (id: number): boolean => parts.every((part) => lines.has(`delivered ${id} ${part}`));
  return Array.from({ length: sent }, (_, n) => n + 1).filter((id) => !isWhole(id));
}

/** The deliveries of transactions that had been acknowledged. */
function deliveredAgain(history: readonly string[]): string[] {
  const acknowledged = new Set<string>();
  return history.filter((line) => {
    const [what = '', id = ''] = line.split(' ');
    if (what === 'acknowledged') acknowledged.add(id);
    return what === 'delivered' && acknowledged.has(id);
  });
}

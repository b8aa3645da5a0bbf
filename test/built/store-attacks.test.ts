import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAppserviceHandler, createClaimLedger, type ClaimLedger } from '../../src/appservice/index.js';
import type { AppserviceStore } from '../../src/appservice/store.js';
import { createSqliteStore } from '../../src/sql/index.js';
import type { OneTimeKey } from '../../src/types.js';
import { hsToken, send } from '../appservice/ask.js';
import { projectRoot } from '../helpers/project.js';
import { packagedSqlite, type OpenDatabase } from '../helpers/sqlite-drivers.js';
import { withResolvers } from '../helpers/with-resolvers.js';
import { eventually } from '../helpers/eventually.js';

const script = join(projectRoot, 'test/built/fixtures/store-user.mjs');
const wish = { userId: '@ann:example.org', deviceId: 'GHOST', algorithm: 'signed_curve25519' } as const;
const keyCount = 100;

/** Another process or thread that has the store open. */
interface StoreUser {
  readonly ask: (task: string, argument?: unknown) => Promise<unknown>;
  readonly end: () => unknown;
}

interface Message {
  readonly id: number;
  readonly result?: unknown;
  readonly failure?: string;
}

/** What is common to processes and threads: messages go to and fro, and an end may come at any time. */
interface Channel {
  readonly post: (message: object) => void;
  readonly onMessage: (listener: (message: Message) => void) => void;
  readonly onEnd: (listener: (reason: unknown) => void) => void;
  readonly end: () => unknown;
}

/** Runs a command with this in front of it; a new process namespace makes it process 1. */
const newNamespace = [['unshare'], ['unshare', '--user', '--map-root-user']]
  .map((command) => [...command, '--pid', '--fork', '--kill-child'])
  .find(([program = '', ...args]) => spawnSync(program, [...args, 'true']).status === 0);

describe('a store on SQLite that is attacked as file stores are', () => {
  let folder: string;
  let path: string;
  let database: OpenDatabase;
  let store: AppserviceStore;
  let ledger: ClaimLedger;
  const users: StoreUser[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-attacks-'));
    path = join(folder, 'store.db');
    database = packagedSqlite.open(path);
    store = await createSqliteStore(database);
    ledger = createClaimLedger(store);
    const keys = Array.from({ length: keyCount }, (_, n): [string, OneTimeKey] => [
      `${wish.algorithm}:${String(n)}`,
      { key: String(n), signatures: {} },
    ]);
    await ledger.add(wish.userId, wish.deviceId, Object.fromEntries(keys));
  });
  afterEach(async () => {
    for (const user of users.splice(0)) await user.end();
    await store.close();
    database.close();
    await rm(folder, { recursive: true });
  });

  async function open(channel: Channel): Promise<StoreUser> {
    const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
    let asked = 0;
    const answerTo = (id: number): Promise<unknown> =>
      new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
      });
    channel.onMessage(({ id, result, failure }) => {
      if (failure === undefined) waiting.get(id)?.resolve(result);
      else waiting.get(id)?.reject(new Error(failure));
    });
    channel.onEnd((reason) => {
      for (const { reject } of waiting.values()) reject(new Error(`it has ended: ${String(reason)}`));
    });
    const user: StoreUser = {
      end: channel.end,
      ask: (task, argument) => {
        channel.post({ id: ++asked, task, argument });
        return answerTo(asked);
      },
    };
    users.push(user);
    await answerTo(0);
    return user;
  }

  function openProcess(
    before: readonly string[] = [],
    packages: readonly string[] = [projectRoot],
  ): Promise<StoreUser> {
    const [program = '', ...args] = [...before, process.execPath, script, path, ...packages];
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const exit = new Promise((resolve) => child.once('exit', resolve));
    return open({
      post: (message) => child.send(message),
      onMessage: (listener) => child.on('message', listener),
      onEnd: (listener) => child.once('exit', listener),
      end: () => {
        child.kill('SIGKILL');
        return exit;
      },
    });
  }

  function openThread(): Promise<StoreUser> {
    const worker = new Worker(script, { workerData: [path, projectRoot] });
    return open({
      post: (message) => {
        worker.postMessage(message);
      },
      onMessage: (listener) => worker.on('message', listener),
      onEnd: (listener) => worker.once('error', listener),
      end: () => worker.terminate(),
    });
  }

  const claimHere = async (): Promise<string[]> =>
    Object.keys(
      (await ledger.claim({ [wish.userId]: { [wish.deviceId]: [wish.algorithm] } }))[wish.userId]?.[wish.deviceId] ??
        {},
    );

  /** Lets all claim at the same time until there is nothing left. Every key must come once. */
  async function expectEachKeyOnce(claimers: readonly StoreUser[]): Promise<void> {
    const given = (await Promise.all(claimers.map(({ ask }) => ask('claimAll', wish)))) as string[][];
    expect(given.flat()).toHaveLength(keyCount);
    expect(new Set(given.flat()).size).toBe(keyCount);
  }

  it('gives each key once to two processes that are both process 1 of their namespace (C7)', async ({ skip }) => {
    if (newNamespace === undefined) skip('unshare is not permitted here');
    const both = await Promise.all([openProcess(newNamespace), openProcess(newNamespace)]);
    expect(await Promise.all(both.map(({ ask }) => ask('pid')))).toEqual([1, 1]);
    await expectEachKeyOnce(both);
  });

  it('gives each key once to worker threads of one process (C7)', async () => {
    await expectEachKeyOnce(await Promise.all([openThread(), openThread(), openThread()]));
  });

  it('gives each key once to two copies of the package in one process, and to another process (C7)', async () => {
    const copies = ['one', 'two'].map((name) => join(folder, name));
    for (const copy of copies) {
      cpSync(join(projectRoot, 'dist'), join(copy, 'dist'), { recursive: true });
      cpSync(join(projectRoot, 'package.json'), join(copy, 'package.json'));
    }
    await expectEachKeyOnce(await Promise.all([openProcess([], copies), openProcess()]));
  });

  it('refuses the writes of a process that was stopped, lost the lease meanwhile, and woke up (R5)', async () => {
    const other = await openProcess();
    const pid = Number(await other.ask('pid'));
    const fence = await other.ask('acquire', 1);
    process.kill(pid, 'SIGSTOP');
    const fenceHere = await eventually(async () => {
      const taken = await store.lease.acquire('this process', 60_000);
      expect(taken).toBeDefined();
      return taken;
    });
    expect(fenceHere).toBeGreaterThan(Number(fence));
    await store.transaction(({ rooms }) => rooms.put('!r:e', 'ours'), { fence: fenceHere });
    process.kill(pid, 'SIGCONT');
    await expect(other.ask('write', { fence, roomId: '!r:e', state: 'theirs' })).rejects.toThrow('FENCED');
    expect(await store.rooms.get('!r:e')).toBe('ours');
  });

  it('delivers nothing more in a process that was stopped in a delivery, and nothing is lost (R4, R5)', async () => {
    const delivered: string[] = [];
    const done = withResolvers<undefined>();
    const handler = createAppserviceHandler(
      {
        onEvent: ({ event_id: id }) => {
          delivered.push(id);
          if (id === '$2') done.resolve(undefined);
        },
      },
      { hsToken, store },
    );
    for (const n of ['1', '2']) {
      const event = { event_id: `$${n}`, room_id: '!r:e', type: 't', sender: '@a:e', origin_server_ts: 0, content: {} };
      expect(await send(handler, n, { events: [event] })).toMatchObject({ status: 200 });
    }
    const other = await openProcess();
    const pid = Number(await other.ask('pid'));
    expect(await other.ask('deliver')).toBe('$1');
    await eventually(() => {
      database.exec('BEGIN IMMEDIATE'); // so that it is not stopped in the middle of a commit, with the lock
    });
    process.kill(pid, 'SIGSTOP');
    database.exec('UPDATE appservice_lease SET until = 0; COMMIT'); // its ten seconds are over
    handler.start();
    await done.promise;
    process.kill(pid, 'SIGCONT');
    const there = (await other.ask('finish')) as { delivered: string[]; errors: string[] };
    await handler.stop();
    expect(there.delivered).toEqual(['$1']);
    expect(there.errors.filter((code) => code !== 'FENCED')).toEqual([]);
    expect(delivered).toEqual(['$1', '$2']);
    expect(await handler.inboxMetrics()).toMatchObject({ waitingEvents: 0, setAsideEvents: 0 });
  });

  it('takes no lock of a zombie for one of a process that lives, and nothing of what it had half done', async ({
    skip,
  }) => {
    if (!existsSync('/proc/self/stat')) skip('there is no /proc here');
    // A shell that becomes something else never asks how its child ended.
    const other = await openProcess(['sh', '-c', '"$@" & exec sleep 60', 'sh']);
    const pid = Number(await other.ask('pid'));
    expect(await other.ask('beginWriting', '!r:e')).toBe('writing');
    expect(() => {
      lockAtOnce(path);
    }).toThrow('locked');
    process.kill(pid, 'SIGKILL');
    await eventually(() => {
      expect(readFileSync(`/proc/${String(pid)}/stat`, 'latin1')).toMatch(/\) Z /);
    });
    expect(await claimHere()).toEqual([`${wish.algorithm}:0`]);
    expect(await store.rooms.get('!r:e')).toBeUndefined();
  });

  it('says BUSY while another process is frozen in the middle of a write, and goes on once that is killed (R3)', async () => {
    const other = await openProcess();
    await other.ask('beginWriting', '!r:e');
    process.kill(Number(await other.ask('pid')), 'SIGSTOP');
    await expect(store.rooms.put('!r:e', 'ours')).rejects.toMatchObject({ name: 'StoreError', code: 'BUSY' });
    await other.end();
    await store.rooms.put('!r:e', 'ours');
    expect(await store.rooms.get('!r:e')).toBe('ours');
  });

  describe('whose files change while it is open', () => {
    const all = ['', '-wal', '-shm'];

    const replaced = { name: 'StoreError', code: 'REPLACED' };

    /** Nothing works any more, and nothing of it has any effect on the files that are there now. */
    async function expectRefusal(): Promise<void> {
      await expect(claimHere()).rejects.toMatchObject(replaced);
      await expect(store.rooms.put('!r:e', 'lost')).rejects.toMatchObject(replaced);
      await expect(store.transaction(({ rooms }) => rooms.put('!r:e', 'lost'))).rejects.toMatchObject(replaced);
      await expect(store.rooms.get('!r:e')).rejects.toMatchObject(replaced);
      await expect(store.lease.acquire('this process', 1000)).rejects.toMatchObject(replaced);
    }

    it('refuses everything once they are deleted, and another process begins anew (C7, R3)', async () => {
      await claimHere();
      for (const end of all) await rm(path + end);
      const other = await openProcess();
      await expectRefusal();
      expect(await other.ask('claimAll', wish)).toEqual([]);
      expect(await other.ask('read', '!r:e')).toBeUndefined();
    });

    it.each(all)('refuses everything once the file that ends in "%s" alone is deleted (C7, R3)', async (end) => {
      await claimHere();
      await rm(path + end);
      await expectRefusal();
    });

    it('refuses everything once their folder is moved (C7, R3)', async () => {
      await claimHere();
      await rename(folder, `${folder}-moved`);
      await expectRefusal();
      await rename(`${folder}-moved`, folder);
    });

    it('gives no key twice if the database alone is replaced by a copy, and refuses everything (C7, R3)', async () => {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      await copyFile(path, `${path}.copy`);
      const given = await claimHere();
      await rename(`${path}.copy`, path);
      const other = await openProcess();
      given.push(...((await other.ask('claim', wish)) as string[]));
      await expectRefusal();
      expect(new Set(given).size).toBe(2);
    });

    it('gives no key of a file whose place a backup has taken, and refuses everything (C7, R3)', async () => {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      await copyFile(path, `${path}.backup`);
      for (const end of all) await rm(path + end);
      await rename(`${path}.backup`, path);
      const other = await openProcess();
      expect(await other.ask('claim', wish)).toEqual([`${wish.algorithm}:0`]);
      await expectRefusal();
      expect(await other.ask('claim', wish)).toEqual([`${wish.algorithm}:1`]);
    });

    it('acknowledges nothing afterwards, and tells the application that deliveries have ended (R1, R3)', async () => {
      const told = withResolvers<unknown>();
      const onError = (error: unknown): void => {
        told.resolve(error);
      };
      const handler = createAppserviceHandler({ onEvent: () => undefined }, { hsToken, store, leaseMs: 100, onError });
      for (const end of all) await rm(path + end);
      expect(await send(handler, '1', { events: [] })).toMatchObject({ status: 503 });
      handler.start();
      expect(await told.promise).toMatchObject(replaced);
      await handler.stop();
    });
  });
});

/** Takes the write lock of a database without waiting for it, and gives it back. */
function lockAtOnce(path: string): void {
  const database = packagedSqlite.open(path);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK');
  } finally {
    database.close();
  }
}

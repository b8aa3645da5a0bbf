import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { AppserviceStore } from '../../../src/appservice/store.js';
import { createClaimLedger } from '../../../src/appservice/index.js';
import { createSqliteStore } from '../../../src/sql/index.js';
import { sqliteDrivers, type OpenDatabase } from '../../helpers/sqlite-drivers.js';
import { temporaryFolder } from '../../node/temporary-folder.js';
import { runCli, type CliOutcome, type CliSurroundings } from '../run-cli.js';

const path = temporaryFolder();
const ann = '@irc_ann:example.org';
const fallbackKey = { key: 'a', fallback: true, signatures: { [ann]: { 'ed25519:GHOST': 'b' } } };
const [driver] = sqliteDrivers;

/** Fills a new database at `store.db`. */
async function withStore(fill: (store: AppserviceStore, database: OpenDatabase) => Promise<unknown>): Promise<void> {
  const database = driver?.open(path('store.db'));
  if (database === undefined) throw new Error('there is no driver');
  const store = await createSqliteStore(database);
  await fill(store, database);
  await store.close();
  database.close();
}

/** Has events set aside, each with its number as the body. */
function withSetAside(...bodies: string[]): Promise<void> {
  return withStore(async ({ inbox }) => {
    const { seq = 0 } = await inbox.accept({ id: 'txn', digests: ['a'], compose: () => '{}' });
    await inbox.unpack(seq, [...bodies, '"waits"']);
    for (const { seq: event } of (await inbox.list('waiting')).slice(0, bodies.length)) {
      await inbox.recordAttempt(event, 10, 0);
      await inbox.setState(event, 'set-aside', 'the handler threw');
    }
  });
}

function cli(action: string, surroundings: CliSurroundings = {}): Promise<CliOutcome> {
  return runCli(['store', path('store.db'), ...action.split(' ')], surroundings);
}

/** As the inbox keeps it. */
const encrypted = JSON.stringify({
  event: {
    type: 'm.room.encrypted',
    event_id: '$1',
    room_id: '!r:example.org',
    sender: '@bob:example.org',
    content: { body: 'between the two of them' },
  },
});

describe('status', () => {
  it('counts what waits for the appservice', async () => {
    await withSetAside(encrypted);
    const { status, stdout } = await cli('status');
    expect(status).toBe(0);
    expect(stdout).toMatch(/waiting events +1\n/);
    expect(stdout).toMatch(/events that were set aside +1\n/);
    expect((await cli('status --json')).json()).toEqual({
      ok: true,
      driver: expect.stringMatching(/sqlite/) as string,
      status: {
        waitingTransactions: 0,
        waitingEvents: 1,
        pendingEvents: 0,
        setAsideEvents: 1,
        oldestAt: expect.stringMatching(/^20\d\d-.*Z$/) as string,
      },
    });
  });

  it('shows the event that is being tried again, with its last error and without its content (R2)', async () => {
    await withStore(async ({ inbox }) => {
      const { seq = 0 } = await inbox.accept({ id: 'txn', digests: ['a'], compose: () => '{}' });
      await inbox.unpack(seq, [encrypted, encrypted]);
      await inbox.recordAttempt(1, 3, 4_102_444_800_000, 'the network is down\0');
    });
    const { stdout } = await cli('status');
    expect(stdout).toMatch(/next event +1 {2}m.room.encrypted {2}\$1\n +attempts +3\n/);
    expect(stdout).toMatch(/next attempt +2100-01-01T00:00:00.000Z\n +last error +the network is down/);
    const { json, stdout: text } = await cli('status --json');
    expect(json()['status']).toMatchObject({
      waitingEvents: 2,
      failing: { seq: 1, attempts: 3, nextAttemptAt: '2100-01-01T00:00:00.000Z', eventId: '$1' },
    });
    expect(text).not.toContain('between');
    await withStore(({ inbox }) => inbox.recordAttempt(1, 4, 0));
    expect((await cli('status')).stdout).toMatch(/next attempt +in progress\n +last error +the network is down/);
  });

  it('says that nothing waits', async () => {
    await withStore(() => Promise.resolve());
    expect((await cli('status')).stdout).toMatch(/waiting since +nothing waits\n/);
    expect((await cli('status --json')).json()).toMatchObject({ status: { oldestAt: null, setAsideEvents: 0 } });
  });
});

describe('set-aside', () => {
  it('lists events with the reason, and without their content', async () => {
    await withSetAside(encrypted, '{', '{"type":7}');
    const { stdout } = await cli('set-aside');
    expect(stdout).toContain('m.room.encrypted  $1  10 attempts');
    expect(stdout).toContain('no type  no ID  10 attempts');
    expect(stdout).toContain('the handler threw');
    const asJson = await cli('set-aside --json');
    expect(asJson.json()['events']).toMatchObject([
      {
        transactionId: 'txn',
        attempts: 10,
        reason: 'the handler threw',
        type: 'm.room.encrypted',
        eventId: '$1',
        roomId: '!r:example.org',
        sender: '@bob:example.org',
      },
      { type: null, eventId: null },
      { type: null },
    ]);
    expect(stdout + asJson.stdout).not.toContain('between');
  });

  it('says that there are none', async () => {
    await withStore(() => Promise.resolve());
    expect((await cli('set-aside')).stdout).toBe('no event was set aside\n');
    expect((await cli('drop --all')).stdout).toBe('no event was set aside\n');
  });
});

describe('redeliver and drop', () => {
  it('change events that were set aside, and no others', async () => {
    await withSetAside('"a"', '"b"', '"c"');
    const again = await cli('redeliver 1 4 99');
    expect(again.status).toBe(1);
    expect(again.stdout).toBe(
      '1 will be delivered again\n4 is not among the events that were set aside\n99 is not among the events that were set aside\n',
    );
    const dropped = await cli('drop 2 --json');
    expect(dropped.status).toBe(0);
    expect(dropped.json()).toMatchObject({ changed: [2], missing: [] });
    await withStore(async ({ inbox }) => {
      expect((await inbox.list('set-aside')).map(({ seq }) => seq)).toEqual([3]);
      expect((await inbox.list('waiting')).map(({ seq, attempts }) => [seq, attempts])).toEqual([
        [1, 0],
        [4, 0],
      ]);
    });
  });

  it('change all events with --all, in as many pages as it takes', async () => {
    await withSetAside(...Array.from({ length: 501 }, (_, n) => `"${n}"`));
    expect((await cli('redeliver --all --json')).json()['changed']).toHaveLength(501);
    expect((await cli('status --json')).json()).toMatchObject({ status: { waitingEvents: 502, setAsideEvents: 0 } });
  });

  it.each([
    'redeliver',
    'drop',
    'redeliver 1 --all',
    'drop 0x1',
    'drop -- -1',
    'redeliver 1e3',
    'drop 99999999999999999',
  ])('refuse wrong arguments: %s', async (action) => {
    const { status, json } = await cli(`--json ${action}`);
    expect(status).toBe(2);
    expect(json()).toMatchObject({ ok: false, error: { code: 'USAGE' } });
  });
});

describe('forget-device', () => {
  it('forgets a device with its keys', async () => {
    await withStore((store) => createClaimLedger(store).add(ann, 'GHOST', { 'curve25519:A': 'a' }));
    const forgotten = await cli(`forget-device ${ann} GHOST`);
    expect(forgotten).toMatchObject({ status: 0, stdout: `GHOST of ${ann} is forgotten\n` });
    await withStore(async (store) => {
      expect(await createClaimLedger(store).counts(ann, 'GHOST')).toEqual({});
    });
    const again = await cli(`forget-device ${ann} GHOST --json`);
    expect(again.status).toBe(1);
    expect(again.json()).toMatchObject({ ok: false, forgotten: false });
  });

  it('says that a device was known of which there is only a fallback key', async () => {
    await withStore((store) => createClaimLedger(store).add(ann, 'GHOST', { 'signed_curve25519:F': fallbackKey }));
    expect(await cli(`forget-device ${ann} GHOST`)).toMatchObject({ status: 0 });
  });

  it('says so of a device whose keys were all given out, and what there was (C8)', async () => {
    await withStore(async (store) => {
      const ledger = createClaimLedger(store);
      await ledger.add(ann, 'GHOST', { 'signed_curve25519:F': fallbackKey });
      await ledger.claim({ [ann]: { GHOST: ['signed_curve25519'] } });
    });
    const { status, json } = await cli(`forget-device ${ann} GHOST --json`);
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      forgotten: true,
      parts: { record: false, claimableKeys: true, currentDevice: false },
    });
  });

  it('says so of a device of which there is only a record, or that its user acts as it', async () => {
    await withStore(async ({ devices }) => {
      await devices.putDevice({ userId: ann, deviceId: 'ONE', keys: '{}', state: '{}' });
      await devices.putUser({ userId: ann, deviceId: 'TWO', crossSigning: undefined, state: '{}' });
    });
    expect((await cli(`forget-device ${ann} ONE --json`)).json()).toMatchObject({ parts: { record: true } });
    expect((await cli(`forget-device ${ann} TWO --json`)).json()).toMatchObject({ parts: { currentDevice: true } });
    expect(await cli(`forget-device ${ann} TWO`)).toMatchObject({ status: 1 });
  });

  it('leaves nothing of the device in the database', async () => {
    await withStore(async (store) => {
      await store.devices.putDevice({ userId: ann, deviceId: 'GHOST', keys: '{}', state: '{}' });
      await createClaimLedger(store).add(ann, 'GHOST', { 'curve25519:A': 'a' });
    });
    await cli(`forget-device ${ann} GHOST`);
    await withStore((_, database) => {
      expect(database.prepare('SELECT * FROM appservice_device').all()).toEqual([]);
      return Promise.resolve();
    });
  });

  it.each(['forget-device', `forget-device ${ann}`, `forget-device ${ann} A B`, 'forget-device ann GHOST'])(
    'refuses wrong arguments: %s',
    async (action) => {
      expect(await cli(action)).toMatchObject({ status: 2, stdout: '' });
    },
  );
});

describe('check', () => {
  it('finds a store whole', async () => {
    await withSetAside(encrypted);
    await withStore((store) => createClaimLedger(store).add(ann, 'GHOST', { 'curve25519:A': 'a' }));
    expect(await cli('check')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ok: /) as string });
    expect((await cli('check --json')).json()).toMatchObject({ ok: true, findings: [] });
  });

  it('finds rows whose counterpart is missing', async () => {
    await withSetAside(encrypted);
    await withStore(async (store, database) => {
      const ledger = createClaimLedger(store);
      await ledger.add(ann, 'GHOST', { 'curve25519:A': 'a', 'curve25519:B': 'b' });
      database.exec(`DELETE FROM appservice_known_key WHERE key_id = 'curve25519:A'`);
      await ledger.add(ann, 'OTHER', { 'curve25519:A': 'a' });
      database.exec(`DELETE FROM appservice_device WHERE device_id = 'OTHER'`);
      database.exec('DELETE FROM appservice_txn');
    });
    const { status, stdout } = await cli('check');
    expect(status).toBe(1);
    expect(stdout.trimEnd().split('\n')).toEqual([
      'error: 1 × a one-time key of a device that is missing',
      'error: 1 × a known key ID of a device that is missing',
      'error: 1 × an algorithm of a device that is missing',
      'error: 1 × a one-time key whose ID is not remembered, so it could be given out twice: forget its device',
      'error: 2 × an event of a transaction that is missing',
      'error: 1 × a digest of a transaction that is missing',
    ]);
  });

  it('passes on the damage that SQLite finds', async () => {
    let page = 0;
    await withStore(async (store, database) => {
      await store.rooms.put('!r:example.org', 'x');
      const sql = `SELECT rootpage FROM sqlite_master WHERE type = 'index' AND tbl_name = 'appservice_room'`;
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      page = (database.prepare(sql).all()[0] as { rootpage: number }).rootpage;
    });
    const bytes = readFileSync(path('store.db'));
    bytes.fill(0x7a, page * 4096 - 8, page * 4096); // the end of the only row of the index
    writeFileSync(path('store.db'), bytes);
    const { status, stdout } = await cli('check');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^error: SQLite: .*index/m);
  });
});

describe('a database', () => {
  it.each([
    ['that is missing', () => undefined, 2, 'FILE', 'there is no such file or folder'],
    [
      'that is no database',
      () => {
        writeFileSync(path('store.db'), 'a dark and stormy night '.repeat(99));
      },
      1,
      'CORRUPT',
      'not a database',
    ],
    [
      'that is empty',
      () => {
        writeFileSync(path('store.db'), '');
      },
      1,
      'CONTENT',
      'there is no store in',
    ],
  ])('%s is refused, and nothing is made', async (_, make, status, code, message) => {
    make();
    for (const action of ['status', 'check']) {
      const outcome = await cli(`${action} --json`);
      expect(outcome.status).toBe(status);
      expect(outcome.json()).toMatchObject({
        ok: false,
        error: { code, message: expect.stringContaining(message) as string },
      });
    }
  });

  it('that is a folder is refused', async () => {
    expect(await runCli(['store', path('.'), 'status'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it is not a file') as string,
    });
  });

  it('that a newer version of this package has made is refused, with what to do', async () => {
    await withStore((_, database) => Promise.resolve(database.exec('UPDATE appservice_schema SET version = 99')));
    for (const action of ['status', 'check']) {
      const { status, json } = await cli(`${action} --json`);
      expect(status).toBe(1);
      expect(json()).toMatchObject({
        error: { code: 'NEWER_SCHEMA', hint: expect.stringContaining('Use the version') as string },
      });
    }
  });

  it('that is no database is never to be replaced by a backup', async () => {
    writeFileSync(path('store.db'), 'a dark and stormy night '.repeat(99));
    const { stderr } = await cli('status');
    expect(stderr).toContain('Is this the right file?');
    expect(stderr).not.toMatch(/backup|damaged/);
  });

  it('is changed by no action that reads', async () => {
    await withSetAside(encrypted);
    const backup = path('backup.db'); // which has no write-ahead log
    await withStore((_, database) => Promise.resolve(database.exec(`VACUUM INTO '${backup}'`)));
    const before = readFileSync(backup);
    for (const action of ['status', 'set-aside', 'check']) {
      expect(await runCli(['store', backup, action])).toMatchObject({ status: 0 });
    }
    expect(readFileSync(backup).equals(before)).toBe(true);
  });

  it('that lacks a table is refused by each action, and gets none', async () => {
    await withStore((_, database) => Promise.resolve(database.exec('DROP TABLE appservice_note')));
    for (const action of ['status', 'set-aside', 'redeliver --all', `forget-device ${ann} GHOST`, 'check']) {
      expect((await cli(`${action} --json`)).json()).toMatchObject({ error: { code: 'CORRUPT' } });
    }
  });

  it('that was cut is refused, with what to do', async () => {
    await withStore((_, database) => Promise.resolve(database.exec('PRAGMA wal_checkpoint(TRUNCATE)')));
    truncateSync(path('store.db'), 8192);
    const { status, stderr } = await cli('status');
    expect(status).toBe(1);
    expect(stderr).toContain('restore a backup');
  });
});

describe('drivers', () => {
  it('are looked for in an order, and the first that is there is taken', async () => {
    await withStore(() => Promise.resolve());
    const asked: string[] = [];
    const { DatabaseSync } = await import('@photostructure/sqlite');
    const loadModule = (name: string): Promise<unknown> => {
      asked.push(name);
      if (name === 'better-sqlite3') return Promise.reject(new Error('compiled for another Node'));
      return Promise.resolve(name === 'libsql' ? { default: DatabaseSync } : undefined);
    };
    expect((await cli('status --json', { loadModule })).json()).toMatchObject({ driver: 'libsql' });
    expect(asked).toEqual(['node:sqlite', 'better-sqlite3', '@photostructure/sqlite', 'libsql']);
  });

  it('that are missing are named, with what to install', async () => {
    await withStore(() => Promise.resolve());
    const { status, stderr } = await cli('status', { loadModule: () => Promise.resolve(undefined) });
    expect(status).toBe(1);
    const words = stderr.replaceAll('\n', ' ');
    for (const name of [
      'node:sqlite',
      'better-sqlite3',
      '@photostructure/sqlite',
      'libsql',
      'npm install better-sqlite3',
    ]) {
      expect(words).toContain(name);
    }
    const postgres = await runCli(['store', 'postgres://localhost/x', 'status'], {
      loadModule: () => Promise.resolve(undefined),
    });
    expect(postgres.stderr.replaceAll('\n', ' ')).toContain('npm install pg');
  });

  it('that do not load, or are something else, say why', async () => {
    await withStore(() => Promise.resolve());
    const loadModule = (name: string): Promise<unknown> =>
      name === 'libsql' ? Promise.reject(new Error('no such symbol')) : Promise.resolve({ default: 1 });
    const { json } = await cli('status --json', { loadModule });
    expect(json()).toMatchObject({
      error: {
        message: expect.stringMatching(
          /node:sqlite has another interface.*libsql does not load: no such symbol/,
        ) as string,
      },
    });
    for (const load of [loadModule, () => Promise.reject(new Error('broken'))]) {
      const { stderr } = await runCli(['store', 'postgres://localhost/x', 'status'], { loadModule: load });
      expect(stderr.replaceAll('\n', ' ')).toMatch(/pg (has another interface|does not load: broken)/);
    }
  });
});

describe('a PostgreSQL URL', () => {
  it.each([
    'postgres://bridge:hunter2@localhost/bridge',
    'postgresql://localhost/bridge?password=hunter2',
    'postgres://localhost/bridge?sslpassword=hunter2',
    'POSTGRES://bridge:hunter2@localhost/bridge',
  ])('with a password is refused, and not repeated (S5): %s', async (url) => {
    const loadModule = vi.fn(() => Promise.resolve(undefined));
    for (const args of [
      ['store', url, 'status'],
      ['store', url, 'status', '--json'],
      ['store', 'status', url],
    ]) {
      const { status, stdout, stderr } = await runCli(args, { loadModule });
      expect(status).toBe(2);
      expect(stdout + stderr).not.toContain('hunter2');
      if (args[1] === url) expect(stderr.replaceAll('\n', ' ')).toContain('PGPASSWORD');
    }
    expect(loadModule).not.toHaveBeenCalled();
  });
});

it('wrong actions are refused, with what there is', async () => {
  for (const args of [
    ['store'],
    ['store', 'x.db'],
    ['store', 'x.db', 'constructor'],
    ['store', 'x.db', 'status', 'more'],
    ['store', 'x.db', 'check', 'more'],
    ['store', 'x.db', 'set-aside', 'more'],
  ]) {
    expect(await runCli(args), args.join(' ')).toMatchObject({ status: 2, stdout: '' });
  }
  expect((await runCli(['store', 'x.db', 'stauts'])).stderr).toContain('status');
  const swapped = await runCli(['store', 'status', 'bridge.db']);
  expect(swapped.stderr).toContain('the database comes before the action');
  expect(swapped.stderr).toContain('store FILE|postgres:… status');
});

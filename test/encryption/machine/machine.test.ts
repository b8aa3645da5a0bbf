import { EncryptionSettings, RoomId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { afterEach, describe, expect, it } from 'vitest';
import { databaseNames } from '../../../src/encryption/database-names.js';
import type { Term } from '../../../src/appservice/leadership.js';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import type { AppserviceStore, CryptoRow } from '../../../src/appservice/store.js';
import { EncryptionError, NotLeaderError } from '../../../src/encryption-errors.js';
import type { DeviceName } from '../../../src/encryption/machine/device-name.js';
import { openMachine, type OpenMachine } from '../../../src/encryption/machine/machine.js';
import { StoreError } from '../../../src/errors.js';
import { createSqliteStore } from '../../../src/sql/index.js';
import { packagedSqlite } from '../../helpers/sqlite-drivers.js';
import { takeTerm } from '../../helpers/terms.js';

const ghost: DeviceName = { userId: '@irc_ann:example.org', deviceId: 'GHOST' };
const other: DeviceName = { userId: '@irc_bob:example.org', deviceId: 'GHOST' };
const database = databaseNames.machine(ghost);
const storeKey = new Uint8Array(32).fill(7);
const room = '!room:example.org';

const opened: OpenMachine[] = [];
afterEach(() => {
  for (const machine of opened.splice(0)) machine.close();
});

async function open(
  store: Pick<AppserviceStore, 'crypto' | 'transaction'>,
  term: Term,
  { device = ghost, key = storeKey } = {},
): Promise<OpenMachine> {
  const machine = await openMachine(device, { store, storeKey: key, term });
  opened.push(machine);
  return machine;
}

/** Says something in a room, and returns the session and the index of the message in it. */
async function say({ olm }: OpenMachine): Promise<{ sessionId: string; index: number | undefined }> {
  await olm.shareRoomKey(new RoomId(room), [], new EncryptionSettings());
  const content = await olm.encryptRoomEvent(new RoomId(room), 'm.room.message', '{"body":"hello"}');
  const { session_id: sessionId, ciphertext } = JSON.parse(content) as { session_id: string; ciphertext: string };
  return { sessionId, index: Buffer.from(ciphertext, 'base64')[2] }; // after the version and the tag
}

/** Makes a machine with a session, and closes it. */
async function makeGhost(store: AppserviceStore, term: Term, device = ghost): Promise<string> {
  const machine = await open(store, term, { device });
  await say(machine);
  await machine.commit();
  machine.close();
  return machine.identityKeys.ed25519;
}

describe.each<[string, () => Promise<AppserviceStore>]>([
  ['memory', () => Promise.resolve(createMemoryStore())],
  ['SQLite', () => createSqliteStore(packagedSqlite.open(':memory:'))],
])('a machine in %s', (_, openStore) => {
  it('goes on where it was committed (E6)', async () => {
    const store = await openStore();
    const term = await takeTerm(store);
    const first = await open(store, term);
    expect(first.isNew).toBe(true);
    expect(first.identityKeys.ed25519).toMatch(/^[A-Za-z0-9+/]{43}$/);
    const { sessionId } = await say(first);
    await first.commit();
    await say(first); // not committed, so not sent
    first.close();

    const second = await open(store, term);
    expect(second).toMatchObject({ isNew: false, identityKeys: first.identityKeys, ...ghost });
    expect(await say(second)).toEqual({ sessionId, index: 1 });
    await second.commit();
    second.close();
    expect(await say(await open(store, term))).toEqual({ sessionId, index: 2 });
    await store.close();
  });
});

describe('a machine', () => {
  it('is not in the store before its first commit, and does not ask others for room keys', async () => {
    const store = createMemoryStore();
    const machine = await open(store, await takeTerm(store));
    expect(await store.crypto.load(database)).toEqual([]);
    expect(machine.olm.roomKeyRequestsEnabled).toBe(false);
    expect(machine.olm.roomKeyForwardingEnabled).toBe(false);
  });

  it('is stored without a word of it in plain text', async () => {
    const store = createMemoryStore();
    const key = await makeGhost(store, await takeTerm(store));
    const rows = (await store.crypto.load(database)).filter(({ store }) => !['machine', 'schema'].includes(store));
    expect(rows.length).toBeGreaterThan(4);
    for (const word of ['curve25519', room, ghost.deviceId, key]) expect(JSON.stringify(rows)).not.toContain(word);
  });

  it('of an older version of the library is migrated by it', async () => {
    const store = createMemoryStore();
    const term = await takeTerm(store);
    const key = await makeGhost(store, term);
    const schemaRow = { store: 'schema', key: '::matrix-sdk-crypto' };
    const readSchema = async (): Promise<{ version: number; stores: { name: string }[] }> => {
      const rows = await store.crypto.load(database);
      return JSON.parse(rows.find((row) => row.key === schemaRow.key)?.value ?? '') as never;
    };
    const newest = await readSchema();
    const added = ['rooms_pending_key_bundle', 'secrets_inbox2'];
    const old = { name: 'secrets_inbox', keyPath: null, autoIncrement: false, indexes: [] };
    const older = { version: 103, stores: [...newest.stores.filter(({ name }) => !added.includes(name)), old] };
    await store.crypto.write(database, [{ ...schemaRow, value: JSON.stringify(older) }]);

    const machine = await open(store, term);
    expect({ isNew: machine.isNew, key: machine.identityKeys.ed25519 }).toEqual({ isNew: false, key });
    expect((await say(machine)).index).toBe(1);
    await machine.commit();
    machine.close();
    expect(await readSchema()).toEqual(newest);
    expect((await say(await open(store, term))).index).toBe(2);
  });

  it.each<[string, (rows: readonly CryptoRow[]) => CryptoRow[]]>([
    ['its account is missing', (rows) => rows.filter(({ key }) => key === '"account"').map(removed)],
    ['its store key is missing', (rows) => rows.filter(({ key }) => key === '"store_cipher"').map(removed)],
    ['its schema is missing', (rows) => rows.filter(({ store }) => store === 'schema').map(removed)],
    [
      'its account is garbage',
      (rows) => rows.filter(({ key }) => key === '"account"').map(withValue('{"ciphertext":"A"}')),
    ],
    ['a row is no JSON', (rows) => rows.filter(({ key }) => key === '"account"').map(withValue('{'))],
    ['it is newer than the library', (rows) => rows.filter(({ store }) => store === 'schema').map(newer)],
  ])('tells whose state cannot be read, and what to do, where %s', async (_, damage) => {
    const store = createMemoryStore();
    const term = await takeTerm(store);
    await makeGhost(store, term);
    await makeGhost(store, term, other);
    await store.crypto.write(database, damage(await store.crypto.load(database)));
    const before = await store.crypto.load(database);
    const failure: unknown = await open(store, term).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EncryptionError);
    expect(failure).toMatchObject({ code: 'STORE_DAMAGED' });
    expect(String(failure)).toMatch(/@irc_ann:example\.org \(device GHOST\).*storeKey.*reset\(\)/);
    expect(await store.crypto.load(database)).toEqual(before);
    expect((await open(store, term, { device: other })).isNew).toBe(false);
  });

  it('tells that the key is another, and opens with the right one afterwards', async () => {
    const store = createMemoryStore();
    const term = await takeTerm(store);
    const key = await makeGhost(store, term);
    const wrong = open(store, term, { key: new Uint8Array(32) });
    await expect(wrong).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    expect((await open(store, term)).identityKeys.ed25519).toBe(key);
  });

  it('does not open with the rows of another device', async () => {
    const store = createMemoryStore();
    const term = await takeTerm(store);
    await makeGhost(store, term, other);
    await store.crypto.write(database, await store.crypto.load(databaseNames.machine(other)));
    await expect(open(store, term)).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
  });

  it('rejects with the failure of the store or of a name, which says nothing about its rows', async () => {
    const store = createMemoryStore();
    const term = await takeTerm(store);
    const invalid = open(store, term, { device: { userId: 'ann', deviceId: 'GHOST' } });
    await expect(invalid).rejects.not.toBeInstanceOf(EncryptionError);
    await store.close();
    await expect(open(store, term)).rejects.toMatchObject({ name: 'StoreError', code: 'CLOSED' });
  });

  it('keeps what could not be written, and writes it with the next commit (E6)', async () => {
    const store = createMemoryStore();
    const term = await takeTerm(store);
    let isBroken = true;
    const machine = await open(
      {
        crypto: store.crypto,
        transaction: (work, options) =>
          store.transaction(async (parts) => {
            const result = await work(parts);
            if (isBroken) throw new StoreError('DATABASE', 'disk full');
            return result;
          }, options),
      },
      term,
    );
    await say(machine);
    const also = (): Promise<void> => machine.commit(({ rooms }) => rooms.put(room, '{}'));
    await expect(also()).rejects.toThrow('disk full');
    expect(await store.rooms.get(room)).toBeUndefined();
    expect(term.lost.cancelled).toBe(false);
    isBroken = false;
    await also();
    expect(await store.rooms.get(room)).toBe('{}');
    machine.close();
    expect((await say(await open(store, term))).index).toBe(1);
  });

  it('writes nothing where nothing has changed, but what is to be written with it', async () => {
    const store = createMemoryStore();
    const term = await takeTerm(store);
    let transactions = 0;
    const counting: Pick<AppserviceStore, 'crypto' | 'transaction'> = {
      crypto: store.crypto,
      transaction: (work, options) => {
        transactions++;
        return store.transaction(work, options);
      },
    };
    const machine = await open(counting, term);
    await machine.commit();
    await machine.commit();
    expect(transactions).toBe(1);
    await machine.commit(({ rooms }) => rooms.put(room, '{}'));
    expect({ transactions, state: await store.rooms.get(room) }).toEqual({ transactions: 2, state: '{}' });
  });

  it('writes a row first that makes a concurrent write of the same machine wait, and only then chooses the others', async () => {
    const store = createMemoryStore();
    const machine = await open(store, await takeTerm(store));
    const written: string[][] = [];
    const changes = machine.changes();
    await store.transaction((parts) =>
      changes.write({
        ...parts,
        crypto: {
          ...parts.crypto,
          write: async (name, rows) => {
            if (written.length === 0) await say(machine); // as if it had waited for another transaction
            written.push(rows.map(({ store }) => store));
            await parts.crypto.write(name, rows);
          },
        },
      }),
    );
    changes.written();
    expect(written[0]).toEqual(['machine']);
    expect(written[1]).toContain('::matrix-sdk-crypto/outbound_group_sessions');
    machine.close();
  });

  it('gives its changes to a transaction of the caller’s, and again until that is said to be committed', async () => {
    const store = createMemoryStore();
    const term = await takeTerm(store);
    const machine = await open(store, term);
    await store.transaction((parts) => machine.changes().write(parts), { fence: term.fence });
    const again = machine.changes();
    await store.crypto.remove(database);
    await store.transaction((parts) => again.write(parts), { fence: term.fence });
    again.written();
    expect((await store.crypto.load(database)).length).toBeGreaterThan(5);
    await store.crypto.remove(database);
    await machine.commit();
    expect(await store.crypto.load(database)).toEqual([]);
  });

  it('writes nothing once another process has the lease, and the term is lost for all (R5)', async () => {
    let nowMs = 0;
    const store = createMemoryStore({ now: () => nowMs });
    const term = await takeTerm(store);
    const machine = await open(store, term);
    nowMs = 1e9;
    await takeTerm(store, 'another process');
    await expect(machine.commit()).rejects.toThrow(NotLeaderError);
    expect([term.lost.cancelled, term.ending.cancelled]).toEqual([true, true]);
    expect(await store.crypto.load(database)).toEqual([]);
    await expect(machine.commit()).rejects.toThrow(NotLeaderError);
  });

  it('takes a store that is closed for the end of the term', async () => {
    const store = createMemoryStore();
    const term = await takeTerm(store);
    const machine = await open(store, term);
    await store.close();
    await expect(machine.commit()).rejects.toMatchObject({ code: 'CLOSED' });
    expect(term.lost.cancelled).toBe(true);
  });

  it('does work that is to be alone in order, also after a failure', async () => {
    const store = createMemoryStore();
    const { alone } = await open(store, await takeTerm(store));
    const done: number[] = [];
    const work = (n: number): Promise<void> =>
      alone(async () => {
        await Promise.resolve();
        done.push(n);
        if (n === 1) throw new Error('the first fails');
      });
    const results = await Promise.allSettled([work(1), work(2), work(3)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(done).toEqual([1, 2, 3]);
  });
});

const removed = (row: CryptoRow): CryptoRow => ({ ...row, value: undefined });
const newer = (row: CryptoRow): CryptoRow => ({ ...row, value: row.value?.replace(/"version":\d+/, '"version":999') });

function withValue(value: string): (row: CryptoRow) => CryptoRow {
  return (row) => ({ ...row, value });
}

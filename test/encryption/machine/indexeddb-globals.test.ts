import { createRequire } from 'node:module';
import { EncryptionSettings, RoomId, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import * as ours from 'fake-indexeddb';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import { lendClasses, lendFactory } from '../../../src/encryption/machine/indexeddb-globals.js';
import { createMachines } from '../../../src/encryption/machine/machines.js';
import { takeTerm } from '../../helpers/terms.js';

/** Another implementation of IndexedDB: what a browser has, or another copy of the package. */
const foreign = createRequire(import.meta.url)('fake-indexeddb') as typeof ours;
const classes = ['IDBCursor', 'IDBCursorWithValue', 'IDBDatabase', 'IDBKeyRange', 'IDBOpenDBRequest', 'IDBRequest'];
const names = [...classes, 'indexedDB'];

const globals = (): PropertyDescriptorMap => Object.getOwnPropertyDescriptors(globalThis);
const globalNames = (): PropertyKey[] => Reflect.ownKeys(globals());

function installForeign(): void {
  for (const name of names) {
    const value: unknown = Reflect.get(foreign, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: true });
  }
}

afterEach(() => {
  for (const name of names) Reflect.deleteProperty(globalThis, name);
});

/** Opens two machines at the same time, lets them work with ranges and cursors, and closes one after the other. */
async function workMachines(): Promise<void> {
  const store = createMemoryStore();
  const machines = createMachines({ store, storeKey: new Uint8Array(32) });
  machines.begin(await takeTerm(store));
  await Promise.all(
    ['@ann:example.org', '@bob:example.org'].map((userId) =>
      machines.use({ userId, deviceId: 'GHOST' }, async ({ olm, commit }) => {
        await olm.outgoingRequests();
        const room = new RoomId('!room:example.org');
        await olm.shareRoomKey(room, [], new EncryptionSettings());
        await olm.encryptRoomEvent(room, 'm.room.message', '{}');
        // By a range, and by a cursor that begins at one.
        expect((await olm.getUserDevices(new UserId(userId))).devices()).toHaveLength(1);
        expect(await olm.exportRoomKeys(() => true)).toContain('session_key');
        expect((await olm.roomKeyCounts()).total).toBe(1);
        await commit();
      }),
    ),
  );
  await machines.end();
}

describe('globals for the library', () => {
  it('are those of the runtime after the last machine was closed: none in Node (S6)', async () => {
    const before = globalNames();
    expect(before).not.toContain('indexedDB');
    await workMachines();
    expect(globalNames()).toEqual(before);
  });

  it('are not enumerable, and `indexedDB` is there only while a machine is being opened', async () => {
    const restore = lendClasses();
    expect(classes.filter((name) => !(name in globalThis))).toEqual([]);
    expect(Object.keys(globalThis).filter((name) => names.includes(name))).toEqual([]);
    expect('indexedDB' in globalThis).toBe(false);
    const during = await lendFactory('ours', new ours.IDBFactory(), () => Promise.resolve('indexedDB' in globalThis));
    expect(during).toBe(true);
    expect('indexedDB' in globalThis).toBe(false);
    restore();
    expect(names.filter((name) => name in globalThis)).toEqual([]);
  });

  it('stay until the last user gives them back, whichever that is', async () => {
    const first = lendClasses();
    const second = lendClasses();
    first();
    expect('IDBKeyRange' in globalThis).toBe(true);
    second();
    expect('IDBKeyRange' in globalThis).toBe(false);
    await expect(lendFactory('ours', new ours.IDBFactory(), () => Promise.resolve())).rejects.toThrow('no classes');
  });

  it('know no databases but those of machines, where the runtime has no IndexedDB', async () => {
    const restore = lendClasses();
    await lendFactory('ours', new ours.IDBFactory(), () => {
      expect(() => indexedDB.open('another')).toThrow('this runtime has no IndexedDB');
      return Promise.resolve();
    });
    restore();
  });

  it('leave an IndexedDB that is there what it is: machines and others work at the same time', async () => {
    installForeign();
    const before = globals();
    const openForeign = (): Promise<IDBDatabase> =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('their own', 1);
        request.onsuccess = () => {
          resolve(request.result);
        };
        request.onerror = reject;
      });
    const [database] = await Promise.all([openForeign(), workMachines(), Promise.resolve().then(openForeign)]);
    expect(database).toBeInstanceOf(foreign.IDBDatabase);
    expect(await foreign.indexedDB.databases()).toEqual([{ name: 'their own', version: 1 }]);
    const after = globals();
    for (const name of names) expect(after[name]).toEqual(before[name]);
  });

  it('let others use their IndexedDB meanwhile', async () => {
    installForeign();
    const restore = lendClasses();
    await lendFactory('ours', new ours.IDBFactory(), async () => {
      expect(indexedDB.open('theirs')).toBeInstanceOf(foreign.IDBOpenDBRequest);
      expect(indexedDB.open('theirs')).toBeInstanceOf(IDBRequest);
      expect(indexedDB.cmp(1, 2)).toBe(-1);
      expect((await indexedDB.databases()).length).toBeGreaterThanOrEqual(0);
      expect(indexedDB.open('ours::test')).toBeInstanceOf(ours.IDBOpenDBRequest);
      expect(indexedDB.open('ours::test')).toBeInstanceOf(IDBRequest);
      expect({}).not.toBeInstanceOf(IDBRequest);
      expect(IDBKeyRange.only(1)).toBeInstanceOf(foreign.IDBKeyRange);
    });
    restore();
  });

  it('that another package has replaced meanwhile are left to it', () => {
    const restore = lendClasses();
    Object.defineProperty(globalThis, 'IDBRequest', { value: foreign.IDBRequest, configurable: true });
    restore();
    expect(IDBRequest).toBe(foreign.IDBRequest);
    expect('IDBDatabase' in globalThis).toBe(false);
  });

  it('are recognised where they are our own classes already, and not replaced', () => {
    for (const name of classes) {
      Object.defineProperty(globalThis, name, { value: Reflect.get(ours, name), configurable: true, enumerable: true });
    }
    const before = globals();
    const restore = lendClasses();
    for (const name of classes) expect(globals()[name]).toEqual(before[name]);
    restore();
    for (const name of classes) expect(globals()[name]).toEqual(before[name]);
  });
});

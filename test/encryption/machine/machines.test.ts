import { RequestType } from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it } from 'vitest';
import { databaseNames } from '../../../src/encryption/database-names.js';
import type { Term } from '../../../src/appservice/leadership.js';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import type { AppserviceStore } from '../../../src/appservice/store.js';
import { NotLeaderError } from '../../../src/encryption-errors.js';
import type { DeviceName } from '../../../src/encryption/machine/device-name.js';
import type { Machine } from '../../../src/encryption/machine/machine.js';
import { createMachines, type Machines } from '../../../src/encryption/machine/machines.js';
import { StoreError } from '../../../src/errors.js';
import { takeTerm } from '../../helpers/terms.js';
import { withResolvers } from '../../helpers/with-resolvers.js';

const storeKey = new Uint8Array(32).fill(7);

function deviceOf(n: number): DeviceName {
  return { userId: `@irc_${n}:example.org`, deviceId: 'GHOST' };
}

interface Pool {
  readonly store: AppserviceStore;
  readonly term: Term;
  readonly machines: Machines;
  /** Lets the database refuse all transactions. */
  readonly fail: (isFailing: boolean) => void;
  /** The number of times that rows were loaded. */
  readonly loads: () => number;
}

async function begin({
  maxOpenMachines,
  store = createMemoryStore(),
}: {
  maxOpenMachines?: number;
  store?: AppserviceStore;
} = {}): Promise<Pool> {
  let isFailing = false;
  let loads = 0;
  const machines = createMachines({
    store: {
      crypto: {
        ...store.crypto,
        load: (database) => {
          loads++;
          return store.crypto.load(database);
        },
      },
      transaction: (work, options) =>
        isFailing ? Promise.reject(new StoreError('DATABASE', 'disk full')) : store.transaction(work, options),
    },
    storeKey,
    maxOpenMachines,
  });
  const term = await takeTerm(store);
  machines.begin(term);
  return {
    store,
    term,
    machines,
    fail: (value) => {
      isFailing = value;
    },
    loads: () => loads,
  };
}

/** Makes the keys of a device, and returns its identity key. They are committed unless the test does without. */
function makeDevice(machines: Machines, n: number, { commits = true } = {}): Promise<string> {
  return machines.use(deviceOf(n), async (machine) => {
    const requests = await machine.olm.outgoingRequests();
    expect(requests.some(({ type }) => type === RequestType.KeysUpload)).toBe(true);
    if (commits) await machine.commit();
    return machine.identityKeys.ed25519;
  });
}

const keyOf = (machines: Machines, n: number): Promise<string> =>
  machines.use(deviceOf(n), ({ identityKeys }) => Promise.resolve(identityKeys.ed25519));

/** Work that goes on until it is told to end. */
function workOn(machines: Machines, n: number): { started: Promise<Machine>; end: () => void; done: Promise<void> } {
  const started = withResolvers<Machine>();
  const ending = withResolvers<undefined>();
  const done = machines.use(deviceOf(n), async (machine) => {
    started.resolve(machine);
    await ending.promise;
  });
  return {
    started: started.promise,
    end: () => {
      ending.resolve(undefined);
    },
    done,
  };
}

const isStored = async (store: AppserviceStore, n: number): Promise<boolean> =>
  (await store.crypto.load(databaseNames.machine(deviceOf(n)))).length > 0;

describe('machines', () => {
  it('are found in a later term as they were committed', async () => {
    const { machines, store } = await begin();
    const key = await makeDevice(machines, 1);
    await machines.end();
    const later = await begin({ store });
    expect(await keyOf(later.machines, 1)).toBe(key);
    await later.machines.end();
  });

  it('are opened once for all who use them at the same time, and stay open', async () => {
    const { machines, loads } = await begin();
    const keys = await Promise.all([1, 1, 1].map((n) => keyOf(machines, n)));
    expect(await keyOf(machines, 1)).toBe(keys[0]);
    expect(new Set(keys).size).toBe(1);
    expect(loads()).toBe(1);
    expect(machines.open()).toEqual([deviceOf(1)]);
    await machines.end();
  });

  it('are open at most as many as the option says: the least recently used one is committed and closed', async () => {
    const { machines, store } = await begin({ maxOpenMachines: 2 });
    const key = await makeDevice(machines, 2, { commits: false });
    for (const n of [1, 2, 1, 3]) await keyOf(machines, n);
    expect(machines.open()).toEqual([deviceOf(1), deviceOf(3)]);
    expect(await keyOf(machines, 2)).toBe(key);
    expect(await isStored(store, 2)).toBe(true);
    await machines.end();
    expect(machines.open()).toEqual([]);
  });

  it('that are in use stay open, however many they are', async () => {
    const { machines } = await begin({ maxOpenMachines: 1 });
    const works = [1, 2, 3].map((n) => workOn(machines, n));
    await Promise.all(works.map(({ started }) => started));
    expect(machines.open()).toHaveLength(3);
    for (const { end } of works) end();
    await Promise.all(works.map(({ done }) => done));
    expect(machines.open()).toEqual([deviceOf(3)]);
    await machines.end();
  });

  it('stay open where their changes cannot be written now, and are written and closed later', async () => {
    const { machines, store, fail } = await begin({ maxOpenMachines: 1 });
    const key = await makeDevice(machines, 1, { commits: false });
    fail(true);
    await keyOf(machines, 2);
    expect(await keyOf(machines, 1)).toBe(key);
    expect(await isStored(store, 1)).toBe(false);
    fail(false);
    await keyOf(machines, 3);
    await machines.end();
    expect(await isStored(store, 1)).toBe(true);
  });

  it('are tried again where they could not be opened', async () => {
    const { machines, store } = await begin();
    await makeDevice(machines, 1);
    await machines.end();
    const name = databaseNames.machine(deviceOf(1));
    const account = (await store.crypto.load(name)).find(({ key }) => key === '"account"');
    if (account) await store.crypto.write(name, [{ ...account, value: '{' }]);
    const later = (await begin({ store })).machines;
    for (const _ of [1, 2]) await expect(keyOf(later, 1)).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    expect(later.open()).toEqual([]);
    expect(await makeDevice(later, 2)).toMatch(/./);
    if (account) await store.crypto.write(name, [account]);
    expect(await keyOf(later, 1)).toMatch(/./);
    await later.end();
  });

  it('pass on the failure of a work, and go on', async () => {
    const { machines } = await begin();
    await expect(machines.use(deviceOf(1), () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    expect(await keyOf(machines, 1)).toMatch(/./);
    await machines.end();
  });

  it('are used in terms alone (R5)', async () => {
    const machines = createMachines({ store: createMemoryStore(), storeKey });
    await machines.end();
    expect(() => machines.term()).toThrow(NotLeaderError);
    await expect(keyOf(machines, 1)).rejects.toThrow(NotLeaderError);
    await expect(machines.remove(deviceOf(1))).rejects.toThrow(NotLeaderError);
    expect(machines.open()).toEqual([]);

    const store = createMemoryStore();
    const { machines: begun, term } = await begin({ store });
    expect(begun.term()).toBe(term);
    await begun.end();
    expect(() => begun.term()).toThrow(NotLeaderError);
    await expect(keyOf(begun, 1)).rejects.toThrow(NotLeaderError);
  });

  it('end a term when the work in progress has ended, and what that work began; and write what is left', async () => {
    const { machines, store } = await begin();
    await makeDevice(machines, 1, { commits: false });
    const ended = withResolvers<undefined>();
    const work = machines.use(deviceOf(1), async () => {
      await ended.promise;
      return makeDevice(machines, 2, { commits: false });
    });
    let hasEnded = false;
    const ending = machines.end().then(() => {
      hasEnded = true;
    });
    await makeDevice(machines, 3, { commits: false });
    expect(hasEnded).toBe(false);
    ended.resolve(undefined);
    await work;
    await ending;
    expect(await Promise.all([1, 2, 3].map((n) => isStored(store, n)))).toEqual([true, true, true]);
  });

  it('tell at the end of a term where the last changes cannot be written', async () => {
    const { machines, fail } = await begin();
    await makeDevice(machines, 1, { commits: false });
    fail(true);
    await expect(machines.end()).rejects.toThrow('disk full');
    expect(machines.open()).toEqual([]);
  });

  it('drop everything that is not written when the term is lost, and wait for nothing (R5)', async () => {
    const { machines, store, term } = await begin();
    await makeDevice(machines, 1);
    const before = await store.crypto.load(databaseNames.machine(deviceOf(1)));
    const work = workOn(machines, 1);
    const { olm, commit, changes } = await work.started;
    await makeDevice(machines, 2, { commits: false });
    await olm.bootstrapCrossSigning(true);
    const taken = changes();
    term.lost.cancel(new Error('lost'));
    expect(machines.open()).toEqual([]);
    await expect(keyOf(machines, 1)).rejects.toThrow(NotLeaderError);
    await expect(commit()).rejects.toThrow(NotLeaderError);
    await machines.end();
    await expect(store.transaction((parts) => taken.write(parts), { fence: term.fence + 1 })).rejects.toThrow();

    const { machines: later } = await begin({ store });
    expect(await isStored(store, 2)).toBe(false);
    expect(await store.crypto.load(databaseNames.machine(deviceOf(1)))).toEqual(before);
    expect(olm.userId.toString()).toBe(deviceOf(1).userId); // still there for the work that has it
    work.end();
    await work.done;
    expect(() => olm.userId).toThrow();
    expect(await keyOf(later, 1)).toMatch(/./);
    await later.end();
  });

  it('drop what an earlier term left, also if that was not ended', async () => {
    const { machines, store } = await begin();
    const key = await makeDevice(machines, 1, { commits: false });
    machines.begin(await takeTerm(store));
    expect(machines.open()).toEqual([]);
    expect(await keyOf(machines, 1)).not.toBe(key);
    await machines.end();
  });

  it('that were being opened when the term was lost are not used', async () => {
    const { machines, term } = await begin();
    const using = keyOf(machines, 1);
    term.lost.cancel(new Error('lost'));
    await expect(using).rejects.toThrow(NotLeaderError);
  });

  it('are closed, too, where the term is lost while they are', async () => {
    const { machines, term } = await begin({ maxOpenMachines: 1 });
    await makeDevice(machines, 1, { commits: false });
    const using = keyOf(machines, 2);
    term.lost.cancel(new Error('lost'));
    await expect(using).rejects.toThrow(NotLeaderError);
    await machines.end();
    expect(machines.open()).toEqual([]);
  });

  it('are forgotten with all of their rows, and what belongs to it in the same transaction', async () => {
    const { machines, store, fail } = await begin();
    const key = await makeDevice(machines, 1);
    fail(true);
    await expect(machines.remove(deviceOf(1))).rejects.toThrow('disk full');
    fail(false);
    expect(await keyOf(machines, 1)).toBe(key);
    const removing = machines.remove(deviceOf(1), ({ rooms }) => rooms.put('!room:example.org', '{}'));
    const next = machines.use(deviceOf(1), ({ isNew }) => Promise.resolve(isNew));
    await removing;
    expect(await store.rooms.get('!room:example.org')).toBe('{}');
    expect(await next).toBe(true);
    await machines.remove(deviceOf(4711));
    await machines.end();
  });

  it('that are forgotten while they are used write nothing any more', async () => {
    const { machines, store, term } = await begin();
    await makeDevice(machines, 1);
    const work = workOn(machines, 1);
    const { commit, changes, olm } = await work.started;
    await olm.bootstrapCrossSigning(true);
    const taken = changes();
    await machines.remove(deviceOf(1));
    await expect(commit()).rejects.toThrow(NotLeaderError);
    await store.transaction((parts) => taken.write(parts), { fence: term.fence });
    expect(await isStored(store, 1)).toBe(false);
    work.end();
    await work.done;
    expect(() => olm.userId).toThrow();
    await machines.end();
  });

  it.each([0, -1, 1.5, NaN])('refuse a maximum of %s', (maxOpenMachines) => {
    expect(() => createMachines({ store: createMemoryStore(), storeKey, maxOpenMachines })).toThrow(RangeError);
  });

  it.each([[new Uint8Array(31)], ['a'.repeat(32)], [undefined]])('refuse a key that is not of 32 bytes', (key) => {
    const wrong = { store: createMemoryStore(), storeKey: key as Uint8Array };
    expect(() => createMachines(wrong)).toThrow('storeKey must be a Uint8Array of 32 bytes');
  });

  it('that are given up while they are used write nothing, and the next use reads what is stored', async () => {
    const { machines, loads } = await begin();
    const key = await makeDevice(machines, 1);
    const work = workOn(machines, 1);
    const { commit, olm } = await work.started;
    await olm.bootstrapCrossSigning(true);
    const before = loads();
    machines.giveUp(deviceOf(1));
    machines.giveUp(deviceOf(4711));
    expect(await keyOf(machines, 1)).toBe(key);
    expect(loads()).toBe(before + 1);
    await expect(commit()).rejects.toThrow(NotLeaderError);
    work.end();
    await work.done;
    expect(() => olm.userId).toThrow();
    await machines.end();
  });
});

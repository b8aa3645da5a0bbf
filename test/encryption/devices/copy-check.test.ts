import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import type { CryptoRow } from '../../../src/appservice/store.js';
import { createHomeserverClient } from '../../../src/client/index.js';
import { databaseNames } from '../../../src/encryption/database-names.js';
import { createCopyCheck, type CopyCheck } from '../../../src/encryption/devices/copy-check.js';
import { createMachines } from '../../../src/encryption/machine/machines.js';
import { createRowReader } from '../../../src/encryption/row-reader.js';
import { registrationOf } from '../../helpers/appservices.js';
import { createFakeHomeserver, faults, type FakeHomeserver } from '../../helpers/fake-homeserver.js';
import { createManualTime, type ManualTime } from '../../helpers/manual-time.js';
import { takeTerm } from '../../helpers/terms.js';
import { createWorld, says, startConversation, text } from '../world.js';

const database = databaseNames.mark;
const user = { userId: '@irc_ann:example.org', deviceId: 'ANN', crossSigning: undefined, state: '{}' } as const;

interface Process {
  readonly check: CopyCheck;
  readonly failures: string[];
  readonly stop: () => Promise<void>;
}

interface Copies {
  readonly homeserver: FakeHomeserver;
  readonly time: ManualTime;
  /** Starts a process on a database. */
  readonly start: (store: ReturnType<typeof createMemoryStore>) => Promise<Process>;
  readonly copyOf: (store: ReturnType<typeof createMemoryStore>) => Promise<ReturnType<typeof createMemoryStore>>;
  readonly calls: () => string[];
  readonly mark: () => unknown;
}

/** A homeserver, and processes on stores of which there are copies. A store has one user, and the mark. */
function createCopies(): Copies {
  const registration = registrationOf('irc');
  const homeserver = createFakeHomeserver({ serverName: 'example.org', registrations: [registration] });
  const senderId = `@${registration.sender_localpart}:example.org`;
  const time = createManualTime(20);
  return {
    homeserver,
    time,
    copyOf: async (store) => {
      const copy = createMemoryStore();
      for (const each of await store.devices.listUsers({})) await copy.devices.putUser(each);
      await copy.crypto.write(database, await store.crypto.load(database));
      return copy;
    },
    start: async (store) => {
      const failures: string[] = [];
      const { as_token: asToken } = registration;
      const client = createHomeserverClient({ url: homeserver.url, asToken, fetch: homeserver.fetch });
      const machines = createMachines({ store, storeKey: new Uint8Array(32) });
      const reportFailure = ({ message }: { message: string }): void => void failures.push(message);
      const readRow = createRowReader(reportFailure);
      const check = createCopyCheck(
        { homeserver: client, store, machines, time, reportFailure },
        { senderId, readRow },
      );
      const term = await takeTerm(store);
      machines.begin(term);
      await check.load();
      check.begin(term.ending);
      await check.copies();
      const stop = async (): Promise<void> => {
        term.ending.cancel(undefined);
        await check.end();
        await machines.end();
        await store.lease.release(term.fence);
      };
      onTestFinished(stop);
      return { check, failures, stop };
    },
    calls: () => homeserver.calls.map(({ name }) => name).filter((name) => name.endsWith('AccountData')),
    mark: () => [...homeserver.state.accountData.values()][0]?.['number'],
  };
}

async function storeWithUser(): Promise<ReturnType<typeof createMemoryStore>> {
  const store = createMemoryStore();
  await store.devices.putUser(user);
  return store;
}

describe('a database that is an older copy', () => {
  it('is recognised at the start: its devices are refused, and those that reset() makes are not (rule D9)', async () => {
    const world = createWorld();
    onTestFinished(world.close);
    const { appservice: first, bob, roomId, ghost } = await startConversation(world);
    await ghost.send(roomId, 'm.room.message', text('before the copy'));
    await first.encryption.stop();
    const copied = await world.store.crypto.load(database);
    const second = await world.start();
    await (await second.encryption.user(ghost.userId)).send(roomId, 'm.room.message', text('after the copy'));
    await second.encryption.stop();
    expect(second.failures).toEqual([]);

    // All else of the database might be the same: what was sent shows nowhere else.
    await world.store.crypto.write(database, copied);
    const before = world.homeserver.calls.length;
    const third = await world.start();
    const old = await third.encryption.user(ghost.userId);
    await expect(old.send(roomId, 'm.room.message', text('from an old state'))).rejects.toMatchObject({
      code: 'DEVICE_REPLACED',
      message: expect.stringMatching(/more was sent with it than the database knows.*call reset\(\)/) as string,
    });
    const calls = world.homeserver.calls.slice(before).map(({ name }) => name);
    expect(calls.filter((name) => /^(send|upload|claim|set)/.test(name))).toEqual([]);
    expect(third.failures.map(({ message }) => message)).toEqual([
      expect.stringContaining('the database is older than what was sent with it'),
      expect.stringContaining('call reset() of the user'),
    ]);
    const fresh = await old.reset();
    await fresh.send(roomId, 'm.room.message', text('with a new device'));
    const bodies = (await bob.sync()).map(({ content }) => content['body']);
    expect(bodies).toEqual(expect.arrayContaining(['after the copy', 'with a new device']));
    expect(bodies).not.toContain('from an old state');
    await bob.send(roomId, text('welcome back'));
    await third.events.find(says('welcome back'));
    await third.encryption.stop();

    const fourth = await world.start();
    await (await fourth.encryption.user(ghost.userId)).send(roomId, 'm.room.message', text('after another start'));
    expect((await bob.sync()).map(({ content }) => content['body'])).toContain('after another start');
    expect(fourth.failures).toEqual([]);
  });

  it('is replaced by reset() although it was made in the middle of another reset() (D9)', async () => {
    const world = createWorld();
    onTestFinished(world.close);
    const { appservice: first, roomId, ghost } = await startConversation(world);
    world.homeserver.onCall = ({ name }) => (name === 'uploadKeys' ? faults.status(500) : undefined);
    await expect(ghost.reset()).rejects.toMatchObject({ status: 500 });
    await first.encryption.stop();
    // Another state was in use after this one, in which the device may have been finished.
    for (const [place, { number }] of world.homeserver.state.accountData)
      world.homeserver.state.accountData.set(place, { number: Number(number) + 1, id: 'of another state' });
    world.homeserver.onCall = undefined;
    const second = await world.start();
    const old = await second.encryption.user(ghost.userId);
    await expect(old.send(roomId, 'm.room.message', text('lost'))).rejects.toMatchObject({ code: 'DEVICE_REPLACED' });
    const fresh = await old.reset();
    expect(fresh.deviceId).not.toBe(old.deviceId);
    await fresh.send(roomId, 'm.room.message', text('with a new device'));
    expect([...(world.homeserver.state.accounts.get(ghost.userId)?.devices.keys() ?? [])]).toEqual([fresh.deviceId]);
  });

  it('is told from the original where both were the same when they were copied: the later start goes on (D9)', async () => {
    const { start, copyOf, time } = createCopies();
    const store = await storeWithUser();
    const original = await start(store);
    const moved = await start(await copyOf(store));
    expect(await moved.check.isOlder(user)).toBe(false);
    // The one that still runs is told as soon as its next mark is due.
    expect(await original.check.isOlder(user)).toBe(false);
    await time.advance(30_000);
    expect(await original.check.isOlder(user)).toBe(true);
    expect(original.failures).toEqual([expect.stringContaining('a copy of it is in use elsewhere')]);
    expect(moved.failures).toEqual([]);
    await time.advance(60_000);
    expect(await moved.check.isOlder(user)).toBe(false);
  });

  it('is recognised where a copy has set a mark of the same number after a crash between two writes (D9)', async () => {
    const { start, copyOf, homeserver, mark } = createCopies();
    const store = await storeWithUser();
    await (await start(store)).stop();
    const copy = await copyOf(store);
    homeserver.fail('setAccountData', faults.lost());
    await (await start(store)).stop();
    expect(mark()).toBe(1);
    await (await start(copy)).stop();
    expect(mark()).toBe(2);
    expect(await (await start(store)).check.isOlder(user)).toBe(true);
  });

  it('is recognised twice where two are made from one copy (D9)', async () => {
    const { start, copyOf } = createCopies();
    const store = await storeWithUser();
    await (await start(store)).stop();
    const copies = [await copyOf(store), await copyOf(store)];
    await (await start(store)).stop();
    for (const copy of copies) expect(await (await start(copy)).check.isOlder(user)).toBe(true);
    expect(await (await start(store)).check.isOlder(user)).toBe(false);
  });

  it('stays one after the next start, and its new devices do not become older (D9)', async () => {
    const { start, copyOf } = createCopies();
    const store = await storeWithUser();
    const copy = await copyOf(store);
    await (await start(store)).stop();
    for (let n = 0; n < 2; n++) {
      const { check, failures, stop } = await start(copy);
      expect(await check.isOlder(user)).toBe(true);
      expect(await check.isOlder({ ...user, state: `{"copies":${String(await check.copies())}}` })).toBe(false);
      expect(failures).toHaveLength(n === 0 ? 1 : 0);
      await stop();
    }
  });

  it('gives no one-time key of its devices out, whichever process is asked (D9)', async () => {
    const { start, copyOf } = createCopies();
    const store = await storeWithUser();
    const copy = await copyOf(store);
    await copy.devices.putUser({ ...user, userId: '@irc_new:example.org', state: '{"copies":1}' });
    await (await start(store)).stop();
    const claim = { [user.userId]: { ANN: ['a'] }, '@irc_new:example.org': { NEW: ['a'] }, '@irc_no:example.org': {} };
    const first = await start(copy);
    const { [user.userId]: _, ...others } = claim;
    expect(await first.check.claimable(claim)).toEqual(others);
    await first.stop();
    expect(await (await start(store)).check.claimable(claim)).toEqual(claim);
    expect(await first.check.claimable(claim)).toEqual(others);
  });

  it('is recognised although it was made in a term, half a minute before it was used at last (D9)', async () => {
    const { start, copyOf, time, calls, mark } = createCopies();
    const store = await storeWithUser();
    const { check, stop } = await start(store);
    const copy = await copyOf(store);
    for (let n = 0; n < 5; n++) await check.isOlder(user);
    await time.advance(30_000);
    expect(mark()).toBe(2);
    await time.advance(3_600_000);
    // An idle process asks for nothing.
    expect(calls()).toEqual(['getAccountData', 'setAccountData', 'getAccountData', 'setAccountData']);
    await stop();
    expect(await (await start(copy)).check.isOlder(user)).toBe(true);
  });
});

describe('a database that is no older copy', () => {
  it('is one that has no devices yet, whatever the homeserver remembers (D9)', async () => {
    const { start } = createCopies();
    await (await start(await storeWithUser())).stop();
    const empty = createMemoryStore();
    const { check, failures, stop } = await start(empty);
    expect(await check.isOlder(user)).toBe(false);
    // It may have been lost, or left elsewhere.
    expect(failures).toEqual([
      expect.stringContaining('the store is empty, but this appservice has encrypted with another'),
    ]);
    await stop();
    expect((await start(empty)).failures).toEqual([]);
  });

  it('is one that an earlier version of the package has filled (D9)', async () => {
    const { start, mark } = createCopies();
    const { check } = await start(await storeWithUser());
    expect(await check.isOlder(user)).toBe(false);
    expect(mark()).toBe(1);
  });

  it.each([
    ['before the homeserver has the mark', faults.lost()],
    ['after that', faults.afterEffect(faults.lost())],
    ['of which only a late answer came', faults.html(200)],
  ])('is one whose process was killed or failed while the mark was set, %s (D9)', async (_, fault) => {
    const { start, homeserver } = createCopies();
    const store = await storeWithUser();
    for (let n = 0; n < 3; n++) {
      homeserver.fail('setAccountData', fault);
      const { check, stop } = await start(store);
      expect(await check.isOlder(user)).toBe(false);
      await stop();
    }
    expect(await (await start(store)).check.isOlder(user)).toBe(false);
  });

  it.each([
    [
      'was restored, too',
      (data: Map<string, Record<string, unknown>>, first: Record<string, unknown>) => data.set(name(data), first),
    ],
    [
      'has lost its memory',
      (data: Map<string, Record<string, unknown>>) => {
        data.clear();
      },
    ],
    [
      'has something else under that name',
      (data: Map<string, Record<string, unknown>>) => data.set(name(data), { number: 99 }),
    ],
    [
      'has a number that is none',
      (data: Map<string, Record<string, unknown>>) => data.set(name(data), { number: -1, id: 'x' }),
    ],
  ])('is one whose homeserver %s (D9)', async (_, change) => {
    const { start, homeserver } = createCopies();
    const store = await storeWithUser();
    const { accountData } = homeserver.state;
    await (await start(store)).stop();
    const first = { ...[...accountData.values()][0] };
    await (await start(store)).stop();
    change(accountData, first);
    const { check, failures } = await start(store);
    expect(await check.isOlder(user)).toBe(false);
    expect(failures).toEqual([]);
  });

  it('is one whose row is damaged, which is told (D9)', async () => {
    const { start } = createCopies();
    const store = await storeWithUser();
    await (await start(store)).stop();
    const [row] = (await store.crypto.load(database)) as [CryptoRow];
    await store.crypto.write(database, [{ ...row, value: '{' }]);
    const { check, failures } = await start(store);
    expect(await check.isOlder(user)).toBe(false);
    expect(failures).toEqual([expect.stringContaining('a row of the store is damaged')]);
  });
});

describe('a homeserver that does not keep the mark', () => {
  it.each([
    ['refuses', faults.status(403, 'M_FORBIDDEN'), 1],
    ['does not know the request', faults.status(404, 'M_UNRECOGNIZED'), 0],
  ])('and %s is asked once in a term, and all goes on (D9)', async (_, fault, told) => {
    const { start, homeserver, time, calls } = createCopies();
    homeserver.fail('getAccountData', fault);
    const { check, failures } = await start(await storeWithUser());
    expect(await check.isOlder(user)).toBe(false);
    await time.advance(3_600_000);
    expect(calls()).toEqual(['getAccountData']);
    expect(failures).toHaveLength(told);
  });

  it.each(['getAccountData', 'setAccountData'])(
    'since it fails is told once, and asked again: a copy is then recognised (D9)',
    async (call) => {
      const { start, copyOf, homeserver, time } = createCopies();
      const store = await storeWithUser();
      const copy = await copyOf(store);
      homeserver.fail(call, faults.status(500), 3);
      const { check, failures, stop } = await start(store);
      await time.advance(100_000);
      expect(failures).toEqual([expect.stringContaining('It is tried again')]);
      await check.isOlder(user);
      await stop();
      homeserver.fail('getAccountData', faults.html(), 1);
      const late = await start(copy);
      expect(await late.check.isOlder(user)).toBe(false);
      await time.advance(30_000);
      expect(await late.check.isOlder(user)).toBe(true);
    },
  );
});

function name(data: Map<string, unknown>): string {
  return [...data.keys()][0] ?? '';
}

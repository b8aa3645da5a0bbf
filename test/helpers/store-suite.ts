import { afterEach, describe, expect, it } from 'vitest';
import type { IncomingTransaction } from '../../src/appservice/inbox-store.js';
import type { ClaimableKey, WantedKeys } from '../../src/appservice/key-claim-store.js';
import type { AppserviceStore } from '../../src/appservice/store.js';

/** A store to test. */
export interface OpenedStore {
  readonly store: AppserviceStore;
  /** Opens the same data once more, as another process would; absent where nothing outlives the store. */
  readonly reopen?: (() => Promise<AppserviceStore>) | undefined;
  readonly dispose: () => Promise<void>;
}

const user = '@irc_ann:example.org';
const algorithm = 'signed_curve25519';
const wish = (count: number, deviceId = 'GHOST'): WantedKeys => ({ userId: user, deviceId, algorithm, count });

function key(name: string, changes: Partial<ClaimableKey> = {}): ClaimableKey {
  const keyId = `${algorithm}:${name}`;
  return { kind: 'one-time', algorithm, keyId, key: `{"key":"${name}"}`, fingerprint: `print of ${name}`, ...changes };
}

/** A transaction whose digests are its contents. */
function transaction(id: string, ...digests: string[]): IncomingTransaction {
  return { id, digests, compose: (fresh) => (fresh.size === 0 ? undefined : JSON.stringify([...fresh].sort())) };
}

/** Tests everything that each kind of store does. */
export function describeStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    const opened: OpenedStore[] = [];
    const openStore = async (): Promise<AppserviceStore> => {
      const one = await open();
      opened.push(one);
      return one.store;
    };
    afterEach(async () => {
      for (const { dispose } of opened.splice(0)) await dispose();
    });

    describe('inbox', () => {
      it('keeps transactions in the order in which they came (R1)', async () => {
        const { inbox } = await openStore();
        const first = await inbox.accept(transaction('1', 'a'));
        const second = await inbox.accept(transaction('2', 'b'));
        expect(first).toEqual({ seq: first.seq, isRepeat: false, freshCount: 1 });
        expect(second.seq).toBeGreaterThan(first.seq ?? Infinity);
        expect(await inbox.nextTransaction()).toMatchObject({ seq: first.seq, id: '1', body: '["a"]' });
        await inbox.unpack(first.seq ?? 0, []);
        expect(await inbox.nextTransaction()).toMatchObject({ seq: second.seq, id: '2' });
      });

      it('takes of a repeat exactly what did not come under its ID before (T7)', async () => {
        const { inbox } = await openStore();
        await inbox.accept(transaction('1', 'a', 'b'));
        expect(await inbox.accept(transaction('1', 'a', 'b'))).toEqual({
          seq: undefined,
          isRepeat: true,
          freshCount: 0,
        });
        const grown = await inbox.accept(transaction('1', 'a', 'b', 'c'));
        expect(grown).toMatchObject({ isRepeat: true, freshCount: 1 });
        await inbox.unpack((await inbox.nextTransaction())?.seq ?? 0, []);
        expect(await inbox.nextTransaction()).toMatchObject({ seq: grown.seq, id: '1', body: '["c"]' });
        expect(await inbox.accept(transaction('1'))).toMatchObject({ seq: undefined, isRepeat: true });
      });

      it('remembers a transaction in which nothing was', async () => {
        const { inbox } = await openStore();
        expect(await inbox.accept(transaction('1'))).toEqual({ seq: undefined, isRepeat: false, freshCount: 0 });
        expect(await inbox.accept(transaction('1'))).toEqual({ seq: undefined, isRepeat: true, freshCount: 0 });
        expect(await inbox.nextTransaction()).toBeUndefined();
      });

      it('takes IDs for what they are, not for names of JavaScript', async () => {
        const { inbox } = await openStore();
        for (const id of ['__proto__', 'constructor', 'toString', '', ' ', "'; DROP TABLE x; --"]) {
          expect(await inbox.accept(transaction(id, '__proto__'))).toMatchObject({ isRepeat: false, freshCount: 1 });
          expect(await inbox.accept(transaction(id, '__proto__'))).toMatchObject({ isRepeat: true, freshCount: 0 });
        }
      });

      it('accepts each of many concurrent repeats once', async () => {
        const { inbox } = await openStore();
        const results = await Promise.all(Array.from({ length: 20 }, () => inbox.accept(transaction('1', 'a', 'b'))));
        expect(results.filter(({ freshCount }) => freshCount === 2)).toHaveLength(1);
        expect(results.filter(({ isRepeat }) => isRepeat)).toHaveLength(19);
      });

      it('hands out events one by one, in order, until each is removed (R2)', async () => {
        const { inbox } = await openStore();
        const { seq = 0 } = await inbox.accept(transaction('1', 'a'));
        await inbox.unpack(seq, ['"first"', '"second"']);
        expect(await inbox.nextTransaction()).toBeUndefined();
        const event = await inbox.nextEvent();
        expect(event).toMatchObject({ transactionId: '1', body: '"first"', attempts: 0, state: 'waiting' });
        expect(await inbox.remove(event?.seq ?? 0)).toBe(true);
        expect(await inbox.remove(event?.seq ?? 0)).toBe(false);
        expect(await inbox.nextEvent()).toMatchObject({ body: '"second"' });
      });

      it('lists events in pages', async () => {
        const { inbox } = await openStore();
        const { seq = 0 } = await inbox.accept(transaction('1', 'a'));
        await inbox.unpack(seq, ['1', '2', '3']);
        const [first] = await inbox.list('waiting', { limit: 1 });
        expect(first).toMatchObject({ body: '1' });
        const rest = await inbox.list('waiting', { afterSeq: first?.seq });
        expect(rest.map(({ body }) => body)).toEqual(['2', '3']);
      });

      it('unpacks a transaction once', async () => {
        const { inbox } = await openStore();
        const { seq = 0 } = await inbox.accept(transaction('1', 'a'));
        await inbox.unpack(seq, ['1']);
        await inbox.unpack(seq, ['1']);
        expect(await inbox.list('waiting')).toHaveLength(1);
      });

      it('counts attempts, sets aside, and delivers again in the old place (R2)', async () => {
        const { inbox } = await openStore();
        const { seq = 0 } = await inbox.accept(transaction('1', 'a'));
        await inbox.unpack(seq, ['1', '2']);
        const event = await inbox.nextEvent();
        await inbox.recordAttempt(event?.seq ?? 0, 3, 1000);
        expect(await inbox.nextEvent()).toMatchObject({ attempts: 3, nextAttemptAtMs: 1000 });
        expect(await inbox.setState(event?.seq ?? 0, 'set-aside', 'it fails')).toBe(true);
        expect(await inbox.nextEvent()).toMatchObject({ body: '2' });
        expect(await inbox.list('set-aside')).toMatchObject([{ body: '1', reason: 'it fails', attempts: 3 }]);
        expect(await inbox.setState(event?.seq ?? 0, 'waiting')).toBe(true);
        expect(await inbox.nextEvent()).toMatchObject({
          body: '1',
          attempts: 0,
          nextAttemptAtMs: 0,
          reason: undefined,
        });
        expect(await inbox.setState(4711, 'waiting')).toBe(false);
      });

      it('keeps notes', async () => {
        const { inbox } = await openStore();
        expect(await inbox.readNote('a')).toBeUndefined();
        await inbox.writeNote('a', '1');
        await inbox.writeNote('a', '2');
        await inbox.writeNote('b', '3');
        expect(await inbox.readNote('a')).toBe('2');
        await inbox.writeNote('a', undefined);
        expect(await inbox.readNote('a')).toBeUndefined();
        expect(await inbox.readNote('b')).toBe('3');
      });

      it('tells how much there is', async () => {
        const { inbox } = await openStore();
        expect(await inbox.status()).toEqual({
          waitingTransactions: 0,
          waitingEvents: 0,
          pendingEvents: 0,
          setAsideEvents: 0,
          oldestAtMs: undefined,
        });
        const { seq = 0 } = await inbox.accept(transaction('1', 'a'));
        await inbox.accept(transaction('2', 'a'));
        await inbox.unpack(seq, ['1', '2', '3']);
        const [one, two] = await inbox.list('waiting');
        await inbox.setState(one?.seq ?? 0, 'pending', 'session');
        await inbox.setState(two?.seq ?? 0, 'set-aside');
        expect(await inbox.list('pending', { reason: 'session' })).toMatchObject([{ seq: one?.seq, body: '1' }]);
        expect(await inbox.list('pending', { reason: 'another' })).toEqual([]);
        const status = await inbox.status();
        expect(status).toMatchObject({ waitingTransactions: 1, waitingEvents: 1, pendingEvents: 1, setAsideEvents: 1 });
        expect(status.oldestAtMs).toBe(one?.arrivedAtMs);
      });

      it('forgets old IDs whose events are delivered, and keeps the newest (R6)', async () => {
        const { inbox } = await openStore();
        for (const id of ['1', '2', '3', '4']) {
          const { seq = 0 } = await inbox.accept(transaction(id, 'a'));
          if (id !== '3') await inbox.unpack(seq, id === '2' ? ['"not delivered"'] : []);
        }
        expect(await inbox.forgetOld(60_000, 0)).toBe(0);
        expect(await inbox.forgetOld(-60_000, 4)).toBe(0);
        expect(await inbox.forgetOld(-60_000, 1)).toBe(1);
        expect(await inbox.accept(transaction('1', 'a'))).toMatchObject({ isRepeat: false });
        expect(await inbox.accept(transaction('2', 'a'))).toMatchObject({ isRepeat: true });
        expect(await inbox.accept(transaction('3', 'a'))).toMatchObject({ isRepeat: true });
      });

      it('passes over thousands of IDs whose events still wait (R6)', { timeout: 30_000 }, async () => {
        const { inbox } = await openStore();
        const blocked = Array.from({ length: 2100 }, async (_, n) => {
          const { seq = 0 } = await inbox.accept(transaction(`blocked ${String(n)}`, 'a'));
          await inbox.unpack(seq, ['"pending"']);
        });
        await Promise.all(blocked);
        for (const id of ['done', 'newest']) {
          const { seq = 0 } = await inbox.accept(transaction(id, 'a'));
          await inbox.unpack(seq, []);
        }
        expect(await inbox.forgetOld(-60_000, 1)).toBe(1);
      });
    });

    describe('claims', () => {
      it('gives each key once, the oldest first (C7)', async () => {
        const { claims } = await openStore();
        expect(await claims.add(user, 'GHOST', [key('A'), key('B'), key('C')])).toEqual([]);
        expect(await claims.take([wish(2)])).toEqual([
          { wish: 0, keyId: `${algorithm}:A`, key: '{"key":"A"}' },
          { wish: 0, keyId: `${algorithm}:B`, key: '{"key":"B"}' },
        ]);
        expect(await claims.take([wish(5, 'OTHER'), wish(5)])).toEqual([
          { wish: 1, keyId: `${algorithm}:C`, key: '{"key":"C"}' },
        ]);
        expect(await claims.take([wish(1)])).toEqual([]);
      });

      it('divides keys among wishes for the same device and algorithm (C7)', async () => {
        const { claims } = await openStore();
        await claims.add(user, 'GHOST', [key('A'), key('B'), key('C')]);
        const given = await claims.take([wish(2), wish(2), wish(2)]);
        expect(given.map(({ wish, keyId }) => [wish, keyId])).toEqual([
          [0, `${algorithm}:A`],
          [0, `${algorithm}:B`],
          [1, `${algorithm}:C`],
        ]);
      });

      it('gives no key twice to concurrent claims (C7)', async () => {
        const { claims } = await openStore();
        const names = Array.from({ length: 60 }, (_, n) => String(n));
        await claims.add(
          user,
          'GHOST',
          names.map((name) => key(name)),
        );
        const given = await Promise.all(Array.from({ length: 40 }, () => claims.take([wish(2)])));
        const ids = given.flat().map(({ keyId }) => keyId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length + ((await claims.counts(user, 'GHOST')).get(algorithm) ?? 0)).toBe(60);
      });

      it('ignores a key that comes again, also after it was claimed (C8)', async () => {
        const { claims } = await openStore();
        await claims.add(user, 'GHOST', [key('A')]);
        await claims.take([wish(1)]);
        expect(await claims.add(user, 'GHOST', [key('A')])).toEqual([]);
        expect(await claims.take([wish(1)])).toEqual([]);
      });

      it('names the IDs that come with another key, and adds nothing then (C8)', async () => {
        const { claims } = await openStore();
        await claims.add(user, 'GHOST', [key('A')]);
        const conflict = [{ kind: 'one-time', keyId: `${algorithm}:A` }];
        expect(await claims.add(user, 'GHOST', [key('B'), key('A', { fingerprint: 'another' })])).toEqual(conflict);
        expect(await claims.counts(user, 'GHOST')).toEqual(new Map([[algorithm, 1]]));
        expect(await claims.add(user, 'NEW', [key('A'), key('A', { fingerprint: 'another' })])).toEqual(conflict);
        expect(await claims.take([wish(1, 'NEW')])).toEqual([]);
      });

      it('numbers one-time and fallback keys apart (C8)', async () => {
        const { claims } = await openStore();
        const fallback = key('A', { kind: 'fallback', key: '{"fallback":true}', fingerprint: 'fallback' });
        expect(await claims.add(user, 'GHOST', [key('A'), fallback])).toEqual([]);
        expect(await claims.take([wish(5)])).toHaveLength(1);
        expect(await claims.useFallbackKeys([wish(1)])).toEqual([
          { wish: 0, keyId: `${algorithm}:A`, key: '{"fallback":true}' },
        ]);
      });

      it('tells which fallback keys are unused, and replaces one by a new one (C8)', async () => {
        const { claims } = await openStore();
        expect(await claims.unusedFallbackKeyTypes(user, 'GHOST')).toEqual([]);
        await claims.add(user, 'GHOST', [key('F1', { kind: 'fallback' })]);
        expect(await claims.unusedFallbackKeyTypes(user, 'GHOST')).toEqual([algorithm]);
        await claims.useFallbackKeys([wish(1), wish(1)]);
        expect(await claims.unusedFallbackKeyTypes(user, 'GHOST')).toEqual([]);
        await claims.add(user, 'GHOST', [key('F1', { kind: 'fallback' })]);
        expect(await claims.unusedFallbackKeyTypes(user, 'GHOST')).toEqual([]);
        await claims.add(user, 'GHOST', [key('F2', { kind: 'fallback' })]);
        expect(await claims.unusedFallbackKeyTypes(user, 'GHOST')).toEqual([algorithm]);
        expect(await claims.useFallbackKeys([wish(1)])).toMatchObject([{ keyId: `${algorithm}:F2` }]);
      });

      it('neither gives nor marks a fallback key whose ID a wish excepts', async () => {
        const { claims } = await openStore();
        await claims.add(user, 'GHOST', [key('F', { kind: 'fallback' })]);
        const excepted = { ...wish(1), exceptKeyIds: [`${algorithm}:E`, `${algorithm}:F`] };
        expect(await claims.useFallbackKeys([excepted])).toEqual([]);
        expect(await claims.unusedFallbackKeyTypes(user, 'GHOST')).toEqual([algorithm]);
        const given = await claims.useFallbackKeys([excepted, { ...wish(1), exceptKeyIds: [`${algorithm}:E`] }]);
        expect(given).toMatchObject([{ wish: 1, keyId: `${algorithm}:F` }]);
        expect(await claims.unusedFallbackKeyTypes(user, 'GHOST')).toEqual([]);
      });

      it('counts the keys of a device by algorithm, with zero where all were claimed', async () => {
        const { claims } = await openStore();
        expect(await claims.counts(user, 'GHOST')).toEqual(new Map());
        await claims.add(user, 'GHOST', [key('A'), key('B', { algorithm: 'curve25519', keyId: 'curve25519:B' })]);
        await claims.take([wish(1)]);
        expect(await claims.counts(user, 'GHOST')).toEqual(
          new Map([
            ['curve25519', 1],
            [algorithm, 0],
          ]),
        );
      });

      it('forgets a device with all that is remembered of it (C8)', async () => {
        const { claims } = await openStore();
        await claims.add(user, 'GHOST', [key('A'), key('F', { kind: 'fallback' })]);
        await claims.forget(user, 'GHOST');
        expect(await claims.take([wish(1)])).toEqual([]);
        expect(await claims.useFallbackKeys([wish(1)])).toEqual([]);
        expect(await claims.counts(user, 'GHOST')).toEqual(new Map());
        expect(await claims.add(user, 'GHOST', [key('A', { fingerprint: 'another' })])).toEqual([]);
      });

      it('takes device IDs for what they are', async () => {
        const { claims } = await openStore();
        for (const deviceId of ['__proto__', 'constructor', '0', '😀', "a'b", '["', '']) {
          await claims.add(user, deviceId, [key('A')]);
          expect(await claims.take([wish(1, deviceId)])).toHaveLength(1);
        }
      });
    });

    describe('devices, rooms and crypto', () => {
      it('keep what was put, and replace it', async () => {
        const { devices, rooms } = await openStore();
        expect(await devices.getUser(user)).toBeUndefined();
        await devices.putUser({ userId: user, deviceId: undefined, crossSigning: undefined, state: '{}' });
        await devices.putUser({ userId: user, deviceId: 'GHOST', crossSigning: '{"master":{}}', state: '{"a":1}' });
        expect(await devices.getUser(user)).toEqual({
          userId: user,
          deviceId: 'GHOST',
          crossSigning: '{"master":{}}',
          state: '{"a":1}',
        });
        await rooms.put('!room:example.org', '{"encrypted":true}');
        expect(await rooms.get('!room:example.org')).toBe('{"encrypted":true}');
        expect(await rooms.get('!other:example.org')).toBeUndefined();
      });

      it('list users in the order of their IDs, in pages', async () => {
        const { devices } = await openStore();
        const ids = ['@B:e', '@a:e', '@b:e', '@é:e', '@\uffee:e', '@😀:e'];
        for (const userId of [...ids].reverse()) {
          await devices.putUser({ userId, deviceId: undefined, crossSigning: undefined, state: '' });
        }
        const page = await devices.listUsers({ limit: 4 });
        const rest = await devices.listUsers({ afterUserId: page.at(-1)?.userId ?? '' });
        expect([...page, ...rest].map(({ userId }) => userId)).toEqual(ids);
        expect(page).toHaveLength(4);
        expect(await devices.listUsers()).toHaveLength(6);
      });

      it('look up all devices with keys of some users', async () => {
        const { devices, claims } = await openStore();
        await claims.add(user, 'ONLY_KEYS', [key('A')]);
        await devices.putDevice({ userId: user, deviceId: 'GHOST', keys: '{"a":1}', state: '{}' });
        await devices.putDevice({ userId: user, deviceId: 'NEW', keys: undefined, state: '{}' });
        await devices.putDevice({ userId: '@other:example.org', deviceId: 'GHOST', keys: '{}', state: '{}' });
        expect(await devices.lookUp([user, '@none:example.org', '@\0', '@\ud800'])).toEqual({
          users: [],
          devices: [{ userId: user, deviceId: 'GHOST', keys: '{"a":1}', state: '{}' }],
        });
        expect(await devices.getDevice(user, 'ONLY_KEYS')).toBeUndefined();
        expect(await devices.getDevice(user, 'NEW')).toMatchObject({ keys: undefined });
      });

      it('keep claimable keys and a device apart: either can be forgotten first', async () => {
        const { devices, claims } = await openStore();
        await devices.putDevice({ userId: user, deviceId: 'GHOST', keys: '{}', state: '{}' });
        await claims.add(user, 'GHOST', [key('A'), key('B')]);
        await devices.removeDevice(user, 'GHOST');
        expect(await devices.getDevice(user, 'GHOST')).toBeUndefined();
        expect(await claims.take([wish(1)])).toHaveLength(1);
        await devices.putDevice({ userId: user, deviceId: 'GHOST', keys: '{}', state: '{}' });
        await claims.forget(user, 'GHOST');
        expect(await devices.getDevice(user, 'GHOST')).toMatchObject({ keys: '{}' });
        expect(await claims.take([wish(1)])).toEqual([]);
      });

      it('load the rows of one database in order', async () => {
        const { crypto } = await openStore();
        await crypto.write('one', [
          { store: 's', key: 'b', value: '2' },
          { store: 's', key: 'a', value: '1' },
          { store: 'r', key: 'z', value: '3' },
          { store: 's', key: 'b', value: '4' },
        ]);
        await crypto.write('other', [{ store: 's', key: 'a', value: '5' }]);
        await crypto.write('one', [{ store: 's', key: 'a', value: undefined }]);
        expect(await crypto.load('one')).toEqual([
          { store: 'r', key: 'z', value: '3' },
          { store: 's', key: 'b', value: '4' },
        ]);
        await crypto.remove('one');
        expect(await crypto.load('one')).toEqual([]);
        expect(await crypto.load('other')).toHaveLength(1);
      });
    });

    describe('lease', () => {
      it('may last for a fraction of a millisecond more', async () => {
        const { lease } = await openStore();
        const fence = (await lease.acquire('one', 20_000 / 3)) ?? 0;
        expect(await lease.renew(fence, 20_000 / 3)).toBe(true);
      });

      it('belongs to one owner at a time, with a fence that grows (R5)', async () => {
        const { lease } = await openStore();
        const first = (await lease.acquire('one', 60_000)) ?? 0;
        expect(first).toBeGreaterThan(0);
        expect(await lease.acquire('other', 60_000)).toBeUndefined();
        expect(await lease.renew(first, 60_000)).toBe(true);
        const again = (await lease.acquire('one', 60_000)) ?? 0;
        expect(again).toBeGreaterThan(first);
        expect(await lease.renew(first, 60_000)).toBe(false);
        await lease.release(first);
        expect(await lease.acquire('other', 60_000)).toBeUndefined();
        await lease.release(again);
        expect(await lease.acquire('other', 60_000)).toBeGreaterThan(again);
      });

      it('can be taken when it has expired (R5)', async () => {
        const { lease } = await openStore();
        const expired = (await lease.acquire('one', -1)) ?? 0;
        const fence = (await lease.acquire('other', 60_000)) ?? 0;
        expect(fence).toBeGreaterThan(expired);
        expect(await lease.renew(expired, 60_000)).toBe(false);
      });
    });

    describe('transaction', () => {
      it('writes all parts or none (E6)', async () => {
        const store = await openStore();
        const fail = store.transaction(async (parts) => {
          await parts.rooms.put('!r:e', 'x');
          await parts.claims.add(user, 'GHOST', [key('A')]);
          await parts.claims.take([wish(1)]);
          await parts.inbox.accept(transaction('1', 'a'));
          await parts.crypto.write('d', [{ store: 's', key: 'k', value: 'v' }]);
          throw new Error('no');
        });
        await expect(fail).rejects.toThrow('no');
        expect(await store.rooms.get('!r:e')).toBeUndefined();
        expect(await store.claims.counts(user, 'GHOST')).toEqual(new Map());
        expect(await store.crypto.load('d')).toEqual([]);
        expect(await store.inbox.accept(transaction('1', 'a'))).toMatchObject({ isRepeat: false });
        expect(
          await store.transaction(async (parts) => {
            await parts.rooms.put('!r:e', 'y');
            return parts.rooms.get('!r:e');
          }),
        ).toBe('y');
        expect(await store.rooms.get('!r:e')).toBe('y');
      });

      it('cannot be committed once one of its calls has failed, even if the error was caught', async () => {
        const store = await openStore();
        const code = 'UNSTORABLE_NAME';
        const result = store.transaction(async (parts) => {
          await parts.rooms.put('!r:e', 'x');
          await expect(parts.rooms.put('\0', 'x')).rejects.toMatchObject({ code });
          return 'written';
        });
        await expect(result).rejects.toMatchObject({ code });
        expect(await store.rooms.get('!r:e')).toBeUndefined();
      });

      it('adds nothing where keys conflict, and writes the rest (C8)', async () => {
        const store = await openStore();
        await store.claims.add(user, 'GHOST', [key('A')]);
        await store.transaction(async ({ claims, rooms }) => {
          await rooms.put('!r:e', 'x');
          const keys = [key('B'), key('A', { fingerprint: 'another' })];
          expect(await claims.add(user, 'GHOST', keys)).toHaveLength(1);
        });
        expect(await store.rooms.get('!r:e')).toBe('x');
        expect(await store.claims.counts(user, 'GHOST')).toEqual(new Map([[algorithm, 1]]));
      });

      it('gives back keys that a failed one took, in their order', async () => {
        const store = await openStore();
        await store.claims.add(user, 'GHOST', [key('A'), key('B'), key('C')]);
        const fail = store.transaction(async ({ claims }) => {
          await claims.take([wish(2)]);
          throw new Error('no');
        });
        await expect(fail).rejects.toThrow('no');
        const ids = (await store.claims.take([wish(3)])).map(({ keyId }) => keyId);
        expect(ids).toEqual([`${algorithm}:A`, `${algorithm}:B`, `${algorithm}:C`]);
      });

      it('writes nothing under the fence of an earlier lease (R5)', async () => {
        const store = await openStore();
        const old = (await store.lease.acquire('one', -1)) ?? 0;
        const put = (state: string, fence: number): Promise<void> =>
          store.transaction(({ rooms }) => rooms.put('!r:e', state), { fence });
        await put('first', old);
        const fence = (await store.lease.acquire('other', 60_000)) ?? 0;
        await expect(put('late', old)).rejects.toMatchObject({ name: 'StoreError', code: 'FENCED' });
        await put('second', fence);
        expect(await store.rooms.get('!r:e')).toBe('second');
      });

      it('refuses calls of its parts once it is over', async () => {
        const store = await openStore();
        const parts = await store.transaction((within) => Promise.resolve(within));
        const over = { name: 'StoreError', code: 'CLOSED' };
        await expect(parts.rooms.put('!r:e', 'late')).rejects.toMatchObject(over);
        await expect(parts.inbox.status()).rejects.toMatchObject(over);
        const failed: (typeof parts)[] = [];
        const fail = store.transaction((within) => {
          failed.push(within);
          return Promise.reject(new Error('no'));
        });
        await expect(fail).rejects.toThrow('no');
        await expect(failed[0]?.rooms.put('!r:e', 'late')).rejects.toMatchObject(over);
        expect(await store.rooms.get('!r:e')).toBeUndefined();
      });

      it('does not disturb calls that come at the same time', async () => {
        const store = await openStore();
        const results = await Promise.allSettled(
          Array.from({ length: 12 }, (_, n) =>
            store.transaction(async ({ rooms }) => {
              await rooms.put(`!${String(n)}:e`, 'x');
              if (n % 3 === 0) throw new Error('no');
            }),
          ),
        );
        expect(results.map(({ status }) => status === 'fulfilled')).toEqual(results.map((_, n) => n % 3 !== 0));
        for (let n = 0; n < 12; n++)
          expect(await store.rooms.get(`!${String(n)}:e`)).toBe(n % 3 === 0 ? undefined : 'x');
      });
    });

    describe('close', () => {
      it('lets calls in progress end and refuses later ones', async () => {
        const store = await openStore();
        const inProgress = store.rooms.put('!r:e', 'x');
        await store.close();
        await inProgress;
        await expect(store.rooms.get('!r:e')).rejects.toMatchObject({ name: 'StoreError', code: 'CLOSED' });
        await expect(store.transaction(() => Promise.resolve())).rejects.toMatchObject({ code: 'CLOSED' });
        await store.close();
      });
    });

    it('is there again when it is opened again, for whatever outlives a process', async () => {
      const store = await openStore();
      const reopen = opened.at(-1)?.reopen;
      if (!reopen) return;
      await store.claims.add(user, 'GHOST', [key('A'), key('B')]);
      await store.claims.take([wish(1)]);
      await store.inbox.accept(transaction('1', 'a'));
      const fence = (await store.lease.acquire('one', 60_000)) ?? 0;
      const other = await reopen();
      expect(await other.claims.take([wish(5)])).toMatchObject([{ keyId: `${algorithm}:B` }]);
      expect(await other.inbox.nextTransaction()).toMatchObject({ id: '1' });
      expect(await other.lease.acquire('two', 60_000)).toBeUndefined();
      expect(await other.lease.renew(fence, 1)).toBe(true);
    });

    it.each(['a\0b', 'a\ud800'])('refuses names that no database keeps: %j', async (name) => {
      const store = await openStore();
      const code = 'UNSTORABLE_NAME';
      await expect(store.inbox.accept(transaction(name, 'a'))).rejects.toMatchObject({ name: 'StoreError', code });
      await expect(store.claims.add(user, name, [key('A')])).rejects.toMatchObject({ code });
      await expect(store.claims.add(user, 'GHOST', [key(name)])).rejects.toMatchObject({ code });
      await expect(store.rooms.put(name, '')).rejects.toMatchObject({ code });
      const record = { userId: name, deviceId: name, keys: undefined, crossSigning: undefined, state: '' };
      await expect(store.devices.putUser(record)).rejects.toMatchObject({ code });
      await expect(store.devices.putUser({ ...record, userId: user })).rejects.toMatchObject({ code });
      await expect(store.devices.putDevice(record)).rejects.toMatchObject({ code });
      await expect(store.crypto.write(name, [])).rejects.toMatchObject({ code });
      await expect(store.crypto.write('d', [{ store: 's', key: name, value: '' }])).rejects.toMatchObject({ code });
      await expect(store.lease.acquire(name, 1)).rejects.toMatchObject({ code });
      await expect(store.inbox.writeNote(name, '')).rejects.toMatchObject({ code });
      expect(await store.inbox.readNote(name)).toBeUndefined();
      await store.devices.removeDevice(name, name);
      await store.crypto.remove(name);
      expect(await store.crypto.load(name)).toEqual([]);
      expect(await store.devices.getUser(name)).toBeUndefined();
      expect(await store.devices.getDevice(name, name)).toBeUndefined();
      expect(await store.devices.listUsers({ afterUserId: name })).toEqual([]);
      expect(await store.claims.useFallbackKeys([wish(1, name)])).toEqual([]);
      expect(await store.claims.unusedFallbackKeyTypes(user, name)).toEqual([]);
      await store.claims.forget(user, name);
      expect(await store.claims.take([wish(1, name)])).toEqual([]);
      expect(await store.claims.counts(user, name)).toEqual(new Map());
      expect(await store.rooms.get(name)).toBeUndefined();
    });
  });
}

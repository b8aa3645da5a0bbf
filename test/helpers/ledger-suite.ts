import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClaimLedger } from '../../src/appservice/claim-ledger.js';
import type { AppserviceStore } from '../../src/appservice/store.js';
import { PayloadError, StoreError } from '../../src/errors.js';
import type { KeyClaim, KeyClaimResponse, OneTimeKey, UserId } from '../../src/types.js';
import type { OpenedStore } from './store-suite.js';

const ann = '@ann:example.org';
const algorithm = 'signed_curve25519';
const signatures = { [ann]: { 'ed25519:GHOST': 'c2lnbmVk' } };
const key = (text: string): OneTimeKey => ({ key: text, signatures });
const fallback = (text: string): OneTimeKey => ({ key: text, fallback: true, signatures });
const keyIds = (answer: KeyClaimResponse, userId: UserId = ann, deviceId = 'GHOST'): string[] =>
  Object.keys(answer[userId]?.[deviceId] ?? {});

/** A claim of Ann's device GHOST. */
const claimOf = (...algorithms: string[]): KeyClaim => ({ [ann]: { GHOST: algorithms } });

/** `count` keys of an algorithm, the first one the oldest. */
function keys(count: number, of = algorithm): Record<string, OneTimeKey> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`${of}:${n}`, key(`key ${n}`)]));
}

/** Tests everything that a claim ledger does, on one kind of store. */
export function describeLedger(name: string, open: () => Promise<OpenedStore>): void {
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

    describe('claim', () => {
      it('gives the oldest key first, each of them once, and then nothing (C7)', async () => {
        const ledger = createClaimLedger(await openStore());
        await ledger.add(ann, 'GHOST', keys(2));
        const claim = claimOf(algorithm);
        expect(await ledger.claim(claim)).toEqual({ [ann]: { GHOST: { [`${algorithm}:0`]: key('key 0') } } });
        expect(await ledger.claim(claim)).toEqual({ [ann]: { GHOST: { [`${algorithm}:1`]: key('key 1') } } });
        expect(await ledger.claim(claim)).toEqual({});
      });

      it('gives distinct keys for a repeated algorithm, as many as there are (C7)', async () => {
        const ledger = createClaimLedger(await openStore());
        await ledger.add(ann, 'GHOST', keys(3));
        const twice = claimOf(algorithm, algorithm);
        expect(keyIds(await ledger.claim(twice))).toEqual([`${algorithm}:0`, `${algorithm}:1`]);
        expect(keyIds(await ledger.claim(twice))).toEqual([`${algorithm}:2`]);
      });

      it('gives keys as they were added, in whatever shape (W4)', async () => {
        const ledger = createClaimLedger(await openStore());
        const odd = JSON.parse(
          '{"key":"a\\u0000b","signatures":{},"__proto__":{"x":1},"org.example":[null]}',
        ) as OneTimeKey;
        await ledger.add(ann, 'GHOST', { 'curve25519:A': 'bare', 'other:B': odd });
        expect(JSON.stringify(await ledger.claim(claimOf('curve25519', 'other')))).toBe(
          JSON.stringify({ [ann]: { GHOST: { 'curve25519:A': 'bare', 'other:B': odd } } }),
        );
      });

      it.each([6, 50_000])('gives five keys of an algorithm to a claim of %i of them (C6)', async (claimed) => {
        const ledger = createClaimLedger(await openStore());
        const last = { [`${algorithm}:last`]: fallback('spare') };
        await ledger.add(ann, 'GHOST', { ...keys(7), ...keys(2, 'other'), ...last });
        const algorithms = Array.from({ length: claimed }, () => [algorithm, 'other']).flat();
        const all = [...Object.keys(keys(5)), ...Object.keys(keys(2, 'other'))];
        expect(keyIds(await ledger.claim(claimOf(...algorithms.slice(0, 100_000))))).toEqual(all);
        expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 2, other: 0 });
        // Where fewer are left, all of them and the fallback key, once.
        const rest = [`${algorithm}:5`, `${algorithm}:6`, `${algorithm}:last`];
        expect(keyIds(await ledger.claim({ [ann]: { GHOST: algorithms } }))).toEqual(rest);
      });

      it('adds the fallback key once where keys run short, and does not use it up (C3, C7)', async () => {
        const ledger = createClaimLedger(await openStore());
        await ledger.add(ann, 'GHOST', { ...keys(1), [`${algorithm}:last`]: fallback('spare') });
        expect(keyIds(await ledger.claim(claimOf(algorithm)))).toEqual([`${algorithm}:0`]);
        for (let n = 0; n < 3; n++) {
          const thrice = await ledger.claim(claimOf(algorithm, algorithm, algorithm));
          expect(thrice).toEqual({ [ann]: { GHOST: { [`${algorithm}:last`]: fallback('spare') } } });
        }
      });

      it('gives the latest fallback key, and for an algorithm its own', async () => {
        const ledger = createClaimLedger(await openStore());
        await ledger.add(ann, 'GHOST', { [`${algorithm}:old`]: fallback('old'), 'other:x': fallback('other') });
        await ledger.add(ann, 'GHOST', { [`${algorithm}:new`]: fallback('new') });
        expect(keyIds(await ledger.claim(claimOf(algorithm)))).toEqual([`${algorithm}:new`]);
        expect(keyIds(await ledger.claim(claimOf('other')))).toEqual(['other:x']);
      });

      it('takes the algorithm up to the colon: signed is not signed_curve25519 (C2)', async () => {
        const ledger = createClaimLedger(await openStore());
        await ledger.add(ann, 'GHOST', keys(1));
        expect(await ledger.claim(claimOf('signed'))).toEqual({});
      });

      it('keeps devices and users apart, and leaves out those without a key', async () => {
        const ledger = createClaimLedger(await openStore());
        await ledger.add(ann, 'GHOST', keys(1));
        await ledger.add(ann, 'OTHER', keys(1));
        const claim = { [ann]: { OTHER: [algorithm], NONE: [algorithm] }, '@bob:example.org': { GHOST: [algorithm] } };
        expect(await ledger.claim(claim)).toEqual({ [ann]: { OTHER: keys(1) } });
        expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 1 });
        expect(await ledger.counts(ann, 'OTHER')).toEqual({ [algorithm]: 0 });
      });

      it.each(['__proto__', 'constructor', '0', '👻'])(
        'takes %j for a device like any other (M6)',
        async (deviceId) => {
          const ledger = createClaimLedger(await openStore());
          const claim = { [ann]: Object.fromEntries([[deviceId, [algorithm]]]) };
          expect(await ledger.claim(claim)).toEqual({});
          await ledger.add(ann, deviceId, keys(1));
          expect(Object.keys((await ledger.claim(claim))[ann] ?? {})).toEqual([deviceId]);
        },
      );

      it.each(['__proto__', 'constructor'])('takes %j for an algorithm like any other (M6)', async (named) => {
        const ledger = createClaimLedger(await openStore());
        await ledger.add(ann, 'GHOST', { [`${named}:A`]: 'a', [`${named}:B`]: 'b' });
        expect(keyIds(await ledger.claim(claimOf(named)))).toEqual([`${named}:A`]);
        expect(Object.entries(await ledger.counts(ann, 'GHOST'))).toEqual([[named, 1]]);
      });

      it('gives nothing to names that are no user IDs (W5), and to ids that no store keeps', async () => {
        const store = await openStore();
        const ledger = createClaimLedger(store);
        const stray = { kind: 'one-time', algorithm, keyId: `${algorithm}:A`, key: '"a"', fingerprint: 'a' } as const;
        await store.claims.add('ann', 'GHOST', [stray]);
        const claim = { ann: { GHOST: [algorithm] }, [ann]: { 'a\0b': [algorithm], '\ud800': [algorithm], X: ['\0'] } };
        expect(await ledger.claim(claim)).toEqual({});
      });

      it('takes keys for all claims of one turn in one database transaction', async () => {
        const store = await openStore();
        const transaction = vi.fn((...args: Parameters<AppserviceStore['transaction']>) => store.transaction(...args));
        const ledger = createClaimLedger({ ...store, transaction: transaction as AppserviceStore['transaction'] });
        await ledger.add(ann, 'GHOST', { ...keys(2), [`${algorithm}:last`]: fallback('spare') });
        await ledger.add(ann, 'OTHER', keys(1));
        const answers = await Promise.all([
          ledger.claim(claimOf(algorithm)),
          ledger.claim({ [ann]: { OTHER: [algorithm, algorithm], GHOST: [algorithm] } }),
          ledger.claim({}),
          ledger.claim(claimOf(algorithm)),
        ]);
        expect(answers).toEqual([
          { [ann]: { GHOST: { [`${algorithm}:0`]: key('key 0') } } },
          { [ann]: { GHOST: { [`${algorithm}:1`]: key('key 1') }, OTHER: keys(1) } },
          {},
          { [ann]: { GHOST: { [`${algorithm}:last`]: fallback('spare') } } },
        ]);
        expect(transaction).toHaveBeenCalledTimes(1);
        await ledger.claim(claimOf(algorithm));
        expect(transaction).toHaveBeenCalledTimes(2);
      });

      it('answers a claim of thousands of devices, and gives others turns meanwhile (S9)', async () => {
        const ledger = createClaimLedger(await openStore());
        const deviceIds = Array.from({ length: 3500 }, (_, n) => `D${n}`);
        await ledger.add(ann, 'D0', keys(1));
        await ledger.add(ann, 'D3400', { ...keys(1), [`${algorithm}:last`]: fallback('spare') });
        let turns = 0;
        const timer = setInterval(() => turns++);
        const devices = Object.fromEntries(deviceIds.map((deviceId) => [deviceId, [algorithm, algorithm]]));
        const answer = await ledger.claim({ [ann]: devices });
        clearInterval(timer);
        expect(answer).toEqual({
          [ann]: { D0: keys(1), D3400: { ...keys(1), [`${algorithm}:last`]: fallback('spare') } },
        });
        expect(turns).toBeGreaterThanOrEqual(6);
      });

      it('rejects with the failure of the store, and then gave nothing: all keys stay in their order (C7)', async () => {
        const store = await openStore();
        const failure = new StoreError('FULL', 'the disk is full');
        let fails = true;
        const ledger = createClaimLedger({
          ...store,
          transaction: (work, options) =>
            store.transaction(async (parts) => {
              const result = await work(parts);
              if (fails) throw failure;
              return result;
            }, options),
        });
        await ledger.add(ann, 'GHOST', { ...keys(3), [`${algorithm}:last`]: fallback('spare') });
        const claims = [claimOf(algorithm, algorithm), claimOf(algorithm, algorithm)];
        expect(await Promise.allSettled(claims.map(ledger.claim))).toEqual(
          claims.map(() => ({ status: 'rejected', reason: failure })),
        );
        expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([algorithm]);
        fails = false;
        expect((await Promise.all(claims.map(ledger.claim))).map((answer) => keyIds(answer))).toEqual([
          [`${algorithm}:0`, `${algorithm}:1`],
          [`${algorithm}:2`, `${algorithm}:last`],
        ]);
      });

      it('rejects where what the store holds is no key', async () => {
        const store = await openStore();
        const damaged = {
          kind: 'one-time',
          algorithm,
          keyId: `${algorithm}:A`,
          key: '{"key',
          fingerprint: 'a',
        } as const;
        await store.claims.add(ann, 'GHOST', [damaged]);
        await expect(createClaimLedger(store).claim(claimOf(algorithm))).rejects.toMatchObject({ code: 'CORRUPT' });
      });

      it('gives none of 2,000 keys twice to 200 claimers of two ledgers at the same time (C7)', async () => {
        const store = await openStore();
        const ledgers = [createClaimLedger(store), createClaimLedger(store)];
        await ledgers[0]?.add(ann, 'GHOST', keys(2000));
        const given: string[] = [];
        const claimer = async (_: unknown, n: number): Promise<void> => {
          for (;;) {
            const ids = keyIds((await ledgers[n % 2]?.claim(claimOf(algorithm, algorithm, algorithm))) ?? {});
            if (ids.length === 0) return;
            given.push(...ids);
          }
        };
        await Promise.all(Array.from({ length: 200 }, claimer));
        expect(given).toHaveLength(2000);
        expect(new Set(given).size).toBe(2000);
      });
    });

    describe('add', () => {
      it('ignores an id that is known with the same key, also after it was claimed (C8)', async () => {
        const ledger = createClaimLedger(await openStore());
        await Promise.all([ledger.add(ann, 'GHOST', keys(1)), ledger.add(ann, 'GHOST', keys(1))]);
        await ledger.add(ann, 'GHOST', { [`${algorithm}:0`]: { signatures, key: 'key 0' } });
        await ledger.add(ann, 'GHOST', {});
        expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 1 });
        expect(keyIds(await ledger.claim(claimOf(algorithm)))).toEqual([`${algorithm}:0`]);
        await ledger.add(ann, 'GHOST', keys(1));
        expect(await ledger.claim(claimOf(algorithm))).toEqual({});
      });

      it.each<[string, OneTimeKey]>([
        ['another key', key('another')],
        ['the same key with other signatures', { key: 'key 0', signatures: {} }],
        ['the bare key', 'key 0'],
      ])('refuses %s under an id that is known, names the id, and adds nothing (C8)', async (_, wrong) => {
        const ledger = createClaimLedger(await openStore());
        const id = `${algorithm}:AA/A`;
        await ledger.add(ann, 'GHOST', { [id]: key('key 0') });
        const added = { 'other:new': 'new', [id]: wrong, ...keys(1) };
        for (const left of [1, 0]) {
          const error: unknown = await ledger.add(ann, 'GHOST', added).catch((reason: unknown) => reason);
          expect(error).toBeInstanceOf(PayloadError);
          expect((error as PayloadError).message).toContain(id);
          expect((error as PayloadError).issues).toMatchObject([{ pointer: `/${algorithm}:AA~1A` }]);
          expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: left });
          await ledger.claim(claimOf(algorithm));
        }
        await ledger.add(ann, 'OTHER', added);
        expect(await ledger.counts(ann, 'OTHER')).toEqual({ other: 1, [algorithm]: 2 });
      });

      it('numbers one-time and fallback keys apart, and gives both under one id in two claims (C8)', async () => {
        const ledger = createClaimLedger(await openStore());
        const id = `${algorithm}:AAAAAAAAAA0`;
        await ledger.add(ann, 'GHOST', { [id]: key('once') });
        await ledger.add(ann, 'GHOST', { [id]: fallback('spare') });
        expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 1 });
        expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([algorithm]);
        const twice = claimOf(algorithm, algorithm);
        expect(await ledger.claim(twice)).toEqual({ [ann]: { GHOST: { [id]: key('once') } } });
        expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([algorithm]);
        expect(await ledger.claim(twice)).toEqual({ [ann]: { GHOST: { [id]: fallback('spare') } } });
        expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([]);
        await expect(ledger.add(ann, 'GHOST', { [id]: fallback('another') })).rejects.toThrow(id);
        await expect(ledger.add(ann, 'GHOST', { [id]: key('another') })).rejects.toThrow(id);
      });

      it.each([
        ['an id without an algorithm', { nothing: key('a') }, '/nothing'],
        ['an id with an empty algorithm', { ':a': key('a') }, '/:a'],
        ['a number', { 'a:b': 1 }, '/a:b'],
        ['an object without a key', { 'a:b': {} }, '/a:b'],
        [
          'what cannot be signed',
          { 'a:b': { key: 'a', signatures: {}, 'org.example': { n: 0.5 } } },
          '/a:b/org.example/n',
        ],
      ])('refuses %s, and then adds nothing', async (_, wrong, pointer) => {
        const ledger = createClaimLedger(await openStore());
        const all = { ...keys(1), ...wrong } as Record<string, OneTimeKey>;
        const error: unknown = await ledger.add(ann, 'GHOST', all).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(PayloadError);
        expect((error as PayloadError).issues.map((issue) => issue.pointer)).toEqual([pointer]);
        expect(await ledger.counts(ann, 'GHOST')).toEqual({});
      });

      it.each(['ann', '', 'ann:example.org', '#ann:example.org'])(
        'refuses keys of %j, who is no user (W5)',
        async (userId) => {
          const ledger = createClaimLedger(await openStore());
          const adding = ledger.add(userId, 'GHOST', keys(1));
          await expect(adding).rejects.toBeInstanceOf(PayloadError);
          await expect(adding).rejects.toThrow(`payload: ${userId} is not a user ID`);
          expect(await ledger.counts(userId, 'GHOST')).toEqual({});
        },
      );

      it('refuses ids that no store keeps, and goes on after them', async () => {
        const ledger = createClaimLedger(await openStore());
        const code = 'UNSTORABLE_NAME';
        await expect(ledger.add(ann, 'a\0b', keys(1))).rejects.toMatchObject({ name: 'StoreError', code });
        await expect(ledger.add(ann, 'GHOST', { ...keys(1), 'a:\ud800': key('a') })).rejects.toMatchObject({ code });
        await ledger.add(ann, 'GHOST', keys(1));
        expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 1 });
      });

      it('takes effect in the order of the calls for a device, whichever is ready first', async () => {
        const ledger = createClaimLedger(await openStore());
        const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`other:${n}`, key(`key ${n}`)]));
        await Promise.all([
          ledger.add(ann, 'GHOST', { ...many, [`${algorithm}:old`]: fallback('old') }),
          ledger.add(ann, 'GHOST', { [`${algorithm}:new`]: fallback('new') }),
        ]);
        expect(keyIds(await ledger.claim(claimOf(algorithm)))).toEqual([`${algorithm}:new`]);
      });
    });

    describe('unusedFallbackKeyTypes', () => {
      it('lists the algorithms whose fallback key was not given out yet (C8)', async () => {
        const ledger = createClaimLedger(await openStore());
        expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([]);
        await ledger.add(ann, 'GHOST', { ...keys(1), [`${algorithm}:f`]: fallback('a'), 'other:f': fallback('b') });
        await ledger.claim(claimOf(algorithm));
        expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual(['other', algorithm].sort());
        await ledger.claim(claimOf(algorithm));
        expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual(['other']);
        expect(await ledger.unusedFallbackKeyTypes(ann, 'OTHER')).toEqual([]);
      });

      it('has an algorithm again once a new fallback key took the place of the used one, and not for the used one (C8)', async () => {
        const ledger = createClaimLedger(await openStore());
        await ledger.add(ann, 'GHOST', { [`${algorithm}:old`]: fallback('old') });
        await ledger.claim(claimOf(algorithm));
        await ledger.add(ann, 'GHOST', { [`${algorithm}:old`]: fallback('old') });
        expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([]);
        await ledger.add(ann, 'GHOST', { [`${algorithm}:new`]: fallback('new') });
        expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([algorithm]);
        await ledger.add(ann, 'GHOST', { [`${algorithm}:old`]: fallback('old') });
        expect(keyIds(await ledger.claim(claimOf(algorithm)))).toEqual([`${algorithm}:new`]);
      });
    });

    describe('counts', () => {
      it('tells what is left of a device, zero where all were claimed, and nothing of one that had none', async () => {
        const ledger = createClaimLedger(await openStore());
        expect(await ledger.counts(ann, 'GHOST')).toEqual({});
        await ledger.add(ann, 'GHOST', { ...keys(2), [`${algorithm}:last`]: fallback('spare') });
        expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 2 });
        await ledger.claim(claimOf(algorithm, algorithm));
        expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 0 });
        expect(await ledger.counts(ann, 'constructor')).toEqual({});
      });
    });

    describe('forget', () => {
      it('leaves nothing of a device, nor of the ids that it had, and leaves others alone (C8)', async () => {
        const ledger = createClaimLedger(await openStore());
        await ledger.add(ann, 'GHOST', { ...keys(2), [`${algorithm}:last`]: fallback('spare') });
        await ledger.add(ann, 'OTHER', keys(1));
        await ledger.claim(claimOf(algorithm));
        await ledger.forget(ann, 'GHOST');
        await ledger.forget('@nobody:example.org', 'GHOST');
        expect(await ledger.counts(ann, 'GHOST')).toEqual({});
        expect(await ledger.counts(ann, 'OTHER')).toEqual({ [algorithm]: 1 });
        expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([]);
        expect(await ledger.claim(claimOf(algorithm))).toEqual({});
        await ledger.add(ann, 'GHOST', { [`${algorithm}:0`]: key('another') });
        expect(await ledger.claim(claimOf(algorithm))).toEqual({
          [ann]: { GHOST: { [`${algorithm}:0`]: key('another') } },
        });
      });

      it("leaves no record of the device, which is its user's no longer", async () => {
        const store = await openStore();
        const { devices } = store;
        const ledger = createClaimLedger(store);
        for (const deviceId of ['GHOST', 'OTHER']) {
          await devices.putDevice({ userId: ann, deviceId, keys: '{}', state: '{}' });
        }
        await devices.putUser({ userId: ann, deviceId: 'GHOST', crossSigning: '{}', state: '{"a":1}' });
        await ledger.forget(ann, 'OTHER');
        expect(await devices.getUser(ann)).toMatchObject({ deviceId: 'GHOST' });
        await ledger.forget(ann, 'GHOST');
        expect(await devices.getDevice(ann, 'GHOST')).toBeUndefined();
        expect(await devices.getUser(ann)).toEqual({
          userId: ann,
          deviceId: undefined,
          crossSigning: '{}',
          state: '{"a":1}',
        });
      });

      it('waits for keys of the device that are being added', async () => {
        const ledger = createClaimLedger(await openStore());
        await Promise.all([ledger.add(ann, 'GHOST', keys(1)), ledger.forget(ann, 'GHOST')]);
        expect(await ledger.counts(ann, 'GHOST')).toEqual({});
      });
    });

    it('a later ledger of the same store knows which keys are left, claimed and used (C7, C8)', async () => {
      const store = await openStore();
      const first = createClaimLedger(store);
      await first.add(ann, 'GHOST', { ...keys(3), [`${algorithm}:last`]: fallback('spare'), 'other:f': fallback('b') });
      await first.claim(claimOf(algorithm, 'other'));
      const second = createClaimLedger(await (opened.at(-1)?.reopen?.() ?? store));
      expect(await second.counts(ann, 'GHOST')).toEqual({ [algorithm]: 2 });
      expect(await second.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([algorithm]);
      await second.add(ann, 'GHOST', keys(2));
      for (const id of [`${algorithm}:0`, `${algorithm}:1`]) {
        await expect(second.add(ann, 'GHOST', { [id]: key('another') })).rejects.toThrow(id);
      }
      const thrice = claimOf(algorithm, algorithm, algorithm);
      expect(keyIds(await second.claim(thrice))).toEqual([`${algorithm}:1`, `${algorithm}:2`, `${algorithm}:last`]);
      expect(await createClaimLedger(store).unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([]);
    });
  });
}

import { describe, expect, it, vi } from 'vitest';
import { createClaimLedger } from '../../src/appservice/claim-ledger.js';
import type { ClaimRecord, ClaimStore } from '../../src/appservice/claim-store.js';
import { PayloadError } from '../../src/errors.js';
import type { KeyClaimResponse, OneTimeKey, UserId } from '../../src/types.js';
import { deferred, type Deferred } from './ask.js';

const ann = '@ann:example.org';
const algorithm = 'signed_curve25519';
const signatures = { [ann]: { 'ed25519:GHOST': 'c2lnbmVk' } };
const key = (text: string): OneTimeKey => ({ key: text, signatures });
const fallback = (text: string): OneTimeKey => ({ key: text, fallback: true, signatures });
const keyIds = (answer: KeyClaimResponse, userId: UserId = ann, deviceId = 'GHOST'): string[] =>
  Object.keys(answer[userId]?.[deviceId] ?? {});

/** `count` keys of an algorithm, the first one the oldest. */
function keys(count: number, of = algorithm): Record<string, OneTimeKey> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`${of}:${n}`, key(`key ${n}`)]));
}

/** A store that keeps its records in memory, as a file does on its disk. */
function memoryStore(): ClaimStore & { records: ClaimRecord[] } {
  const records: ClaimRecord[] = [];
  return { records, read: () => [...records], append: (more) => Promise.resolve(void records.push(...more)) };
}

/** A store whose every append is settled by the test. */
function heldStore(): { store: ClaimStore; appends: (Deferred<undefined> & { records: readonly ClaimRecord[] })[] } {
  const appends: (Deferred<undefined> & { records: readonly ClaimRecord[] })[] = [];
  const append = (records: readonly ClaimRecord[]): Promise<undefined> => {
    const next = deferred();
    appends.push({ ...next, records });
    return next.promise;
  };
  return { store: { read: () => [], append }, appends };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('claim', () => {
  it('gives the oldest key first, each of them once, and then nothing (C7)', async () => {
    const ledger = createClaimLedger();
    await ledger.add(ann, 'GHOST', keys(2));
    const claim = { [ann]: { GHOST: [algorithm] } };
    expect(await ledger.claim(claim)).toEqual({ [ann]: { GHOST: { [`${algorithm}:0`]: key('key 0') } } });
    expect(await ledger.claim(claim)).toEqual({ [ann]: { GHOST: { [`${algorithm}:1`]: key('key 1') } } });
    expect(await ledger.claim(claim)).toEqual({});
  });

  it('gives distinct keys for a repeated algorithm, as many as there are (C7)', async () => {
    const ledger = createClaimLedger();
    await ledger.add(ann, 'GHOST', keys(3));
    const twice = { [ann]: { GHOST: [algorithm, algorithm] } };
    expect(keyIds(await ledger.claim(twice))).toEqual([`${algorithm}:0`, `${algorithm}:1`]);
    expect(keyIds(await ledger.claim(twice))).toEqual([`${algorithm}:2`]);
  });

  it.each([6, 50_000])('gives five keys of an algorithm to a claim of %i of them (C6)', async (claimed) => {
    const store = memoryStore();
    const ledger = createClaimLedger(store);
    const last = { [`${algorithm}:last`]: fallback('spare') };
    await ledger.add(ann, 'GHOST', { ...keys(7), ...keys(2, 'other'), ...last });
    const algorithms = Array.from({ length: claimed }, () => [algorithm, 'other']).flat();
    const all = [...Object.keys(keys(5)), ...Object.keys(keys(2, 'other'))];
    expect(keyIds(await ledger.claim({ [ann]: { GHOST: algorithms } }))).toEqual(all);
    expect(store.records.filter(({ type }) => type === 'claimed')).toHaveLength(7);
    expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 2, other: 0 });
    // Where fewer are left, all of them and the fallback key, once.
    const rest = [`${algorithm}:5`, `${algorithm}:6`, `${algorithm}:last`];
    expect(keyIds(await ledger.claim({ [ann]: { GHOST: algorithms } }))).toEqual(rest);
  });

  it('adds the fallback key once where keys run short, and does not use it up (C3, C7)', async () => {
    const ledger = createClaimLedger();
    await ledger.add(ann, 'GHOST', { ...keys(1), [`${algorithm}:last`]: fallback('spare') });
    const thrice = { [ann]: { GHOST: [algorithm, algorithm, algorithm] } };
    expect(keyIds(await ledger.claim({ [ann]: { GHOST: [algorithm] } }))).toEqual([`${algorithm}:0`]);
    for (let n = 0; n < 3; n++) expect(keyIds(await ledger.claim(thrice))).toEqual([`${algorithm}:last`]);
  });

  it('gives the latest fallback key, and for an algorithm its own', async () => {
    const ledger = createClaimLedger();
    await ledger.add(ann, 'GHOST', { [`${algorithm}:old`]: fallback('old'), 'other:x': fallback('other') });
    await ledger.add(ann, 'GHOST', { [`${algorithm}:new`]: fallback('new') });
    expect(keyIds(await ledger.claim({ [ann]: { GHOST: [algorithm] } }))).toEqual([`${algorithm}:new`]);
    expect(keyIds(await ledger.claim({ [ann]: { GHOST: ['other'] } }))).toEqual(['other:x']);
  });

  it('takes the algorithm up to the colon: signed is not signed_curve25519 (C2)', async () => {
    const ledger = createClaimLedger();
    await ledger.add(ann, 'GHOST', keys(1));
    expect(await ledger.claim({ [ann]: { GHOST: ['signed'] } })).toEqual({});
  });

  it('keeps devices and users apart, and leaves out those without a key', async () => {
    const ledger = createClaimLedger();
    await ledger.add(ann, 'GHOST', keys(1));
    await ledger.add(ann, 'OTHER', keys(1));
    const claim = { [ann]: { OTHER: [algorithm], NONE: [algorithm] }, '@bob:example.org': { GHOST: [algorithm] } };
    expect(await ledger.claim(claim)).toEqual({ [ann]: { OTHER: keys(1) } });
    expect(await ledger.counts()).toEqual({ [ann]: { GHOST: { [algorithm]: 1 }, OTHER: { [algorithm]: 0 } } });
  });

  it.each(['__proto__', 'constructor', '0', '👻'])('takes %j for a device like any other (M6)', async (deviceId) => {
    const ledger = createClaimLedger();
    const claim = { [ann]: Object.fromEntries([[deviceId, [algorithm]]]) };
    expect(await ledger.claim(claim)).toEqual({});
    await ledger.add(ann, deviceId, keys(1));
    expect(Object.keys((await ledger.claim(claim))[ann] ?? {})).toEqual([deviceId]);
    expect(Object.keys((await ledger.counts())[ann] ?? {})).toEqual([deviceId]);
  });
});

describe('add', () => {
  it('ignores an id that is known with the same key, also after it was claimed (rule C8)', async () => {
    const store = memoryStore();
    const ledger = createClaimLedger(store);
    const claim = { [ann]: { GHOST: [algorithm] } };
    await Promise.all([ledger.add(ann, 'GHOST', keys(1)), ledger.add(ann, 'GHOST', keys(1))]);
    const reordered = { [`${algorithm}:0`]: { signatures, key: 'key 0' } };
    await ledger.add(ann, 'GHOST', reordered);
    expect(keyIds(await ledger.claim(claim))).toEqual([`${algorithm}:0`]);
    await ledger.add(ann, 'GHOST', keys(1));
    expect(await ledger.claim(claim)).toEqual({});
    expect(store.records.map(({ type }) => type)).toEqual(['added', 'claimed']);
  });

  it.each<[string, OneTimeKey]>([
    ['another key', key('another')],
    ['the same key with other signatures', { key: 'key 0', signatures: {} }],
    ['the bare key', 'key 0'],
  ])('refuses %s under an id that is known, names the id, and adds nothing (C8)', async (_, wrong) => {
    const store = memoryStore();
    const ledger = createClaimLedger(store);
    const id = `${algorithm}:AA/A`;
    await ledger.add(ann, 'GHOST', { [id]: key('key 0') });
    const added = { 'other:new': 'new', [id]: wrong, ...keys(1) };
    for (const state of ['waiting', 'claimed']) {
      const error: unknown = await ledger.add(ann, 'GHOST', added).catch((reason: unknown) => reason);
      expect(error, state).toBeInstanceOf(PayloadError);
      expect((error as PayloadError).message, state).toContain(id);
      expect((error as PayloadError).issues, state).toMatchObject([{ pointer: `/${algorithm}:AA~1A` }]);
      await ledger.claim({ [ann]: { GHOST: [algorithm] } });
    }
    expect(store.records.map(({ type }) => type)).toEqual(['added', 'claimed']);
    await ledger.add(ann, 'OTHER', added);
    expect(await ledger.counts(ann, 'OTHER')).toEqual({ other: 1, [algorithm]: 2 });
  });

  it('numbers one-time and fallback keys apart: the same id may come as both (C8)', async () => {
    const ledger = createClaimLedger();
    const id = `${algorithm}:AAAAAAAAAA0`;
    await ledger.add(ann, 'GHOST', { [id]: key('once') });
    await ledger.add(ann, 'GHOST', { [id]: fallback('spare') });
    expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 1 });
    expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([algorithm]);
    const claim = { [ann]: { GHOST: [algorithm, algorithm] } };
    expect(await ledger.claim(claim)).toEqual({ [ann]: { GHOST: { [id]: key('once') } } });
    expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([algorithm]);
    expect(await ledger.claim(claim)).toEqual({ [ann]: { GHOST: { [id]: fallback('spare') } } });
    expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([]);
    await expect(ledger.add(ann, 'GHOST', { [id]: fallback('another') })).rejects.toThrow(id);
    await expect(ledger.add(ann, 'GHOST', { [id]: key('another') })).rejects.toThrow(id);
  });

  it.each([
    ['an id without an algorithm', { nothing: key('a') }, '/nothing'],
    ['an id with an empty algorithm', { ':a': key('a') }, '/:a'],
    ['a number', { 'a:b': 1 }, '/a:b'],
    ['an object without a key', { 'a:b': {} }, '/a:b'],
  ])('refuses %s, and then adds nothing', async (_, wrong, pointer) => {
    const store = memoryStore();
    const all = { ...keys(1), ...wrong } as Record<string, OneTimeKey>;
    const error: unknown = await createClaimLedger(store)
      .add(ann, 'GHOST', all)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PayloadError);
    expect((error as PayloadError).issues[0]?.pointer).toBe(pointer);
    expect(store.records).toEqual([]);
  });

  it('lets a key be claimed only once the store has it, and adds it again where the store had failed', async () => {
    const { store, appends } = heldStore();
    const ledger = createClaimLedger(store);
    const first = ledger.add(ann, 'GHOST', keys(1));
    const second = ledger.add(ann, 'GHOST', keys(1));
    await settled();
    expect(appends).toHaveLength(1);
    expect(await ledger.claim({ [ann]: { GHOST: [algorithm] } })).toEqual({});
    appends[0]?.reject(new Error('disk'));
    await expect(first).rejects.toThrow('disk');
    await settled();
    appends[1]?.resolve(undefined);
    await second;
    expect(await ledger.counts()).toEqual({ [ann]: { GHOST: { [algorithm]: 1 } } });
  });
});

describe('unusedFallbackKeyTypes', () => {
  const claimOf = (...algorithms: string[]): Record<UserId, Record<string, string[]>> => ({
    [ann]: { GHOST: algorithms },
  });

  it('tells the algorithms whose fallback key was not given out yet (C8)', async () => {
    const ledger = createClaimLedger();
    expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([]);
    await ledger.add(ann, 'GHOST', { ...keys(1), [`${algorithm}:f`]: fallback('a'), 'other:f': fallback('b') });
    await ledger.claim(claimOf(algorithm));
    expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([algorithm, 'other']);
    await ledger.claim(claimOf(algorithm));
    expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual(['other']);
    expect(await ledger.unusedFallbackKeyTypes(ann, 'OTHER')).toEqual([]);
  });

  it('has the algorithm again once a new fallback key took the place of the used one, and not for the used one (C8)', async () => {
    const ledger = createClaimLedger();
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
    const ledger = createClaimLedger();
    expect(await ledger.counts(ann, 'GHOST')).toEqual({});
    await ledger.add(ann, 'GHOST', { ...keys(2), [`${algorithm}:last`]: fallback('spare') });
    expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 2 });
    await ledger.claim({ [ann]: { GHOST: [algorithm, algorithm] } });
    expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 0 });
    expect(await ledger.counts(ann, 'constructor')).toEqual({});
  });
});

describe('forget', () => {
  it('leaves nothing of a device, nor of the ids that it had, and nothing else out (C8)', async () => {
    const ledger = createClaimLedger();
    const all = { ...keys(2), [`${algorithm}:last`]: fallback('spare') };
    await ledger.add(ann, 'GHOST', all);
    await ledger.add(ann, 'OTHER', keys(1));
    await ledger.claim({ [ann]: { GHOST: [algorithm] } });
    await ledger.forget(ann, 'GHOST');
    expect(await ledger.counts()).toEqual({ [ann]: { OTHER: { [algorithm]: 1 } } });
    expect(await ledger.unusedFallbackKeyTypes(ann, 'GHOST')).toEqual([]);
    expect(await ledger.claim({ [ann]: { GHOST: [algorithm] } })).toEqual({});
    await ledger.add(ann, 'GHOST', { [`${algorithm}:0`]: key('another') });
    expect(await ledger.claim({ [ann]: { GHOST: [algorithm] } })).toEqual({
      [ann]: { GHOST: { [`${algorithm}:0`]: key('another') } },
    });
    await ledger.forget(ann, 'OTHER');
    await ledger.forget(ann, 'GHOST');
    await ledger.forget('@nobody:example.org', 'GHOST');
    expect(await ledger.counts()).toEqual({});
  });

  it('waits for keys that are being added, and outlives a claim that fails meanwhile', async () => {
    const { store, appends } = heldStore();
    const ledger = createClaimLedger(store);
    const adding = ledger.add(ann, 'GHOST', keys(1));
    const forgetting = ledger.forget(ann, 'GHOST');
    await settled();
    appends[0]?.resolve(undefined);
    await Promise.all([adding, forgetting]);
    expect(await ledger.counts()).toEqual({});

    const again = ledger.add(ann, 'GHOST', keys(1));
    await settled();
    appends[1]?.resolve(undefined);
    await again;
    const claiming = ledger.claim({ [ann]: { GHOST: [algorithm] } });
    await settled();
    await ledger.forget(ann, 'GHOST');
    appends[2]?.reject(new Error('disk'));
    await expect(claiming).rejects.toThrow('disk');
    expect(await ledger.counts()).toEqual({});
  });
});

describe('a store', () => {
  it('is told that a key is gone before the key is given out (C7)', async () => {
    const { store, appends } = heldStore();
    const ledger = createClaimLedger(store);
    const adding = ledger.add(ann, 'GHOST', keys(1));
    await settled();
    appends[0]?.resolve(undefined);
    await adding;
    const given = vi.fn();
    const claiming = ledger.claim({ [ann]: { GHOST: [algorithm] } }).then(given);
    await settled();
    expect(appends[1]?.records).toEqual([{ type: 'claimed', userId: ann, deviceId: 'GHOST', keyId: `${algorithm}:0` }]);
    expect(given).not.toHaveBeenCalled();
    appends[1]?.resolve(undefined);
    await claiming;
    expect(given).toHaveBeenCalledWith({ [ann]: { GHOST: keys(1) } });
  });

  it('is told of nothing where only a fallback key is given', async () => {
    const store = memoryStore();
    const ledger = createClaimLedger(store);
    await ledger.add(ann, 'GHOST', { [`${algorithm}:last`]: fallback('spare') });
    await ledger.claim({ [ann]: { GHOST: [algorithm] } });
    expect(store.records).toHaveLength(1);
  });

  it('that fails makes the claim fail; the keys were given to nobody, and stay in their order', async () => {
    const store = memoryStore();
    const ledger = createClaimLedger(store);
    await ledger.add(ann, 'GHOST', keys(3));
    const append = vi.spyOn(store, 'append').mockRejectedValueOnce(new Error('disk'));
    const twice = { [ann]: { GHOST: [algorithm, algorithm] } };
    await expect(ledger.claim(twice)).rejects.toThrow('disk');
    append.mockRestore();
    expect(keyIds(await ledger.claim(twice))).toEqual([`${algorithm}:0`, `${algorithm}:1`]);
  });

  it('tells a later ledger which keys are left and which were claimed (C7)', async () => {
    const store = memoryStore();
    const first = createClaimLedger(store);
    await first.add(ann, 'GHOST', { ...keys(3), [`${algorithm}:last`]: fallback('spare') });
    await first.claim({ [ann]: { GHOST: [algorithm] } });

    const second = createClaimLedger(store);
    expect(await second.counts()).toEqual({ [ann]: { GHOST: { [algorithm]: 2 } } });
    await second.add(ann, 'GHOST', keys(1));
    const thrice = { [ann]: { GHOST: [algorithm, algorithm, algorithm] } };
    expect(keyIds(await second.claim(thrice))).toEqual([`${algorithm}:1`, `${algorithm}:2`, `${algorithm}:last`]);
    expect(await createClaimLedger(store).counts()).toEqual({ [ann]: { GHOST: { [algorithm]: 0 } } });
  });

  it('tells a later ledger with which keys the ids came, claimed or not (C8)', async () => {
    const store = memoryStore();
    const first = createClaimLedger(store);
    await first.add(ann, 'GHOST', { ...keys(2), 'other:0': fallback('spare') });
    await first.claim({ [ann]: { GHOST: [algorithm] } });
    const second = createClaimLedger(store);
    await second.add(ann, 'GHOST', keys(2));
    for (const id of [`${algorithm}:0`, `${algorithm}:1`]) {
      await expect(second.add(ann, 'GHOST', { [id]: key('another') })).rejects.toThrow(id);
    }
    expect(await second.counts(ann, 'GHOST')).toEqual({ [algorithm]: 1 });
  });

  it('that has left out with which key an id was claimed makes it known with any', async () => {
    const store = memoryStore();
    store.records.push({ type: 'claimed', userId: ann, deviceId: 'GHOST', keyId: `${algorithm}:0` });
    const ledger = createClaimLedger(store);
    await ledger.add(ann, 'GHOST', { [`${algorithm}:0`]: key('whatever') });
    expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 0 });
    await ledger.add(ann, 'GHOST', { [`${algorithm}:0`]: fallback('spare') });
    expect(keyIds(await ledger.claim({ [ann]: { GHOST: [algorithm] } }))).toEqual([`${algorithm}:0`]);
  });

  it('may leave out that a claimed key was added', async () => {
    const store = memoryStore();
    store.records.push({ type: 'claimed', userId: ann, deviceId: 'GHOST', keyId: `${algorithm}:0` });
    const ledger = createClaimLedger(store);
    await ledger.add(ann, 'GHOST', keys(2));
    expect(keyIds(await ledger.claim({ [ann]: { GHOST: [algorithm] } }))).toEqual([`${algorithm}:1`]);
  });

  it('is read once for concurrent calls, and again where that failed', async () => {
    const store = memoryStore();
    const read = vi.spyOn(store, 'read').mockRejectedValueOnce(new Error('disk'));
    const ledger = createClaimLedger(store);
    expect(await Promise.allSettled([ledger.counts(), ledger.counts()])).toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ]);
    expect(await Promise.all([ledger.counts(), ledger.counts()])).toEqual([{}, {}]);
    expect(read).toHaveBeenCalledTimes(2);
  });
});

it('gives none of 10,000 keys twice to 200 claimers at the same time (rule C7)', async () => {
  const records: ClaimRecord[] = [];
  let turn = 0;
  const store: ClaimStore = {
    read: () => [],
    // Answers out of order: every third append takes a turn of the event loop more.
    append: async (more) => {
      if (turn++ % 3 === 0) await settled();
      for (const record of more) records.push(record);
    },
  };
  const ledger = createClaimLedger(store);
  await ledger.add(ann, 'GHOST', keys(10_000));

  const given: string[] = [];
  const claimer = async (): Promise<void> => {
    for (;;) {
      const ids = keyIds(await ledger.claim({ [ann]: { GHOST: [algorithm, algorithm, algorithm] } }));
      if (ids.length === 0) return;
      given.push(...ids);
    }
  };
  await Promise.all(Array.from({ length: 200 }, claimer));
  expect(given).toHaveLength(10_000);
  expect(new Set(given).size).toBe(10_000);
  expect(records.filter(({ type }) => type === 'claimed')).toHaveLength(10_000);
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAppserviceHandler, createClaimLedger } from '../../src/appservice/index.js';
import { openClaimStore, openTransactionLog } from '../../src/node/index.js';
import type { OneTimeKey } from '../../src/types.js';
import { hsToken, send } from '../appservice/ask.js';
import { temporaryFolder } from './temporary-folder.js';

const pathOf = temporaryFolder();
const ann = '@ann:example.org';
const algorithm = 'signed_curve25519';

describe('openTransactionLog', () => {
  it('remembers the ids of earlier lives, the last ones of them (T7)', async () => {
    const log = await openTransactionLog(pathOf('log'), { capacity: 2 });
    for (const id of ['a', '__proto__', 'c']) await log.add(id);
    await log.close();
    const again = await openTransactionLog(pathOf('log'), { capacity: 2 });
    expect(['a', '__proto__', 'c', 'd'].map((id) => again.has(id))).toEqual([false, true, true, false]);
    await again.close();
  });

  it('keeps a handler from delivering what an earlier one has acknowledged (T7)', async () => {
    const delivered: string[] = [];
    for (let life = 0; life < 2; life++) {
      const transactions = await openTransactionLog(pathOf('log'));
      const handler = createAppserviceHandler(
        { transaction: (_, { id }) => delivered.push(id) },
        { hsToken, transactions },
      );
      expect(await send(handler, '1', { events: [] })).toMatchObject({ status: 200 });
      await transactions.close();
    }
    expect(delivered).toEqual(['1']);
  });

  it('knows an id that could not be written as long as it lives: it was delivered', async () => {
    const log = await openTransactionLog(pathOf('log'));
    await log.close();
    await expect(log.add('1')).rejects.toThrow('is closed');
    expect(await log.has('1')).toBe(true);
  });
});

describe('openClaimStore', () => {
  const keys = (from: number, to: number): Record<string, OneTimeKey> =>
    Object.fromEntries(
      Array.from({ length: to - from }, (_, n) => {
        const key = { key: `key ${from + n}`, signatures: { [ann]: { 'ed25519:GHOST': 'c2lnbmVk' } } };
        return [`${algorithm}:${from + n}`, key];
      }),
    );

  it('tells a later ledger what was added and claimed, and compacts to that (C7)', async () => {
    const path = pathOf('claims');
    const given: string[] = [];
    for (let life = 0; life < 4; life++) {
      const store = await openClaimStore(path);
      const ledger = createClaimLedger(store);
      await ledger.add(ann, 'GHOST', keys(0, 400 * (life + 1)));
      for (let n = 0; n < 350; n++) {
        const answer = await ledger.claim({ [ann]: { GHOST: [algorithm] } });
        given.push(...Object.keys(answer[ann]?.['GHOST'] ?? {}));
      }
      await store.close();
    }
    expect(given).toEqual(Array.from({ length: 1400 }, (_, n) => `${algorithm}:${n}`));
    const store = await openClaimStore(path);
    expect(await createClaimLedger(store).counts()).toEqual({ [ann]: { GHOST: { [algorithm]: 200 } } });
    await store.close();
    expect(readFileSync(path, 'utf8')).not.toContain('"key 0"');
  });

  it('keeps fallback keys, the latest of them last', async () => {
    const last = (key: string): Record<string, OneTimeKey> => ({
      [`${algorithm}:${key}`]: { key, fallback: true, signatures: {} },
    });
    const store = await openClaimStore(pathOf('claims'));
    const ledger = createClaimLedger(store);
    await ledger.add(ann, 'GHOST', last('old'));
    await ledger.add(ann, 'GHOST', last('new'));
    await store.close();
    const again = await openClaimStore(pathOf('claims'));
    const answer = await createClaimLedger(again).claim({ [ann]: { GHOST: [algorithm] } });
    expect(answer).toEqual({ [ann]: { GHOST: last('new') } });
    await again.close();
  });
});

import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveStoreKey } from '../../../src/encryption/machine/store-key.js';

describe('keys that are derived from the storeKey', () => {
  const storeKey = new Uint8Array(32).fill(1);

  it('are the same for the same purpose, and others for other purposes and other storeKeys', async () => {
    const keys = await Promise.all([
      deriveStoreKey(storeKey, 'a'),
      deriveStoreKey(storeKey, 'a'),
      deriveStoreKey(storeKey, 'b'),
      deriveStoreKey(new Uint8Array(32), 'a'),
    ]);
    const texts = keys.map((key) => Buffer.from(key).toString('hex'));
    expect(texts[0]).toBe(texts[1]);
    expect(new Set(texts).size).toBe(3);
    expect(keys.map(({ length }) => length)).toEqual([32, 32, 32, 32]);
  });

  it('stay what they are: a store that was written is read by later versions', async () => {
    const key = await deriveStoreKey(storeKey, 'a purpose');
    const expected = hkdfSync('sha256', storeKey, '', 'matrix-encrypted-appservice a purpose', 32);
    expect(Buffer.from(key)).toEqual(Buffer.from(expected));
  });
});

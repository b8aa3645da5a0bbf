import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/appservice/memory-store.js';
import { describeStore } from '../helpers/store-suite.js';

describeStore('createMemoryStore', () => {
  const store = createMemoryStore();
  return Promise.resolve({ store, dispose: () => store.close() });
});

describe('createMemoryStore', () => {
  it('tells arrivals and leases by the clock that it is given (R5)', async () => {
    let nowMs = 1000;
    const { inbox, lease } = createMemoryStore({ now: () => nowMs });
    await inbox.accept({ id: '1', digests: [], compose: () => '{}' });
    expect(await inbox.nextTransaction()).toMatchObject({ arrivedAtMs: 1000 });
    await lease.acquire('one', 500);
    nowMs = 1499;
    expect(await lease.acquire('other', 500)).toBeUndefined();
    nowMs = 1500;
    expect(await lease.acquire('other', 500)).toBe(2);
  });
});

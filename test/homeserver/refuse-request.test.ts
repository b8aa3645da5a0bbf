import { describe, expect, it } from 'vitest';
import { MatrixHttpError } from '../../src/errors.js';
import { refuseLargeClaim, refuseLargeQuery } from '../../src/homeserver/refuse-request.js';
import type { KeyQuery, UserId } from '../../src/types.js';
import { deviceKeysOf } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';

const viewer = { userId: '@bob:example.org' };
const manyUsers = <T>(count: number, of: T): Record<UserId, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`@irc_${i}:example.org`, of]));
const refused = expect.objectContaining({ status: 400, errcode: 'M_INVALID_PARAM' }) as Error;

describe('refuseLargeQuery', () => {
  it('refuses a query for more than 50,000 users, or 100,000 devices (S9)', () => {
    refuseLargeQuery(manyUsers(50_000, ['A', 'B']));
    expect(() => {
      refuseLargeQuery(manyUsers(50_001, []));
    }).toThrow(refused);
    expect(() => {
      refuseLargeQuery({ ...manyUsers(49_999, ['A', 'B']), '@a:b': ['A', 'B', 'C'] });
    }).toThrow(refused);
  });
});

describe('refuseLargeClaim', () => {
  it('refuses a claim for more than 50,000 users, or 100,000 keys (S9)', () => {
    refuseLargeClaim(manyUsers(50_000, { D: ['a'], E: ['a'] }));
    expect(() => {
      refuseLargeClaim(manyUsers(50_001, {}));
    }).toThrow(refused);
    expect(() => {
      refuseLargeClaim({ '@a:b': { D: Array<string>(100_001).fill('a') } });
    }).toThrow(refused);
  });
});

describe('the key proxy', () => {
  it('refuses what is too large with an error for HTTP, and asks nobody (S9)', async () => {
    const local = createLocalKeys();
    const { proxy, requests } = proxyOver({ irc: {} }, local);
    await expect(proxy.queryKeys(manyUsers(50_001, []), viewer)).rejects.toBeInstanceOf(MatrixHttpError);
    await expect(proxy.claimKeys(manyUsers(50_001, { D: ['a'] }))).rejects.toBeInstanceOf(MatrixHttpError);
    expect([requests, local.calls]).toEqual([[], []]);
  });

  it('gives others their turn while it goes through many users (S9)', async () => {
    const { proxy, requests } = proxyOver({ irc: { queryKeys: (query) => answerTo(query), claimKeys: () => ({}) } });
    let turns = 0;
    const timer = setInterval(() => (turns += 1));
    const { device_keys } = await proxy.queryKeys(manyUsers(4001, []), viewer);
    const during = turns;
    await proxy.claimKeys(manyUsers(4001, { D: ['a'] }));
    const duringClaim = turns - during;
    const devices = Array.from({ length: 1001 }, (_, i) => [`D${i}`, ['a']]);
    await proxy.claimKeys({ '@irc_0:example.org': Object.fromEntries(devices) as Record<string, string[]> });
    clearInterval(timer);
    expect(Object.keys(device_keys ?? {})).toHaveLength(4001);
    expect(requests).toHaveLength(11);
    expect(during).toBeGreaterThanOrEqual(6);
    expect(duringClaim).toBeGreaterThanOrEqual(9);
    expect(turns - during - duringClaim).toBeGreaterThanOrEqual(5);
  });
});

function answerTo(query: KeyQuery) {
  const users = Object.keys(query);
  return { device_keys: Object.fromEntries(users.map((userId) => [userId, { D: deviceKeysOf(userId, 'D') }])) };
}

import { describe, expect, it } from 'vitest';
import { BackingOffError, ConnectionError, MatrixHttpError, QueueFullError, TimeoutError } from '../../src/errors.js';
import { hideNothing } from '../../src/hide-secrets.js';
import { lostKeys, mayHaveGivenKeys, possiblyLostKeys } from '../../src/homeserver/lost-keys.js';
import type { KeyClaim, KeyClaimResponse, OneTimeKey } from '../../src/types.js';
import { hanging } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';
import { eventually } from '../helpers/eventually.js';

const ann = '@irc_ann:example.org';
const ben = '@xmpp_ben:example.org';
const algorithm = 'signed_curve25519';
const key = (name: string): OneTimeKey => ({ key: name, signatures: {} });
const fallback: OneTimeKey = { key: 'fallback', signatures: {}, fallback: true };
const keys = (userId: string, byId: Record<string, OneTimeKey>): KeyClaimResponse => ({ [userId]: { D: byId } });
const claimOf = (count: number, userId = ann): KeyClaim => ({ [userId]: { D: Array<string>(count).fill(algorithm) } });

/** What is reported where nobody knows whether the appservice has given keys. */
const possiblyLost = (count: number) => ({
  code: 'claimed-key-lost',
  severity: 'warning',
  registrationId: 'irc',
  pointer: `/${ann}/D/${algorithm}`,
  message: expect.stringContaining(`${count} claimed`) as string,
});

describe('the key proxy, when claimed keys do not reach who asked', () => {
  it('reports a claim that was sent and not answered in time, by user, device and algorithm (N3, C4)', async () => {
    const { proxy, findings, failures } = proxyOver({ irc: hanging }, createLocalKeys(), { timeoutMs: 100 });
    expect(await proxy.claimKeys(claimOf(3))).toEqual({});
    expect(findings).toEqual([possiblyLost(3)]);
    expect(failures).toMatchObject([{ operation: 'claimKeys', error: { code: 'TIMEOUT' } }]);
    expect(proxy.metrics()).toMatchObject({ lostKeys: 3, droppedEntries: 0 });
  });

  it('reports a claim whose caller stopped waiting after it was sent, though that is no failure', async () => {
    const controller = new AbortController();
    const { proxy, requests, findings, failures } = proxyOver({ irc: hanging });
    const answer = proxy.claimKeys(claimOf(1), { signal: controller.signal });
    await eventually(() => {
      expect(requests).toHaveLength(1);
    });
    controller.abort();
    expect(await answer).toEqual({});
    expect(findings).toEqual([possiblyLost(1)]);
    expect(failures).toEqual([]);
  });

  it('reports nothing of a claim that was not sent: its caller had gone, or too many were waiting', async () => {
    const { proxy, findings, requests } = proxyOver({ irc: hanging }, createLocalKeys(), {
      maxConcurrent: 1,
      timeoutMs: 100,
    });
    await proxy.claimKeys(claimOf(1), { signal: AbortSignal.abort() });
    const all = Array.from({ length: 12 }, () => proxy.claimKeys(claimOf(1)));
    await Promise.all(all);
    expect(requests).toHaveLength(1);
    expect(findings).toEqual([possiblyLost(1)]);
  });

  it.each([
    ['an error of its own', () => Response.json({ errcode: 'M_UNKNOWN' }, { status: 500 }), 1],
    ['what cannot be read', () => new Response('<html>'), 1],
    ['a refusal', () => Response.json({ errcode: 'M_FORBIDDEN' }, { status: 403 }), 0],
    ['that it knows no such route', () => new Response(null, { status: 404 }), 0],
  ])('tells, of an appservice that answers with %s, whether it may have given keys', async (_, answer, count) => {
    const { proxy, findings } = proxyOver({ irc: answer });
    await proxy.claimKeys(claimOf(1));
    expect(findings).toHaveLength(count);
    expect(proxy.metrics().lostKeys).toBe(count);
  });

  it('counts what is dropped of an answer: keys beyond the count and of others (C4)', async () => {
    const answer = { ...keys(ann, { [`${algorithm}:1`]: key('1'), [`${algorithm}:2`]: key('2') }), ...keys(ben, {}) };
    const { proxy, findings } = proxyOver({ irc: { claimKeys: () => answer } });
    await proxy.claimKeys(claimOf(1));
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['key-beyond-count', `/${ann}/D/${algorithm}:2`],
      ['user-not-asked', `/${ben}`],
    ]);
    expect(proxy.metrics()).toMatchObject({ lostKeys: 2, droppedEntries: 2 });
  });

  it('reports a key under an ID that the homeserver has given another key under, and fills in the fallback key (C1)', async () => {
    const local = createLocalKeys({
      oneTimeKeys: keys(ann, { [`${algorithm}:1`]: key('homeserver') }),
      fallbackKeys: keys(ann, { [`${algorithm}:F`]: fallback }),
    });
    const { proxy, findings } = proxyOver(
      { irc: { claimKeys: () => keys(ann, { [`${algorithm}:1`]: key('x') }) } },
      local,
    );
    expect(await proxy.claimKeys(claimOf(2))).toEqual(
      keys(ann, { [`${algorithm}:1`]: key('homeserver'), [`${algorithm}:F`]: fallback }),
    );
    expect(findings).toMatchObject([
      { code: 'claimed-key-lost', severity: 'error', registrationId: 'irc', pointer: `/${ann}/D/${algorithm}:1` },
    ]);
    expect(proxy.metrics().lostKeys).toBe(1);
  });

  it('reports every appservice’s keys when the homeserver’s own store fails after they were claimed', async () => {
    const local = { ...createLocalKeys(), fallbackKeys: () => Promise.reject(new Error('the database is gone')) };
    const { proxy, findings } = proxyOver(
      {
        irc: { claimKeys: () => keys(ann, { [`${algorithm}:hs-token-of-irc`]: key('irc') }) },
        xmpp: { claimKeys: () => keys(ben, { [`${algorithm}:2`]: key('xmpp') }) },
      },
      local,
    );
    await expect(proxy.claimKeys({ ...claimOf(2), ...claimOf(1, ben) })).rejects.toThrow('the database is gone');
    expect(findings.map(({ registrationId, pointer }) => `${registrationId} ${pointer}`).sort()).toEqual([
      `irc /${ann}/D/${algorithm}:[hidden]`, // no finding repeats a token (S5)
      `xmpp /${ben}/D/${algorithm}:2`,
    ]);
    expect(proxy.metrics().lostKeys).toBe(2);
  });

  it('reports nothing when every key reaches who asked', async () => {
    const { proxy, findings } = proxyOver({ irc: { claimKeys: () => keys(ann, { [`${algorithm}:1`]: key('1') }) } });
    await proxy.claimKeys(claimOf(1));
    expect(findings).toEqual([]);
    expect(proxy.metrics().lostKeys).toBe(0);
  });
});

describe('mayHaveGivenKeys', () => {
  it.each([
    [new TimeoutError(1), true],
    [new ConnectionError('ECONNRESET'), true],
    [new ConnectionError(undefined), true],
    [new ConnectionError('ECONNREFUSED'), false],
    [new ConnectionError('ENOTFOUND'), false],
    [new MatrixHttpError(502), true],
    [new MatrixHttpError(429), false],
    [new BackingOffError(1), false],
    [new QueueFullError(1), false],
    ['the reason of a signal', true],
  ])('of a claim that failed with %s: %s', (reason, expected) => {
    expect(mayHaveGivenKeys(reason)).toBe(expected);
  });
});

describe('possiblyLostKeys and lostKeys', () => {
  it('have one finding for each algorithm of a device, and for each key', () => {
    const { count, findings } = possiblyLostKeys({ [ann]: { D: ['a', 'b', 'a'], E: ['a'] } }, hideNothing);
    expect(count).toBe(4);
    expect(findings.map(({ pointer, message }) => `${pointer} ${message.slice(0, 9)}`)).toEqual([
      `/${ann}/D/a 2 claimed`,
      `/${ann}/D/b 1 claimed`,
      `/${ann}/E/a 1 claimed`,
    ]);
    expect(lostKeys(keys(ann, { 'a:1': 'key', 'a:2': 'key' }), 'why', hideNothing)).toMatchObject({
      count: 2,
      findings: [{ pointer: `/${ann}/D/a:1`, message: 'why', severity: 'error' }, { pointer: `/${ann}/D/a:2` }],
    });
  });

  it('count all keys, though they list a limited number (S2)', () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`D${i}`, ['a']]));
    const { count, findings } = possiblyLostKeys({ [ann]: many }, hideNothing);
    expect([count, findings.length]).toEqual([3000, 1001]);
  });
});

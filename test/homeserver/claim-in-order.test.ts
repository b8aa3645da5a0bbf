import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings.js';
import { createKeyProxy, type KeyProxyFailure } from '../../src/homeserver/index.js';
import type { KeyClaim, KeyClaimResponse, OneTimeKey } from '../../src/types.js';
import { createAppservices, type FakeAppservice } from '../helpers/appservices.js';
import { createLocalKeys, type FakeLocalKeys } from '../helpers/local-keys.js';

const ann = '@irc_ann:example.org';
const ben = '@xmpp_ben:example.org';
const algorithm = 'signed_curve25519';

const key = (name: string): OneTimeKey => ({ key: name, signatures: {} });
const fallback = (name: string): OneTimeKey => ({ key: name, signatures: {}, fallback: true });
const keys = (userId: string, byId: Record<string, OneTimeKey>): KeyClaimResponse => ({ [userId]: { D: byId } });
const claimOf = (count: number, userId = ann): KeyClaim => ({ [userId]: { D: Array<string>(count).fill(algorithm) } });

/** An appservice that answers every claim with the same keys, and notes what it was asked. */
function holder(answer: KeyClaimResponse, asked: KeyClaim[] = []): FakeAppservice {
  return {
    claimKeys: (claim) => {
      asked.push(claim);
      return answer;
    },
  };
}

function proxyOver(
  appservices: Record<string, FakeAppservice>,
  local: FakeLocalKeys = createLocalKeys(),
  timeoutMs?: number,
) {
  const { registrations, fetch, requests } = createAppservices(appservices);
  const findings: Finding[] = [];
  const failures: KeyProxyFailure[] = [];
  const proxy = createKeyProxy({
    serverName: 'example.org',
    registrations,
    local,
    fetch,
    timeoutMs,
    onFinding: (finding) => findings.push(finding),
    onFailure: (failure) => failures.push(failure),
  });
  return { proxy, requests, findings, failures };
}

describe('the key proxy, claiming keys', () => {
  it('gives the homeserver’s one-time keys first, and does not ask the appservice when they suffice (C1)', async () => {
    const local = createLocalKeys({ oneTimeKeys: keys(ann, { [`${algorithm}:H`]: key('homeserver') }) });
    const { proxy, requests } = proxyOver({ irc: holder(keys(ann, { [`${algorithm}:A`]: key('appservice') })) }, local);
    expect(await proxy.claimKeys(claimOf(1))).toEqual(keys(ann, { [`${algorithm}:H`]: key('homeserver') }));
    expect(requests).toEqual([]);
  });

  it('asks the appservice for exactly what is missing (rule C1)', async () => {
    const asked: KeyClaim[] = [];
    const local = createLocalKeys({ oneTimeKeys: keys(ann, { [`${algorithm}:H`]: key('homeserver') }) });
    const { proxy } = proxyOver({ irc: holder(keys(ann, { [`${algorithm}:A`]: key('appservice') }), asked) }, local);
    expect(await proxy.claimKeys(claimOf(2))).toEqual(
      keys(ann, { [`${algorithm}:H`]: key('homeserver'), [`${algorithm}:A`]: key('appservice') }),
    );
    expect(asked).toEqual([claimOf(1)]);
    expect(local.calls).toEqual(['claimKeys']);
  });

  it('fills in the homeserver’s fallback key where nothing else is there, and marks it as used (C1, C3)', async () => {
    const local = createLocalKeys({ fallbackKeys: keys(ann, { [`${algorithm}:F`]: fallback('homeserver') }) });
    const { proxy } = proxyOver({ irc: holder({}) }, local);
    expect(await proxy.claimKeys(claimOf(3))).toEqual(keys(ann, { [`${algorithm}:F`]: fallback('homeserver') }));
    expect(local.markedAsUsed).toEqual([`${ann} D ${algorithm}`]);
  });

  it('fills in a fallback key once when keys are short, and does not mark it as used beside a one-time key (rule C3)', async () => {
    const local = createLocalKeys({
      oneTimeKeys: keys(ann, { [`${algorithm}:H`]: key('homeserver') }),
      fallbackKeys: keys(ann, { [`${algorithm}:F`]: fallback('homeserver') }),
    });
    const { proxy } = proxyOver({ irc: holder({}) }, local);
    expect(Object.keys((await proxy.claimKeys(claimOf(3)))[ann]?.['D'] ?? {})).toEqual([
      `${algorithm}:H`,
      `${algorithm}:F`,
    ]);
    expect(local.markedAsUsed).toEqual([]);
  });

  it('prefers the appservice’s fallback key to the homeserver’s (C1)', async () => {
    const local = createLocalKeys({ fallbackKeys: keys(ann, { [`${algorithm}:F`]: fallback('homeserver') }) });
    const { proxy } = proxyOver({ irc: holder(keys(ann, { [`${algorithm}:AF`]: fallback('appservice') })) }, local);
    expect(await proxy.claimKeys(claimOf(2))).toEqual(keys(ann, { [`${algorithm}:AF`]: fallback('appservice') }));
    expect(local.markedAsUsed).toEqual([]);
  });

  it('leaves an appservice’s fallback key out when there are one-time keys enough (C1)', async () => {
    const answer = keys(ann, { [`${algorithm}:A`]: key('one-time'), [`${algorithm}:AF`]: fallback('fallback') });
    const { proxy } = proxyOver({ irc: holder(answer) });
    expect(await proxy.claimKeys(claimOf(1))).toEqual(keys(ann, { [`${algorithm}:A`]: key('one-time') }));
  });

  it('with includeFallback gives one fallback key beside the one-time keys: the appservice’s if it sent one (rule C5)', async () => {
    const answer = keys(ann, { [`${algorithm}:A`]: key('one-time'), [`${algorithm}:AF`]: fallback('fallback') });
    const { proxy } = proxyOver({ irc: holder(answer) });
    expect(await proxy.claimKeys(claimOf(1), { includeFallback: true })).toEqual(answer);
  });

  it('with includeFallback takes the homeserver’s, unmarked, if the appservice sent none (C5)', async () => {
    const local = createLocalKeys({ fallbackKeys: keys(ann, { [`${algorithm}:F`]: fallback('homeserver') }) });
    const { proxy } = proxyOver({ irc: holder(keys(ann, { [`${algorithm}:A`]: key('one-time') })) }, local);
    expect(Object.keys((await proxy.claimKeys(claimOf(1), { includeFallback: true }))[ann]?.['D'] ?? {})).toEqual([
      `${algorithm}:A`,
      `${algorithm}:F`,
    ]);
    expect(local.markedAsUsed).toEqual([]);
  });

  it('counts algorithms apart: one short of keys does not touch another (C2)', async () => {
    const local = createLocalKeys({
      oneTimeKeys: keys(ann, { 'signed:H': key('homeserver') }),
      fallbackKeys: keys(ann, { [`${algorithm}:F`]: fallback('homeserver'), 'signed:F': fallback('untouched') }),
    });
    const { proxy } = proxyOver({ irc: holder({}) }, local);
    const answer = await proxy.claimKeys({ [ann]: { D: ['signed', algorithm] } });
    expect(Object.keys(answer[ann]?.['D'] ?? {})).toEqual(['signed:H', `${algorithm}:F`]);
    expect(local.markedAsUsed).toEqual([`${ann} D ${algorithm}`]);
  });

  it('claims at most five keys of an algorithm at once (rule C6)', async () => {
    const asked: KeyClaim[] = [];
    const { proxy } = proxyOver({ irc: holder({}, asked) });
    await proxy.claimKeys(claimOf(9));
    expect(asked).toEqual([claimOf(5)]);
  });

  it('drops and reports keys of others and keys beyond the count (C4)', async () => {
    const answer = { ...keys(ann, { [`${algorithm}:1`]: key('1'), [`${algorithm}:2`]: key('2') }), ...keys(ben, {}) };
    const { proxy, findings } = proxyOver({ irc: holder(answer) });
    expect(await proxy.claimKeys(claimOf(1))).toEqual(keys(ann, { [`${algorithm}:1`]: key('1') }));
    expect(findings.map(({ code }) => code).sort()).toEqual(['key-beyond-count', 'user-not-asked']);
  });

  it('asks several owners, each for its own users, and joins their keys', async () => {
    const asked: KeyClaim[] = [];
    const { proxy } = proxyOver({
      irc: holder(keys(ann, { [`${algorithm}:A`]: key('irc') }), asked),
      xmpp: holder(keys(ben, { [`${algorithm}:B`]: key('xmpp') }), asked),
    });
    const answer = await proxy.claimKeys({ ...claimOf(1, ann), ...claimOf(1, ben), '@bob:example.org': { D: ['x'] } });
    expect(answer).toEqual({
      ...keys(ann, { [`${algorithm}:A`]: key('irc') }),
      ...keys(ben, { [`${algorithm}:B`]: key('xmpp') }),
    });
    expect(asked).toEqual(expect.arrayContaining([claimOf(1, ann), claimOf(1, ben)]));
  });

  it('never sends a claim a second time when its fate is unknown, and falls back (N3)', async () => {
    const local = createLocalKeys({ fallbackKeys: keys(ann, { [`${algorithm}:F`]: fallback('homeserver') }) });
    const { proxy, requests, failures } = proxyOver({ irc: () => new Promise(() => undefined) }, local, 100);
    expect(await proxy.claimKeys(claimOf(1))).toEqual(keys(ann, { [`${algorithm}:F`]: fallback('homeserver') }));
    expect(requests).toHaveLength(1);
    expect(failures).toMatchObject([{ operation: 'claimKeys', error: { code: 'TIMEOUT' } }]);
  });

  it('gives out what was asked for alone, though the homeserver’s own store answers from a fixed table (C1, C4)', async () => {
    const fixed = {
      ...createLocalKeys(),
      claimKeys: () => Promise.resolve(keys(ann, { [`${algorithm}:1`]: key('1'), [`${algorithm}:2`]: key('2') })),
      fallbackKeys: () =>
        Promise.resolve({
          [ann]: { D: { [`${algorithm}:F`]: fallback('F') }, E: { [`${algorithm}:G`]: fallback('G') } },
        }),
    };
    const { proxy } = proxyOver({ irc: holder({}) }, fixed);
    const answer = await proxy.claimKeys({ [ann]: { D: [algorithm], E: [algorithm] } });
    expect(answer).toEqual({
      [ann]: { D: { [`${algorithm}:1`]: key('1') }, E: { [`${algorithm}:G`]: fallback('G') } },
    });
  });

  it('takes a claim of nothing, and of names that are no user IDs, for an empty one (W5)', async () => {
    const { proxy, requests } = proxyOver({ irc: holder({}) });
    expect(await proxy.claimKeys({})).toEqual({});
    expect(await proxy.claimKeys({ irc_ann: { D: [algorithm] } } as KeyClaim)).toEqual({});
    expect(requests).toEqual([]);
  });
});

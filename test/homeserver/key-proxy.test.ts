import { describe, expect, it } from 'vitest';
import { createPathMemory } from '../../src/paths/path-memory.js';
import type { KeyQuery, KeyQueryResponse } from '../../src/types.js';
import { crossSigningKeyOf, deviceKeysOf, registrationOf, type FakeAppservice } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';

const ann = '@irc_ann:example.org';
const ben = '@xmpp_ben:example.org';
const viewer = { userId: '@bob:example.org' };

function deviceAnswer(userId: string, deviceId: string, mark?: string): FakeAppservice {
  return { queryKeys: () => ({ device_keys: { [userId]: { [deviceId]: deviceKeysOf(userId, deviceId, mark) } } }) };
}

describe('the key proxy, asked for keys', () => {
  it('puts the appservice’s devices on top of the homeserver’s, and keeps the ones only the homeserver knows (M1)', async () => {
    const local = createLocalKeys({
      keys: {
        device_keys: {
          [ann]: { NEW: deviceKeysOf(ann, 'NEW', 'homeserver'), OLD: deviceKeysOf(ann, 'OLD', 'homeserver') },
        },
        failures: { 'gone.example': {} },
      },
    });
    const { proxy } = proxyOver({ irc: deviceAnswer(ann, 'NEW') }, local);

    expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toEqual({
      device_keys: { [ann]: { NEW: deviceKeysOf(ann, 'NEW'), OLD: deviceKeysOf(ann, 'OLD', 'homeserver') } },
      failures: { 'gone.example': {} },
    });
  });

  it('changes nothing of the homeserver’s answer, unless that is its own (M5)', async () => {
    const held = (): KeyQueryResponse => ({ device_keys: { [ann]: { OLD: deviceKeysOf(ann, 'OLD') } } });
    const both = { device_keys: { [ann]: { OLD: deviceKeysOf(ann, 'OLD'), NEW: deviceKeysOf(ann, 'NEW') } } };

    const kept = held();
    const { proxy } = proxyOver({ irc: deviceAnswer(ann, 'NEW') }, createLocalKeys({ keys: kept }));
    expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toEqual(both);
    expect(kept).toEqual(held());

    const given = held();
    const owning = proxyOver({ irc: deviceAnswer(ann, 'NEW') }, createLocalKeys({ keys: given }), {
      ownsLocalAnswers: true,
    });
    expect(await owning.proxy.queryKeys({ [ann]: [] }, viewer)).toEqual(both);
    expect(given).toEqual(both);
  });

  it('asks each owner once, for its own users alone, and keeps what all of them answer (M2, G4)', async () => {
    const asked: KeyQuery[] = [];
    const answer = (userId: string): FakeAppservice => ({
      queryKeys: (query) => {
        asked.push(query);
        return { device_keys: { [userId]: { D: deviceKeysOf(userId, 'D') } } };
      },
    });
    const { proxy, requests } = proxyOver({ irc: answer(ann), xmpp: answer(ben) });
    const query: KeyQuery = { [ann]: [], [ben]: ['D'], '@bob:example.org': [], '@irc_ann:elsewhere.org': [] };

    const { device_keys } = await proxy.queryKeys(query, viewer);

    expect(Object.keys(device_keys ?? {}).sort()).toEqual([ann, ben]);
    expect(asked).toEqual(expect.arrayContaining([{ [ann]: [] }, { [ben]: ['D'] }]));
    expect(requests).toHaveLength(2);
  });

  it('asks nobody for users that no appservice owns', async () => {
    const { proxy, requests } = proxyOver({ irc: deviceAnswer(ann, 'D') });
    await proxy.queryKeys({ '@bob:example.org': [], '@irc_ann:elsewhere.org': [], irc_ann: [] } as KeyQuery, viewer);
    expect(requests).toEqual([]);
  });

  it.each([null, ''])('never calls a registration whose url is %j (rule N9)', async (url) => {
    const { proxy, failures } = proxyOver({}, createLocalKeys(), { registrations: [registrationOf('irc', { url })] });
    expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toEqual({ device_keys: {} });
    expect(failures).toEqual([]);
  });

  it('drops what an appservice says of users it was not asked for, and reports it (M3)', async () => {
    const poacher: FakeAppservice = {
      queryKeys: () => ({
        device_keys: { [ben]: { EVIL: deviceKeysOf(ben, 'EVIL') }, [ann]: { D: deviceKeysOf(ann, 'D') } },
      }),
    };
    const { proxy, findings } = proxyOver({ irc: poacher, xmpp: deviceAnswer(ben, 'GOOD') });

    const { device_keys } = await proxy.queryKeys({ [ann]: [], [ben]: [] }, viewer);

    expect(Object.keys(device_keys?.[ben] ?? {})).toEqual(['GOOD']);
    expect(findings).toMatchObject([{ code: 'user-not-asked', registrationId: 'irc', pointer: `/device_keys/${ben}` }]);
  });

  const uselessAnswers: [string, () => Response | Promise<Response>, string][] = [
    ['an error', () => Response.json({ errcode: 'M_UNKNOWN' }, { status: 500 }), 'MATRIX_HTTP'],
    ['an array', () => Response.json([]), 'INVALID_ANSWER'],
    ['no JSON', () => new Response('<html>'), 'INVALID_ANSWER'],
    ['an unknown route', () => new Response(null, { status: 404 }), 'UNRECOGNIZED_ENDPOINT'],
    ['a refusal', () => Response.json({ errcode: 'M_FORBIDDEN' }, { status: 403 }), 'MATRIX_HTTP'],
    ['no connection', () => Promise.reject(new TypeError('fetch failed')), 'CONNECTION_FAILED'],
    ['no response', () => undefined as unknown as Response, 'CONNECTION_FAILED'],
    ['a hang', () => new Promise(() => undefined), 'TIMEOUT'],
  ];
  it.each(uselessAnswers)(
    'takes %s for no information, and keeps everybody else’s keys (rule N7)',
    async (_, answer, code) => {
      const local = createLocalKeys({
        keys: { device_keys: { [ann]: { OLD: deviceKeysOf(ann, 'OLD', 'homeserver') } } },
      });
      const timeoutMs = code === 'TIMEOUT' ? 100 : undefined;
      const { proxy, failures } = proxyOver({ irc: answer, xmpp: deviceAnswer(ben, 'D') }, local, { timeoutMs });

      expect(await proxy.queryKeys({ [ann]: [], [ben]: [] }, viewer)).toEqual({
        device_keys: { [ann]: { OLD: deviceKeysOf(ann, 'OLD', 'homeserver') }, [ben]: { D: deviceKeysOf(ben, 'D') } },
      });
      expect(failures).toMatchObject([{ registrationId: 'irc', operation: 'queryKeys', error: { code } }]);
    },
  );

  it('says how long it took until a call failed', async () => {
    let nowMs = 1000;
    const slow: FakeAppservice = () => {
      nowMs += 250;
      return new Response('<html>');
    };
    const { proxy, failures } = proxyOver({ irc: slow }, createLocalKeys(), { now: () => nowMs });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(failures).toMatchObject([{ durationMs: 250 }]);
  });

  it('asks an appservice that knows no such route on both paths, and then leaves it alone until it is forgotten (N5)', async () => {
    let nowMs = 0;
    const { proxy, requests, failures } = proxyOver({ irc: {} }, createLocalKeys(), {
      now: () => nowMs,
      random: () => 0,
    });
    const ask = () => proxy.queryKeys({ [ann]: [] }, viewer);

    await ask();
    expect(requests).toEqual([
      'irc /_matrix/app/unstable/org.matrix.msc3984/keys/query',
      'irc /_matrix/app/v1/keys/query',
    ]);
    nowMs += 5 * 60_000 - 1;
    await ask();
    expect(requests).toHaveLength(2);
    expect(failures.at(-1)?.error).toMatchObject({ code: 'BACKING_OFF', retryAtMs: 5 * 60_000 });
    nowMs += 1;
    await ask();
    expect(requests).toHaveLength(4);
    proxy.forget('irc');
    await ask();
    expect(requests).toHaveLength(6);
  });

  it('shows a viewer only the signatures and user-signing keys that are theirs to see (M7)', async () => {
    const signed = {
      ...crossSigningKeyOf(ann, 'master'),
      signatures: { [ann]: { 'ed25519:D': 'own' }, '@bob:example.org': { 'ed25519:B': 'bob’s' }, '@eve:x': { k: 's' } },
    };
    const appservice: FakeAppservice = {
      queryKeys: () => ({
        master_keys: { [ann]: signed },
        user_signing_keys: { [ann]: crossSigningKeyOf(ann, 'user_signing', 'master') },
      }),
    };
    const { proxy } = proxyOver({ irc: appservice });

    const forBob = await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(Object.keys(forBob.master_keys?.[ann]?.signatures ?? {})).toEqual([ann, '@bob:example.org']);
    expect(forBob.user_signing_keys?.[ann]).toBeUndefined();
    const forAnn = await proxy.queryKeys({ [ann]: [] }, { userId: ann });
    expect(Object.keys(forAnn.user_signing_keys ?? {})).toEqual([ann]);
    const forServer = await proxy.queryKeys({ [ann]: [] }, { serverName: 'remote.example' });
    expect(Object.keys(forServer.master_keys?.[ann]?.signatures ?? {})).toEqual([ann]);
    expect(forServer).toHaveProperty('device_keys');
    expect(forServer).not.toHaveProperty('user_signing_keys');
  });

  it('refuses another server’s question for users of a third, and asks nobody (rule M10)', async () => {
    const local = createLocalKeys();
    const { proxy, requests } = proxyOver({ irc: deviceAnswer(ann, 'D') }, local);
    const query: KeyQuery = { [ann]: [], '@irc_ann:elsewhere.org': [] };
    await expect(proxy.queryKeys(query, { serverName: 'remote.example' })).rejects.toMatchObject({
      status: 400,
      errcode: 'M_INVALID_PARAM',
    });
    expect([...requests, ...local.calls]).toEqual([]);
  });

  it('reports a self-signing key that the master key beside it has not signed, and gives it out all the same (M8)', async () => {
    const appservice: FakeAppservice = {
      queryKeys: () => ({
        master_keys: { [ann]: crossSigningKeyOf(ann, 'master') },
        self_signing_keys: { [ann]: crossSigningKeyOf(ann, 'self_signing', 'another') },
        user_signing_keys: { [ann]: crossSigningKeyOf(ann, 'user_signing', 'master') },
      }),
    };
    const { proxy, findings } = proxyOver({ irc: appservice });
    const { self_signing_keys } = await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(self_signing_keys).toHaveProperty([ann]);
    expect(findings).toMatchObject([{ code: 'unsigned-cross-signing-key', pointer: `/self_signing_keys/${ann}` }]);
  });

  it('says with each failure and finding whose it is, of what, and how long it took by the clock that it was given (N7, M8)', async () => {
    const clock = { nowMs: 1_000_000 };
    const reports: object[] = [];
    const answer = {
      master_keys: { [ann]: crossSigningKeyOf(ann, 'master') },
      self_signing_keys: { [ann]: crossSigningKeyOf(ann, 'self_signing', 'another') },
    };
    const irc: FakeAppservice = {
      queryKeys() {
        clock.nowMs += 30;
        return answer;
      },
      claimKeys() {
        clock.nowMs += 40;
        throw new Error('out of order');
      },
    };
    const { proxy } = proxyOver({ irc }, createLocalKeys(), {
      now: () => clock.nowMs,
      onFinding: ({ code }, context) => reports.push({ code, ...context }),
      onFailure: ({ registrationId, operation, error, durationMs }) =>
        reports.push({ code: error.code, registrationId, operation, durationMs }),
    });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    await proxy.claimKeys({ [ann]: { D: ['signed_curve25519'] } });
    expect(reports).toEqual([
      { code: 'unsigned-cross-signing-key', registrationId: 'irc', operation: 'queryKeys', durationMs: 30 },
      { code: 'MATRIX_HTTP', registrationId: 'irc', operation: 'claimKeys', durationMs: 40 },
      { code: 'claimed-key-lost', registrationId: 'irc', operation: 'claimKeys', durationMs: 40 },
    ]);
  });

  it('never shows an appservice’s tokens in a finding, even if it sends them back (S5)', async () => {
    const echo = () => Response.json({ device_keys: { '@hs-token-of-irc:example.org': {}, '@as-token-of-irc:x': {} } });
    const { proxy, findings } = proxyOver({ irc: echo });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(findings.map(({ pointer }) => pointer)).toEqual([
      '/device_keys/@[hidden]:example.org',
      '/device_keys/@[hidden]:x',
    ]);
  });

  it('knows tokens as a pointer has them, with slashes and tildes escaped (S5)', async () => {
    const registrations = [registrationOf('irc', { hs_token: 'to~ken/of+irc=' })];
    const echo = () => Response.json({ device_keys: { '@to~ken/of+irc=:x': {} } });
    const { proxy, findings } = proxyOver({ irc: echo }, createLocalKeys(), { registrations });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(findings.map(({ pointer }) => pointer)).toEqual(['/device_keys/@[hidden]:x']);
  });

  it('looks for tokens in findings, and for nothing where a registration has an empty one (S5)', async () => {
    const registrations = [registrationOf('irc', { as_token: '' })];
    const poacher = deviceAnswer(ben, 'D');
    const { proxy, findings } = proxyOver({ irc: poacher }, createLocalKeys(), { registrations });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(findings.map(({ pointer }) => pointer)).toEqual([`/device_keys/${ben}`]);
  });

  it('takes a fault in what was passed in for no information, and does not repeat what it says (N7, S5)', async () => {
    const paths = { ...createPathMemory(), negotiate: () => Promise.reject(new Error('hs-token-of-irc')) };
    const { proxy, failures } = proxyOver({ irc: deviceAnswer(ann, 'D') }, createLocalKeys(), { paths });
    expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toEqual({ device_keys: {} });
    expect(failures).toMatchObject([{ error: { code: 'CONNECTION_FAILED' } }]);
    expect(`${failures[0]?.error.message} ${String(failures[0]?.error.cause)}`).not.toContain('token');
  });

  it('gives out users of the query alone, whatever else the homeserver’s own store says (M7)', async () => {
    const keys = {
      device_keys: { [ben]: { D: deviceKeysOf(ben, 'D') } },
      master_keys: { [ben]: crossSigningKeyOf(ben, 'master') },
    };
    const { proxy } = proxyOver({}, createLocalKeys({ keys }));
    const query: KeyQuery = { '@bob:example.org': [] };
    expect(await proxy.queryKeys(query, { serverName: 'remote.example' })).toEqual({
      device_keys: {},
      master_keys: {},
    });
  });

  it('passes on what the homeserver’s own store rejects with, and stops asking the appservices', async () => {
    const local = { ...createLocalKeys(), queryKeys: () => Promise.reject(new Error('the database is gone')) };
    const signals: AbortSignal[] = [];
    const { proxy } = proxyOver(
      {
        irc: (request) => {
          signals.push(request.signal);
          return new Promise(() => undefined);
        },
      },
      local,
    );
    await expect(proxy.queryKeys({ [ann]: [] }, viewer)).rejects.toThrow('the database is gone');
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('stops waiting for appservices when the caller’s signal says so, and answers from the homeserver’s store', async () => {
    const controller = new AbortController();
    const { proxy, failures } = proxyOver({ irc: () => new Promise(() => undefined) });
    const answer = proxy.queryKeys({ [ann]: [] }, viewer, { signal: controller.signal });
    controller.abort();
    expect(await answer).toEqual({ device_keys: {} });
    expect(failures).toEqual([]);
  });

  it.each([
    [
      'throw',
      () => {
        throw new Error('not interested');
      },
    ],
    ['reject', () => Promise.reject(new Error('not interested'))],
  ])('survives observers that %s', async (_, notInterested) => {
    const observers = { onFinding: notInterested, onFailure: notInterested };
    const dropping = proxyOver(
      { irc: () => Response.json({ device_keys: { [ben]: {} } }) },
      createLocalKeys(),
      observers,
    );
    expect(await dropping.proxy.queryKeys({ [ann]: [] }, viewer)).toEqual({ device_keys: {} });
    const failing = proxyOver({ irc: () => new Response('<html>') }, createLocalKeys(), observers);
    expect(await failing.proxy.queryKeys({ [ann]: [] }, viewer)).toEqual({ device_keys: {} });
  });

  it('reports once that two registrations claim the same user, and asks the first alone (G3)', async () => {
    const shared = [{ exclusive: true, regex: '@irc_.*' }];
    const registrations = [registrationOf('irc'), registrationOf('xmpp', { namespaces: { users: shared } })];
    const { proxy, requests, findings } = proxyOver({ irc: deviceAnswer(ann, 'D'), xmpp: {} }, createLocalKeys(), {
      registrations,
    });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(requests.every((request) => request.startsWith('irc '))).toBe(true);
    expect(findings).toMatchObject([
      { code: 'shared-exclusive-user', registrationId: 'xmpp', pointer: '/1/namespaces/users/0' },
    ]);
  });
});

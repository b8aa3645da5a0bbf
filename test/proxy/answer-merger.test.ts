import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings.js';
import { createAnswerMerger, type AnsweredRequest, type AnswerMerger } from '../../src/proxy/answer-merger.js';
import type { KeyRoute } from '../../src/proxy/key-routes.js';
import type { KeyClaim } from '../../src/types.js';
import {
  createAppservices,
  crossSigningKeyOf,
  deviceKeysOf,
  down,
  registrationOf,
  type FakeAppservice,
} from '../helpers/appservices.js';

const ann = '@irc_ann:example.org';
const bob = '@bob:example.org';
const far = '@irc_far:elsewhere.org';
const algorithm = 'signed_curve25519';

const routes = {
  query: { operation: 'queryKeys', side: 'client', several: false },
  federationQuery: { operation: 'queryKeys', side: 'federation', several: false },
  claim: { operation: 'claimKeys', side: 'client', several: false },
  federationClaim: { operation: 'claimKeys', side: 'federation', several: false },
  severalKeys: { operation: 'claimKeys', side: 'client', several: true },
  devices: { operation: 'userDevices', side: 'federation', several: false, userId: ann },
} as const satisfies Record<string, KeyRoute>;

interface Merging {
  readonly merger: AnswerMerger;
  readonly requests: string[];
  readonly findings: Finding[];
  /** Merges into an answer, and returns it parsed. */
  readonly merge: (
    route: KeyRoute,
    request: unknown,
    answer: unknown,
    others?: Partial<AnsweredRequest>,
  ) => Promise<unknown>;
}

function mergingWith(appservices: Record<string, FakeAppservice>): Merging {
  const { registrations, fetch, requests } = createAppservices(appservices);
  const findings: Finding[] = [];
  const onFinding = (finding: Finding): number => findings.push(finding);
  const merger = createAnswerMerger({ serverName: 'example.org', registrations, fetch, onFinding });
  return {
    merger,
    requests,
    findings,
    merge: async (route, request, answer, others) => {
      const text = await merger.merge({
        route,
        requestBody: bytesOf(request),
        answerBody: bytesOf(answer),
        viewer: () => Promise.resolve(bob),
        authorization: [],
        signal: new AbortController().signal,
        ...others,
      });
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
  };
}

function bytesOf(content: unknown): Uint8Array {
  if (content instanceof Uint8Array) return content;
  return new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
}

describe('an answer to a key query', () => {
  const keysOfAnn: FakeAppservice = {
    queryKeys: () => ({
      device_keys: { [ann]: { D: deviceKeysOf(ann, 'D') } },
      master_keys: {
        [ann]: { ...crossSigningKeyOf(ann, 'master'), signatures: signedBy(ann, bob, '@eve:example.org') },
      },
      self_signing_keys: { [ann]: crossSigningKeyOf(ann, 'self_signing', 'master') },
      user_signing_keys: { [ann]: crossSigningKeyOf(ann, 'user_signing', 'master') },
    }),
  };

  it('gets devices and cross-signing keys, cut for its viewer, and keeps all else as it came (M1, M7)', async () => {
    const { merge } = mergingWith({ irc: keysOfAnn });
    const odd = { [bob]: { B: { anything: [1, null] } }, 'no user': 7, [far]: 'x' };
    const answer = {
      device_keys: { ...odd, [ann]: { OLD: deviceKeysOf(ann, 'OLD') } },
      failures: { a: 1 },
      other: [0],
    };
    expect(await merge(routes.query, { device_keys: { [ann]: [], [bob]: [] } }, answer)).toEqual({
      device_keys: { ...odd, [ann]: { OLD: deviceKeysOf(ann, 'OLD'), D: deviceKeysOf(ann, 'D') } },
      master_keys: { [ann]: { ...crossSigningKeyOf(ann, 'master'), signatures: signedBy(ann, bob) } },
      self_signing_keys: { [ann]: crossSigningKeyOf(ann, 'self_signing', 'master') },
      failures: { a: 1 },
      other: [0],
    });
  });

  it('shows their own user-signing key to the owner alone (M7)', async () => {
    const { merge } = mergingWith({ irc: keysOfAnn });
    const request = { device_keys: { [ann]: [] } };
    const owner = await merge(routes.query, request, {}, { viewer: () => Promise.resolve(ann) });
    expect(owner).toHaveProperty(['user_signing_keys', ann]);
    const unknown = await merge(routes.query, request, {}, { viewer: () => Promise.resolve(undefined) });
    expect(unknown).not.toHaveProperty('user_signing_keys');
    expect(unknown).toMatchObject({ master_keys: { [ann]: { signatures: signedBy(ann) } } });
    expect(JSON.stringify(unknown)).not.toContain(bob);
  });

  it('of another server is cut for it, and asks for no viewer (M7)', async () => {
    const { merge } = mergingWith({ irc: keysOfAnn });
    const viewer = (): never => expect.fail('no one is logged in');
    const authorization = ['X-Matrix origin="remote.example",destination="example.org",key="ed25519:a",sig="b"'];
    const merged = await merge(
      routes.federationQuery,
      { device_keys: { [ann]: ['D'] } },
      {},
      { viewer, authorization },
    );
    expect(merged).toMatchObject({
      device_keys: { [ann]: { D: {} } },
      master_keys: { [ann]: { signatures: signedBy(ann) } },
    });
    expect(JSON.stringify(merged)).not.toMatch(/user_signing|bob/);
  });

  it('stays as it came where no appservice owns a user, and asks none', async () => {
    const { merge, requests } = mergingWith({ irc: keysOfAnn });
    for (const users of [{ [bob]: [] }, { [far]: [] }, { 'irc_ann:example.org': [] }, {}]) {
      expect(await merge(routes.query, { device_keys: users }, { device_keys: {} })).toBeUndefined();
    }
    expect(requests).toEqual([]);
  });

  it.each([
    ['a request that is not JSON', '{', '{}'],
    ['a request that is not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), '{}'],
    ['a request without users', {}, {}],
    ['a request with a list of users', { device_keys: [ann] }, {}],
    ['a request with odd device lists', { device_keys: { [ann]: [7] } }, {}],
    ['an answer that is not JSON', { device_keys: { [ann]: [] } }, '<html>'],
    ['an answer that is a list', { device_keys: { [ann]: [] } }, []],
  ])('stays as it came with %s', async (_, request, answer) => {
    const { merge, requests } = mergingWith({ irc: keysOfAnn });
    expect(await merge(routes.query, request, answer)).toBeUndefined();
    expect(requests).toEqual([]);
  });

  it('keeps all that the homeserver itself gave, whoever looks, and stays as it came where nothing is added', async () => {
    const device = deviceKeysOf(ann, 'D');
    const given = {
      device_keys: { [ann]: { D: { ...device, signatures: signedBy(ann, bob), unsigned: null }, ODD: { foo: 1 } } },
      master_keys: { [ann]: { ...crossSigningKeyOf(ann, 'master'), signatures: signedBy(ann, bob) } },
    };
    const request = { device_keys: { [ann]: [] } };
    const unknown = { viewer: () => Promise.resolve(undefined) };
    for (const nothing of [down, {}, { queryKeys: () => ({ device_keys: { [ann]: {} } }) }]) {
      const { merge } = mergingWith({ irc: nothing });
      for (const route of [routes.query, routes.federationQuery])
        expect(await merge(route, request, given, unknown)).toBeUndefined();
    }
    const added = mergingWith({
      irc: { queryKeys: () => ({ device_keys: { [ann]: { NEW: deviceKeysOf(ann, 'NEW') } } }) },
    });
    expect(await added.merge(routes.query, request, given, unknown)).toEqual({
      ...given,
      device_keys: { [ann]: { ...given.device_keys[ann], NEW: deviceKeysOf(ann, 'NEW') } },
    });
  });

  it('is reported where each side has a half of the cross-signing keys, and they do not fit (M8)', async () => {
    const selfSigning = { ...crossSigningKeyOf(ann, 'self_signing'), signatures: signedBy(ann) };
    const irc: FakeAppservice = { queryKeys: () => ({ self_signing_keys: { [ann]: selfSigning } }) };
    const { merge, findings } = mergingWith({ irc });
    await merge(
      routes.query,
      { device_keys: { [ann]: [] } },
      { master_keys: { [ann]: crossSigningKeyOf(ann, 'master') } },
    );
    expect(findings.map(({ code }) => code)).toEqual(['unsigned-cross-signing-key']);
  });

  it('survives appservices that are down or hostile, and odd maps of the homeserver', async () => {
    const { merge } = mergingWith({
      irc: down,
      xmpp: () => new Response('{"device_keys": {"@bob:example.org": {"EVIL": {}}, "__proto__": {"a": 1}}}'),
      mail: {
        queryKeys: () => ({ device_keys: { '@mail_a:example.org': { D: deviceKeysOf('@mail_a:example.org', 'D') } } }),
      },
    });
    const users = { [ann]: [], '@xmpp_a:example.org': [], '@mail_a:example.org': [], ['__proto__']: [] };
    const answer = {
      device_keys: { [ann]: { OLD: deviceKeysOf(ann, 'OLD') } },
      master_keys: [],
      self_signing_keys: null,
    };
    expect(await merge(routes.query, { device_keys: users }, answer)).toEqual({
      ...answer,
      device_keys: {
        [ann]: { OLD: deviceKeysOf(ann, 'OLD') },
        '@mail_a:example.org': { D: deviceKeysOf('@mail_a:example.org', 'D') },
      },
    });
  });

  it('goes to other appservices once the registrations change, and to the old ones if the new ones are refused', async () => {
    const { merger, merge, requests } = mergingWith({ irc: {}, xmpp: {} });
    const request = { device_keys: { [ann]: [], '@xmpp_a:example.org': [] } };
    merger.setRegistrations([registrationOf('xmpp')]);
    await merge(routes.query, request, {});
    expect(new Set(requests.map((each) => each.split(' ')[0]))).toEqual(new Set(['xmpp']));
    const twice = [registrationOf('irc'), registrationOf('irc')];
    expect(() => {
      merger.setRegistrations(twice);
    }).toThrow('two registrations are called irc');
    merger.setRegistrations([registrationOf('xmpp', { url: null })]);
    expect(await merge(routes.query, request, {})).toBeUndefined();
    expect(merger.metrics().requests).toBe(requests.length);
  });
});

describe('an answer to a key claim', () => {
  /** An appservice that records what is claimed of it, and gives one-time and fallback keys. */
  function keyGiver(oneTimeKeys: number, fallback: boolean): { asked: KeyClaim[]; appservice: FakeAppservice } {
    const asked: KeyClaim[] = [];
    const appservice: FakeAppservice = {
      claimKeys: (claim) => {
        asked.push(claim);
        const given = Object.fromEntries(
          Array.from({ length: oneTimeKeys }, (_, i) => [`${algorithm}:own${i}`, keyOf(`own${i}`)]),
        );
        const extra = fallback ? { [`${algorithm}:spare`]: { ...keyOf('spare'), fallback: true } } : {};
        return { [ann]: { D: { ...given, ...extra } } };
      },
    };
    return { asked, appservice };
  }
  const single = { one_time_keys: { [ann]: { D: algorithm }, [bob]: { B: algorithm } } };
  const ofBob = { [bob]: { B: { [`${algorithm}:b`]: keyOf('b') } } };
  const uploaded = { [`${algorithm}:up`]: keyOf('up') };
  const uploadedFallback = { [`${algorithm}:fall`]: { ...keyOf('fall'), fallback: true } };

  it('keeps one-time keys of the homeserver, and asks no appservice then (C1)', async () => {
    const { asked, appservice } = keyGiver(1, true);
    const { merge } = mergingWith({ irc: appservice });
    const answer = { one_time_keys: { ...ofBob, [ann]: { D: uploaded } }, failures: {} };
    expect(await merge(routes.claim, single, answer)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('keeps keys of the homeserver that were not asked for, since they are burnt (C1)', async () => {
    const { merge } = mergingWith({ irc: keyGiver(1, false).appservice });
    const more = { 'curve25519:A': 'plain', 'other:F': { ...keyOf('spare'), fallback: true } };
    expect(await merge(routes.claim, single, { one_time_keys: { [ann]: { D: more, E: uploaded } } })).toEqual({
      one_time_keys: { [ann]: { D: { ...more, [`${algorithm}:own0`]: keyOf('own0') }, E: uploaded } },
    });
    const two = { one_time_keys: { [ann]: { D: { ...uploaded, [`${algorithm}:up2`]: keyOf('up2') } } } };
    expect(await merge(routes.claim, { one_time_keys: { [ann]: { D: algorithm } } }, two)).toBeUndefined();
  });

  it('gets a one-time key of the appservice where the homeserver had none, or only its fallback key (C1, C3)', async () => {
    for (const held of [{}, { [ann]: {} }, { [ann]: { D: {} } }, { [ann]: { D: uploadedFallback } }]) {
      const { asked, appservice } = keyGiver(1, true);
      const { merge } = mergingWith({ irc: appservice });
      expect(await merge(routes.federationClaim, single, { one_time_keys: { ...ofBob, ...held } })).toEqual({
        one_time_keys: { ...ofBob, [ann]: { D: { [`${algorithm}:own0`]: keyOf('own0') } } },
      });
      expect(asked).toEqual([{ [ann]: { D: [algorithm] } }]);
    }
  });

  it('gets the appservice’s fallback key before the homeserver’s, and that before none (C1)', async () => {
    const answer = { one_time_keys: { ...ofBob, [ann]: { D: uploadedFallback } } };
    const giving = mergingWith({ irc: keyGiver(0, true).appservice });
    expect(await giving.merge(routes.claim, single, answer)).toMatchObject({
      one_time_keys: { [ann]: { D: { [`${algorithm}:spare`]: { fallback: true } } } },
    });
    for (const none of [keyGiver(0, false).appservice, down]) {
      expect(await mergingWith({ irc: none }).merge(routes.claim, single, answer)).toBeUndefined();
    }
  });

  it('to a claim of several keys gets as many as are missing, and a fallback key beside them (C5)', async () => {
    const { asked, appservice } = keyGiver(2, true);
    const { merge } = mergingWith({ irc: appservice });
    const request = { one_time_keys: { [ann]: { D: [algorithm, algorithm, algorithm] } } };
    const merged = await merge(routes.severalKeys, request, {
      one_time_keys: { [ann]: { D: { ...uploaded, ...uploadedFallback } } },
    });
    expect(asked).toEqual([{ [ann]: { D: [algorithm, algorithm] } }]);
    const ids = Object.keys(
      (merged as { one_time_keys: Record<string, Record<string, object>> }).one_time_keys[ann]?.['D'] ?? {},
    );
    expect(ids.sort()).toEqual(['own0', 'own1', 'spare', 'up'].map((id) => `${algorithm}:${id}`));
  });

  it.each([
    ['no device', { [ann]: {} }],
    ['a device with a number', { [ann]: { D: 7 } }],
    ['a list', { [ann]: [algorithm] }],
  ])('stays as it came where the claim names %s', async (_, users) => {
    const { asked, appservice } = keyGiver(1, true);
    const { merge } = mergingWith({ irc: appservice });
    expect(await merge(routes.claim, { one_time_keys: users }, { one_time_keys: {} })).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('gets keys where the homeserver’s own are malformed', async () => {
    for (const held of [null, { D: null }, { D: { [`${algorithm}:x`]: null } }, { D: [] }]) {
      const { merge } = mergingWith({ irc: keyGiver(1, true).appservice });
      expect(await merge(routes.claim, single, { one_time_keys: { [ann]: held } })).toEqual({
        one_time_keys: { [ann]: { D: { [`${algorithm}:own0`]: keyOf('own0') } } },
      });
    }
  });
});

describe('a device list', () => {
  it('gets the devices of its user, and keeps its stream ID and other fields (M9)', async () => {
    const { merge } = mergingWith({
      irc: { queryKeys: () => ({ device_keys: { [ann]: { D: deviceKeysOf(ann, 'D') } } }) },
    });
    const old = { device_id: 'OLD', keys: deviceKeysOf(ann, 'OLD'), device_display_name: 'phone' };
    const list = { user_id: ann, stream_id: 5, devices: [old, { device_id: 'NO KEYS' }], more: 1 };
    expect(await merge(routes.devices, '', list)).toEqual({
      ...list,
      devices: [...list.devices, { device_id: 'D', keys: deviceKeysOf(ann, 'D') }],
    });
  });

  it('gets the appservice’s device instead of the homeserver’s, and stays as it came where it has none', async () => {
    const own = deviceKeysOf(ann, 'D');
    const queryKeys: FakeAppservice = {
      queryKeys: () => ({
        device_keys: { [ann]: { D: own } },
        master_keys: { [ann]: crossSigningKeyOf(ann, 'master') },
      }),
    };
    const list = {
      user_id: ann,
      stream_id: 5,
      devices: [{ device_id: 'D', keys: { old: true } }],
      self_signing_key: 1,
    };
    expect(await mergingWith({ irc: queryKeys }).merge(routes.devices, '', list)).toEqual({
      ...list,
      devices: [{ device_id: 'D', keys: own }],
      master_key: crossSigningKeyOf(ann, 'master'),
    });
    for (const irc of [down, {}]) expect(await mergingWith({ irc }).merge(routes.devices, '', list)).toBeUndefined();
  });

  it('stays as it came for a user of no appservice, and for another user’s list', async () => {
    const { merge, requests } = mergingWith({ irc: {} });
    const list = { user_id: bob, stream_id: 5, devices: [] };
    expect(await merge({ ...routes.devices, userId: bob }, '', list)).toBeUndefined();
    expect(await merge(routes.devices, '', list)).toBeUndefined();
    expect(requests).toEqual([]);
  });
});

function signedBy(...users: string[]): Record<string, Record<string, string>> {
  return Object.fromEntries(users.map((userId) => [userId, { 'ed25519:A': 'signature' }]));
}

function keyOf(name: string): { key: string; signatures: Record<string, Record<string, string>> } {
  return { key: name, signatures: { [ann]: { 'ed25519:D': `signature of ${name}` } } };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceKeysOf } from '../helpers/appservices.js';
import { joinKeyQueries, mergeIntoKeyQuery, mergeKeyQuery } from '../../src/keys/merge-key-query.js';
import { isJsonObject } from '../../src/json-objects.js';
import type { DeviceKeys, KeyQueryResponse, UserId } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { awkwardNames, keyQueryResponse, mutated } from '../helpers/key-arbitraries.js';
import { readExample } from '../helpers/read-example.js';

const alice = '@alice:example.org';
const crossSigningMaps = ['master_keys', 'self_signing_keys', 'user_signing_keys'] as const;

/** Device keys that are recognised by their one key. */
function device(key: string): DeviceKeys {
  return { user_id: alice, device_id: 'ONE', algorithms: [], keys: { 'ed25519:ONE': key }, signatures: {} };
}

/** A response from JSON text, as it comes: `__proto__` in it is an own property. */
function parsed(text: string): KeyQueryResponse {
  return JSON.parse(text) as KeyQueryResponse;
}

describe('mergeKeyQuery', () => {
  it('lets nothing that is no device take the place of the homeserver’s (M1)', () => {
    const homeserver: KeyQueryResponse = { device_keys: { '@a:b': { D: deviceKeysOf('@a:b', 'D') } } };
    const appservice = { device_keys: { '@a:b': { D: null, E: 7 } } } as unknown as KeyQueryResponse;
    expect(mergeKeyQuery(homeserver, appservice)).toEqual(homeserver);
  });

  it('merges the worked example of MSC3984 as the proposal does (M1)', () => {
    const homeserver = deepFreeze(readExample('msc3984-merge-homeserver')) as KeyQueryResponse;
    const appservice = deepFreeze(readExample('msc3984-merge-appservice')) as KeyQueryResponse;

    expect(mergeKeyQuery(homeserver, appservice)).toEqual(readExample('msc3984-merge-merged'));
  });

  it('takes a device that both know whole from the appservice, and no field from the homeserver (M1)', () => {
    const homeserver = {
      device_keys: { [alice]: { ONE: { ...device('old'), unsigned: { device_display_name: 'x' } } } },
    };

    const merged = mergeKeyQuery(homeserver, { device_keys: { [alice]: { ONE: device('new') } } });

    expect(merged.device_keys?.[alice]?.['ONE']).toEqual(device('new'));
  });

  it('deletes nothing for an empty answer, an empty map or an empty user, and shares what it leaves (M1, M5)', () => {
    const homeserver = deepFreeze({ device_keys: { [alice]: { ONE: device('old') } }, master_keys: {} });

    for (const answer of [{}, { device_keys: {} }, { device_keys: { [alice]: {} } }]) {
      const merged = mergeKeyQuery(homeserver, answer);
      expect(merged).toEqual(homeserver);
      expect(merged).not.toBe(homeserver);
      expect(merged.device_keys).toBe(homeserver.device_keys);
    }
  });

  it('shares untouched users and devices with its arguments (M5)', () => {
    const other: UserId = '@other:example.org';
    const homeserver = deepFreeze({
      device_keys: { [alice]: { ONE: device('1'), TWO: device('2') }, [other]: { ONE: device('3') } },
    });
    const appservice = deepFreeze({ device_keys: { [alice]: { ONE: device('4') } } });

    const merged = mergeKeyQuery(homeserver, appservice).device_keys;

    expect(merged?.[other]).toBe(homeserver.device_keys[other]);
    expect(merged?.[alice]?.['TWO']).toBe(homeserver.device_keys[alice].TWO);
    expect(merged?.[alice]?.['ONE']).toBe(appservice.device_keys[alice].ONE);
  });

  it('keeps every answer of several appservices that are folded one after the other (rule M2)', () => {
    const users: UserId[] = ['@a:x', '@b:x', '@c:x'];
    const answers = users.map((userId) => ({ device_keys: { [userId]: { ONE: device(userId) } } }));

    const merged = answers.reduce(mergeKeyQuery, {});

    expect(Object.keys(merged.device_keys ?? {})).toEqual(users);
  });

  it('keeps other top-level fields of the homeserver and ignores those of the appservice (M4)', () => {
    const homeserver = parsed('{"failures":{"gone.example":{}},"org.example.local":1}');
    const appservice = parsed('{"failures":{"example.org":{}},"org.example.other":2,"__proto__":{"failures":1}}');

    expect(mergeKeyQuery(homeserver, appservice)).toEqual(homeserver);
  });

  it.each(awkwardNames)(
    'keeps a device called %j as own data, on either side, and touches no prototype (rule M6)',
    (name) => {
      const devices = Object.fromEntries([[name, device('1')]]);
      const others = { ONE: device('2') };
      for (const [homeserver, appservice] of [
        [devices, others],
        [others, devices],
        [devices, devices],
      ]) {
        const merged = mergeKeyQuery(
          deepFreeze({ device_keys: { [alice]: homeserver } }) as KeyQueryResponse,
          deepFreeze({ device_keys: { [alice]: appservice } }) as KeyQueryResponse,
        );
        const result = merged.device_keys?.[alice] ?? {};
        expect(Object.getOwnPropertyDescriptor(result, name)?.value).toEqual(device('1'));
        expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
      }
    },
  );

  it('does not take a name that every object inherits for a user whom the homeserver knows (M6)', () => {
    const merged = mergeKeyQuery(parsed('{"device_keys":{}}'), {
      device_keys: { [alice]: { constructor: device('1') } },
    });

    expect(Object.keys(merged.device_keys?.[alice] ?? {})).toEqual(['constructor']);
  });

  it('does not merge users whose name does not begin with @, and leaves the homeserver those it has (W5)', () => {
    const homeserver = parsed('{"device_keys":{"local":{"ONE":{}}}}');
    const appservice = parsed('{"device_keys":{"__proto__":{"X":{}},"bob":{"X":{}}},"master_keys":{"constructor":{}}}');

    const merged = mergeKeyQuery(homeserver, appservice);

    expect(merged).toEqual({ device_keys: { local: { ONE: {} } }, master_keys: {} });
    expect(Object.getPrototypeOf(merged.device_keys)).toBe(Object.prototype);
  });

  it.each([
    [
      'a map of the appservice',
      '{"device_keys":{"@a:x":{"ONE":{}}}}',
      '{"device_keys":[{"ONE":{}}],"master_keys":null}',
    ],
    ['a user of the appservice', '{"device_keys":{"@a:x":{"ONE":{}}}}', '{"device_keys":{"@a:x":null,"@b:x":"text"}}'],
    ['a map of the homeserver', '{"device_keys":"text"}', '{"device_keys":{"@a:x":{"ONE":{}}}}'],
    ['a user of the homeserver', '{"device_keys":{"@a:x":["text"]}}', '{"device_keys":{"@a:x":{"ONE":{}}}}'],
  ])('passes over %s that is not an object', (_what, homeserver, appservice) => {
    expect(mergeKeyQuery(parsed(homeserver), parsed(appservice))).toEqual({ device_keys: { '@a:x': { ONE: {} } } });
  });

  it('never throws on maps of any shape', () => {
    const oneOfThem = mutated(keyQueryResponse()).filter((value) => typeof value === 'object' && value !== null);

    fc.assert(
      fc.property(oneOfThem, oneOfThem, (homeserver, appservice) => {
        mergeKeyQuery(deepFreeze(homeserver), deepFreeze(appservice));
      }),
    );
  });

  it('has {} as its identity on both sides', () => {
    fc.assert(
      fc.property(keyQueryResponse(), (response) => {
        expect(mergeKeyQuery(response, {})).toEqual(response);
        expect(mergeKeyQuery({}, response)).toEqual(response);
        expect(mergeKeyQuery(response, {})).not.toBe(response);
        expect(mergeKeyQuery({}, response)).not.toBe(response);
      }),
    );
  });

  it('gives the same when an answer is merged twice, and never changes an argument (rule M5)', () => {
    fc.assert(
      fc.property(keyQueryResponse(), keyQueryResponse(), (homeserver, appservice) => {
        const once = deepFreeze(mergeKeyQuery(deepFreeze(homeserver), deepFreeze(appservice)));
        expect(mergeKeyQuery(once, appservice)).toEqual(once);
      }),
    );
  });

  it('has each entry of the appservice, else that of the homeserver, and no entry of nobody (rule M1)', () => {
    fc.assert(
      fc.property(keyQueryResponse(), keyQueryResponse(), (homeserver, appservice) => {
        const [ours, theirs] = [entriesOf(homeserver), entriesOf(appservice)];
        const merged = entriesOf(mergeKeyQuery(homeserver, appservice));

        expect(new Set(merged.keys())).toEqual(new Set([...ours.keys(), ...theirs.keys()]));
        for (const [place, entry] of merged) {
          expect(entry).toBe(theirs.get(place) ?? ours.get(place));
        }
      }),
    );
  });

  it('does not depend on the order of answers about different users (M2)', () => {
    const [ofA, ofB, ofC] = ['@a:example.org', '@b:example.org', '@c:example.org'].map((userId) =>
      keyQueryResponse([userId as UserId]),
    ) as [fc.Arbitrary<KeyQueryResponse>, fc.Arbitrary<KeyQueryResponse>, fc.Arbitrary<KeyQueryResponse>];

    fc.assert(
      fc.property(keyQueryResponse(), ofA, ofB, ofC, (homeserver, a, b, c) => {
        const merged = [a, b, c].reduce(mergeKeyQuery, homeserver);
        expect([c, a, b].reduce(mergeKeyQuery, homeserver)).toEqual(merged);
        expect([b, a, c].reduce(mergeKeyQuery, homeserver)).toEqual(merged);
      }),
    );
  });
});

describe('mergeIntoKeyQuery', () => {
  it('makes of the homeserver’s answer itself what mergeKeyQuery gives, and changes nothing of the appservice’s', () => {
    const anything = mutated(keyQueryResponse()).filter(isJsonObject) as fc.Arbitrary<KeyQueryResponse>;
    const answer = fc.oneof(keyQueryResponse(), anything);
    fc.assert(
      fc.property(answer, answer, (homeserver, appservice) => {
        const text = JSON.stringify(homeserver); // in what was parsed, no object stands in two places
        const own = parsed(text);
        expect(mergeIntoKeyQuery(own, deepFreeze(appservice))).toBe(own);
        expect(own).toEqual(mergeKeyQuery(parsed(text), appservice));
      }),
    );
  });

  it('writes into the maps that are there, and copies none', () => {
    const homeserver = { device_keys: { [alice]: { ONE: device('old') }, '@b:example.org': {} }, master_keys: {} };
    const { device_keys: devices } = homeserver;
    const { [alice]: devicesOfAlice } = devices;

    const merged = mergeIntoKeyQuery(homeserver, {
      device_keys: { [alice]: { TWO: device('new') }, '@c:example.org': {} },
    });

    expect(merged.device_keys).toBe(devices);
    expect(devices[alice]).toBe(devicesOfAlice);
    expect(devices).toEqual({
      [alice]: { ONE: device('old'), TWO: device('new') },
      '@b:example.org': {},
      '@c:example.org': {},
    });
  });

  it('makes a user called __proto__ an own property, or drops it (M6)', () => {
    const merged = mergeIntoKeyQuery(
      parsed('{"device_keys":{}}'),
      parsed('{"device_keys":{"__proto__":{"polluted":{}},"@a:b":{"__proto__":{"keys":{}}}}}'),
    );
    expect(JSON.stringify(merged)).toBe('{"device_keys":{"@a:b":{"__proto__":{"keys":{}}}}}');
    expect(Object.getPrototypeOf(merged.device_keys)).toBe(Object.prototype);
  });
});

describe('joinKeyQueries', () => {
  it('gives what a merge of one answer after the other gives, and changes none of them (M2, M5)', () => {
    const anything = mutated(keyQueryResponse()).map((answer) => deepFreeze(answer) as KeyQueryResponse);
    const answers = fc.array(fc.oneof(keyQueryResponse().map(deepFreeze), anything.filter(isJsonObject)));
    fc.assert(
      fc.property(answers, (several) => {
        expect(joinKeyQueries(several)).toEqual(several.reduce(mergeKeyQuery, {}));
      }),
    );
  });
});

/** Every device and cross-signing key, by its place. */
function entriesOf(response: KeyQueryResponse): Map<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const [userId, devices] of Object.entries(response.device_keys ?? {})) {
    for (const [deviceId, device] of Object.entries(devices)) {
      entries.set(JSON.stringify(['device_keys', userId, deviceId]), device);
    }
  }
  for (const map of crossSigningMaps) {
    for (const [userId, key] of Object.entries(response[map] ?? {})) {
      entries.set(JSON.stringify([map, userId]), key);
    }
  }
  return entries;
}

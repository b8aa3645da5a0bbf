import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeKeyClaim } from '../../src/keys/merge-key-claim.js';
import type { KeyClaimResponse, UserId } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { awkwardNames, keyClaimResponse, mutated } from '../helpers/key-arbitraries.js';

const alice = '@alice:example.org';

function parsed(text: string): KeyClaimResponse {
  return JSON.parse(text) as KeyClaimResponse;
}

describe('mergeKeyClaim', () => {
  it('joins users, devices and keys, and keeps what the first has under an id (C1)', () => {
    const first = deepFreeze({ [alice]: { ONE: { 'a:1': 'first' }, TWO: { 'a:1': 'only' } } });
    const next = deepFreeze({
      [alice]: { ONE: { 'a:1': 'next', 'a:2': 'more' } },
      '@bob:x': { ONE: { 'b:1': 'new' } },
    });

    expect(mergeKeyClaim(first, next)).toEqual({
      [alice]: { ONE: { 'a:1': 'first', 'a:2': 'more' }, TWO: { 'a:1': 'only' } },
      '@bob:x': { ONE: { 'b:1': 'new' } },
    });
  });

  it('shares users and devices that it does not have to join (M5)', () => {
    const first = deepFreeze({ [alice]: { ONE: { 'a:1': 'x' }, TWO: { 'a:1': 'y' } }, '@bob:x': { ONE: {} } });
    const next = deepFreeze({ [alice]: { ONE: { 'a:2': 'z' } }, '@carol:x': { ONE: {} } });

    const merged = mergeKeyClaim(first, next) as typeof first & typeof next;

    expect(merged['@bob:x']).toBe(first['@bob:x']);
    expect(merged['@carol:x']).toBe(next['@carol:x']);
    expect(merged[alice].TWO).toBe(first[alice].TWO);
  });

  it.each(awkwardNames)('keeps a device and a key called %j as own data, and touches no prototype (M6)', (name) => {
    const keys = Object.fromEntries([[name, 'key']]);
    const devices = Object.fromEntries([[name, keys]]);
    const others = Object.fromEntries([[name, { 'a:1': 'x' }]]);
    for (const [first, next] of [
      [devices, others],
      [others, devices],
    ]) {
      const merged = mergeKeyClaim(
        deepFreeze({ [alice]: first }) as KeyClaimResponse,
        deepFreeze({ [alice]: next }) as KeyClaimResponse,
      );
      const device = Object.getOwnPropertyDescriptor(merged[alice], name)?.value as Record<string, string>;
      expect(Object.keys(device).sort()).toEqual([name, 'a:1'].sort());
      expect(Object.getPrototypeOf(device)).toBe(Object.prototype);
      expect(Object.getPrototypeOf(merged[alice])).toBe(Object.prototype);
    }
  });

  it('does not take what every object inherits for what the first has (M6)', () => {
    const next = parsed('{"@a:x":{"__proto__":{"toString":"x"},"ONE":{"constructor":"y","__proto__":"z"}}}');

    expect(mergeKeyClaim(parsed('{"@a:x":{"ONE":{}}}'), next)).toEqual(next);
  });

  it('does not merge users whose name does not begin with @ (W5)', () => {
    expect(mergeKeyClaim({}, parsed('{"__proto__":{"X":{"a:1":"x"}},"bob":{"X":{"a:1":"x"}}}'))).toEqual({});
  });

  it('passes over users and devices that are not objects', () => {
    const first = parsed('{"@a:x":{"ONE":{"a:1":"x"},"TWO":null},"@b:x":7}');
    const next = parsed('{"@a:x":{"ONE":null,"TWO":{"a:1":"y"},"THREE":[]},"@b:x":{"ONE":{}},"@c:x":"text"}');

    expect(mergeKeyClaim(first, next)).toEqual({
      '@a:x': { ONE: { 'a:1': 'x' }, TWO: { 'a:1': 'y' } },
      '@b:x': { ONE: {} },
    });
  });

  it('never throws on anything', () => {
    fc.assert(
      fc.property(mutated(keyClaimResponse()), mutated(keyClaimResponse()), (first, next) => {
        mergeKeyClaim(deepFreeze(first) as KeyClaimResponse, deepFreeze(next) as KeyClaimResponse);
      }),
    );
  });

  it('has {} as its identity on both sides, and gives a new object', () => {
    fc.assert(
      fc.property(keyClaimResponse(), (response) => {
        for (const merged of [mergeKeyClaim(response, {}), mergeKeyClaim({}, response)]) {
          expect(merged).toEqual(response);
          expect(merged).not.toBe(response);
        }
      }),
    );
  });

  it('gives the same when an answer is merged twice, and never changes an argument (M5)', () => {
    fc.assert(
      fc.property(keyClaimResponse(), keyClaimResponse(), (first, next) => {
        const once = deepFreeze(mergeKeyClaim(deepFreeze(first), deepFreeze(next)));
        expect(mergeKeyClaim(once, next)).toEqual(once);
      }),
    );
  });

  it('has every key of the first, else that of the next, and no other', () => {
    fc.assert(
      fc.property(keyClaimResponse(), keyClaimResponse(), (first, next) => {
        const [ours, theirs] = [keysOf(first), keysOf(next)];
        const merged = keysOf(mergeKeyClaim(first, next));

        expect(new Set(merged.keys())).toEqual(new Set([...ours.keys(), ...theirs.keys()]));
        for (const [place, key] of merged) {
          expect(key).toBe(ours.get(place) ?? theirs.get(place));
        }
      }),
    );
  });

  it('does not depend on the order of answers about different users', () => {
    const of = (userId: UserId): fc.Arbitrary<KeyClaimResponse> => keyClaimResponse([userId]);

    fc.assert(
      fc.property(of('@a:example.org'), of('@b:example.org'), (a, b) => {
        expect(mergeKeyClaim(a, b)).toEqual(mergeKeyClaim(b, a));
      }),
    );
  });
});

/** Every key, by its place. */
function keysOf(response: KeyClaimResponse): Map<string, unknown> {
  const keys = new Map<string, unknown>();
  for (const [userId, devices] of Object.entries(response)) {
    for (const [deviceId, byId] of Object.entries(devices)) {
      for (const [keyId, key] of Object.entries(byId)) {
        keys.set(JSON.stringify([userId, deviceId, keyId]), key);
      }
    }
  }
  return keys;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isClientKeyClaim,
  isClientKeyClaimResponse,
  isClientSeveralKeysClaim,
  isFederationKeyClaim,
  isFederationKeyClaimResponse,
  isFederationSeveralKeysClaim,
} from '../../generated/validators/index.js';
import {
  toClientKeyClaimResponse,
  toClientKeyClaims,
  toFederationKeyClaimResponse,
  toFederationKeyClaims,
  toKeyClaim,
  toKeyClaimResponse,
  toSeveralKeysClaim,
} from '../../src/keys/convert-key-claim.js';
import type {
  ClientKeyClaim,
  ClientKeyClaimResponse,
  ClientSeveralKeysClaim,
  FederationKeyClaim,
  FederationKeyClaimResponse,
  KeyClaim,
  KeyClaimResponse,
} from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { keyClaim, keyClaimResponse } from '../helpers/key-arbitraries.js';
import { readExample } from '../helpers/read-example.js';

const claim = deepFreeze(readExample('key-claim')) as KeyClaim;
const answer = deepFreeze(readExample('key-claim-response')) as KeyClaimResponse;
const alice = '@a:example.org';

describe('toKeyClaim', () => {
  it('makes a list of the one algorithm that another homeserver or a client claims of a device (W2, W3)', () => {
    const federation = deepFreeze(readExample('federation-key-claim')) as FederationKeyClaim;
    const client = deepFreeze(readExample('client-key-claim')) as ClientKeyClaim;
    const expected = {
      '@_bridge_alice:example.org': { GHOSTDEV: ['signed_curve25519'], GHOSTOLD: ['signed_curve25519'] },
      '@_bridge_carol:example.org': { CAROLDEV: ['signed_curve25519'] },
    };
    expect(toKeyClaim(federation)).toEqual(expected);
    expect(toKeyClaim(client)).toEqual({ ...expected, '@dave:example.com': { DAVEPHONE: ['signed_curve25519'] } });
  });

  it('keeps the lists of a claim of several keys (W3)', () => {
    const several = deepFreeze(readExample('client-several-keys-claim')) as ClientSeveralKeysClaim;
    expect(toKeyClaim(several)).toEqual(several.one_time_keys);
  });

  it('leaves out names that do not begin with @, and keeps every device ID (W5, M6)', () => {
    const text = '{"one_time_keys":{"__proto__":{"X":"a"},"bob":{"X":"a"},"@a:x":{"__proto__":"a","constructor":"b"}}}';
    const converted = toKeyClaim(JSON.parse(text) as ClientKeyClaim);
    expect(JSON.stringify(converted)).toBe('{"@a:x":{"__proto__":["a"],"constructor":["b"]}}');
  });
});

describe('toFederationKeyClaims', () => {
  it('makes one claim where no device has more than one key claimed of it (W2)', () => {
    const single = { [alice]: { ONE: ['a'], TWO: ['b'], NONE: [] }, '@b:example.org': {} };
    expect(toFederationKeyClaims(single)).toEqual([{ one_time_keys: { [alice]: { ONE: 'a', TWO: 'b' } } }]);
  });

  it('makes as many claims as the device of which most keys are claimed needs, each device in the first ones (W2)', () => {
    expect(toFederationKeyClaims({ [alice]: { ONE: ['a', 'b', 'a'], TWO: ['c'] } })).toEqual([
      { one_time_keys: { [alice]: { ONE: 'a', TWO: 'c' } } },
      { one_time_keys: { [alice]: { ONE: 'b' } } },
      { one_time_keys: { [alice]: { ONE: 'a' } } },
    ]);
  });

  it('makes no claim where nothing is claimed, or of nobody whose name begins with @ (W5)', () => {
    expect(toFederationKeyClaims({})).toEqual([]);
    expect(toFederationKeyClaims({ bob: { ONE: ['a'] } } as unknown as KeyClaim)).toEqual([]);
  });

  it('claims exactly what was claimed, in valid claims, under any name (W2, M6)', () => {
    fc.assert(
      fc.property(keyClaim, (asked) => {
        const claims = toFederationKeyClaims(deepFreeze(asked));
        expect(claims.every((each) => isFederationKeyClaim(each))).toBe(true);
        expect(claims.flatMap((each) => listOf(toKeyClaim(each))).sort()).toEqual(listOf(asked).sort());
        expect(toClientKeyClaims(asked)).toEqual(claims);
      }),
    );
  });

  it('takes time in proportion to what is claimed: one device with very many keys does not slow down the others', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `DEVICE${index}`);
    const devices = Object.fromEntries(many.map((deviceId) => [deviceId, ['a']]));
    const claims = toFederationKeyClaims({ [alice]: { ...devices, ONE: many.map(() => 'a') } });
    expect(claims).toHaveLength(20_000);
    expect(Object.keys(claims[1]?.one_time_keys[alice] ?? {})).toEqual(['ONE']);
  });
});

describe('toClientKeyClaims', () => {
  it('gives each claim the timeout, if there is one (W3)', () => {
    const claims = toClientKeyClaims({ [alice]: { ONE: ['a', 'a'] } }, { timeoutMs: 10_000 });
    expect(claims.map(({ timeout }) => timeout)).toEqual([10_000, 10_000]);
    expect(claims.every((each) => isClientKeyClaim(each))).toBe(true);
    expect(toClientKeyClaims({ [alice]: { ONE: ['a'] } }, { timeoutMs: undefined })[0]).not.toHaveProperty('timeout');
  });
});

describe('toSeveralKeysClaim', () => {
  it('makes one claim of all, which a client and another homeserver may send (W3)', () => {
    expect(toSeveralKeysClaim(claim)).toEqual(readExample('federation-several-keys-claim'));
    expect(isFederationSeveralKeysClaim(toSeveralKeysClaim(claim))).toBe(true);
    expect(isClientSeveralKeysClaim(toSeveralKeysClaim(claim))).toBe(true);
    expect(toKeyClaim(toSeveralKeysClaim(claim))).toEqual(claim);
  });

  it('leaves out names that do not begin with @ (W5)', () => {
    expect(toSeveralKeysClaim({ bob: { ONE: ['a'] } } as unknown as KeyClaim)).toEqual({ one_time_keys: {} });
  });
});

/** Every key that is claimed, as a line of text. */
describe('toKeyClaimResponse', () => {
  it('takes the map out of the answer of another homeserver (W2)', () => {
    const response = readExample('federation-several-keys-claim-response') as FederationKeyClaimResponse;
    expect(toKeyClaimResponse(deepFreeze(response))).toEqual(answer);
  });

  it('takes the map out of the answer to a client, without its failures (W3)', () => {
    const response = readExample('client-several-keys-claim-response') as ClientKeyClaimResponse;
    expect(toKeyClaimResponse(deepFreeze(response))).toEqual(answer);
  });

  it('leaves out names that do not begin with @ (W5)', () => {
    const text = '{"one_time_keys":{"__proto__":{"ONE":{}},"bob":{},"@a:x":{"__proto__":{}}}}';
    expect(JSON.stringify(toKeyClaimResponse(JSON.parse(text) as ClientKeyClaimResponse))).toBe(
      '{"@a:x":{"__proto__":{}}}',
    );
  });
});

describe('toFederationKeyClaimResponse', () => {
  it('puts the map where another homeserver looks for it (W2)', () => {
    expect(toFederationKeyClaimResponse(answer)).toEqual(readExample('federation-several-keys-claim-response'));
  });
});

describe('toClientKeyClaimResponse', () => {
  it('puts the map where a client looks for it, with the failures if there are any (W3)', () => {
    const failures = { 'example.com': {} };
    expect(toClientKeyClaimResponse(answer, { failures })).toEqual(readExample('client-several-keys-claim-response'));
    expect(toClientKeyClaimResponse(answer)).toEqual({ one_time_keys: answer });
    expect(toClientKeyClaimResponse(answer, { failures: undefined })).not.toHaveProperty('failures');
  });
});

it('an answer comes back as it was from either shape, both are valid, and no key is rebuilt (W2, W3, W4)', () => {
  fc.assert(
    fc.property(keyClaimResponse(), (response) => {
      const federation = toFederationKeyClaimResponse(deepFreeze(response));
      const client = toClientKeyClaimResponse(response);
      expect([isFederationKeyClaimResponse(federation), isClientKeyClaimResponse(client)]).toEqual([true, true]);
      expect(toKeyClaimResponse(federation)).toEqual(response);
      expect(toKeyClaimResponse(client)).toEqual(response);
      for (const [userId, devices] of Object.entries(response)) {
        expect(federation.one_time_keys[userId as `@${string}`]).toBe(devices);
      }
    }),
  );
});

function listOf(asked: KeyClaim): string[] {
  return Object.entries(asked).flatMap(([userId, devices]) =>
    Object.entries(devices).flatMap(([deviceId, names]) => names.map((name) => `${userId} ${deviceId} ${name}`)),
  );
}

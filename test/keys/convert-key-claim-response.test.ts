import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isClientKeyClaimResponse, isFederationKeyClaimResponse } from '../../generated/validators/index.js';
import {
  toClientKeyClaimResponse,
  toFederationKeyClaimResponse,
  toKeyClaimResponse,
} from '../../src/keys/convert-key-claim-response.js';
import type { ClientKeyClaimResponse, FederationKeyClaimResponse, KeyClaimResponse } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { keyClaimResponse } from '../helpers/key-arbitraries.js';
import { readExample } from '../helpers/read-example.js';

const answer = deepFreeze(readExample('key-claim-response')) as KeyClaimResponse;

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

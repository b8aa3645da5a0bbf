import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFederationKeyQueryResponse, isKeyQueryResponse } from '../../generated/validators/index.js';
import { toFederationKeyQueryResponse, toKeyQueryResponse } from '../../src/keys/convert-key-query-response.js';
import { visibleKeyQuery } from '../../src/keys/visible-key-query.js';
import type { FederationKeyQueryResponse, KeyQueryResponse } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { keyQueryResponse } from '../helpers/key-arbitraries.js';
import { readExample } from '../helpers/read-example.js';

const whole = deepFreeze(readExample('client-key-query-response')) as KeyQueryResponse;

describe('toFederationKeyQueryResponse', () => {
  it('gives the three maps that go to other homeservers, and no user-signing keys or failures (M7)', () => {
    const { device_keys, master_keys, self_signing_keys } = whole;
    expect(Object.keys(whole)).toEqual(expect.arrayContaining(['user_signing_keys', 'failures']));
    expect(toFederationKeyQueryResponse(whole)).toEqual({ device_keys, master_keys, self_signing_keys });
  });

  it('always gives device_keys, and the other two only if they are there (M7)', () => {
    expect(toFederationKeyQueryResponse({})).toEqual({ device_keys: {} });
    expect(toFederationKeyQueryResponse({ master_keys: {} })).toEqual({ device_keys: {}, master_keys: {} });
  });

  it('takes what visibleKeyQuery leaves for another homeserver as it is (M7)', () => {
    fc.assert(
      fc.property(keyQueryResponse(), (response) => {
        const visible = visibleKeyQuery(response, { serverName: 'example.com' });
        const converted = toFederationKeyQueryResponse(deepFreeze(visible));
        expect(converted).toEqual(visible);
        expect(converted.device_keys).toBe(visible.device_keys);
        expect(isFederationKeyQueryResponse(converted)).toBe(true);
      }),
    );
  });
});

describe('toKeyQueryResponse', () => {
  it('takes over what another homeserver answered, as it is (W2)', () => {
    const response = deepFreeze(readExample('federation-key-query-response')) as FederationKeyQueryResponse;
    const converted = toKeyQueryResponse(response);
    expect(converted).toEqual(response);
    expect(isKeyQueryResponse(converted)).toBe(true);
  });

  it('does not take over user-signing keys or failures that another homeserver has no business to send (M7)', () => {
    const smuggled: FederationKeyQueryResponse & KeyQueryResponse = { ...whole, device_keys: {} };
    expect(toKeyQueryResponse(smuggled)).not.toHaveProperty('user_signing_keys');
    expect(toKeyQueryResponse(smuggled)).not.toHaveProperty('failures');
  });

  it('takes a map that is null for absent, and writes none (S4)', () => {
    const nulls = { device_keys: null, master_keys: null, self_signing_keys: null } as unknown;
    expect(toKeyQueryResponse(nulls as FederationKeyQueryResponse)).toEqual({ device_keys: {} });
    expect(toFederationKeyQueryResponse(nulls as KeyQueryResponse)).toEqual({ device_keys: {} });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isClientKeyQuery,
  isFederationKeyQuery,
  isFederationKeyQueryResponse,
  isKeyQueryResponse,
} from '../../generated/validators/index.js';
import {
  toClientKeyQuery,
  toFederationKeyQuery,
  toFederationKeyQueryResponse,
  toKeyQuery,
  toKeyQueryResponse,
} from '../../src/keys/convert-key-query.js';
import { visibleKeyQuery } from '../../src/keys/visible-key-query.js';
import type {
  ClientKeyQuery,
  FederationKeyQuery,
  FederationKeyQueryResponse,
  KeyQuery,
  KeyQueryResponse,
} from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { keyQuery, keyQueryResponse } from '../helpers/key-arbitraries.js';
import { readExample } from '../helpers/read-example.js';

const query = readExample('msc3984-key-query') as KeyQuery;
const whole = deepFreeze(readExample('client-key-query-response')) as KeyQueryResponse;

describe('toKeyQuery', () => {
  it('takes the map out of the query of another homeserver (W2)', () => {
    expect(toKeyQuery(deepFreeze(readExample('federation-key-query')) as FederationKeyQuery)).toEqual(query);
  });

  it('takes the map out of the query of a client, without its timeout (W3)', () => {
    const request = deepFreeze(readExample('client-key-query')) as ClientKeyQuery;
    expect(toKeyQuery(request)).toEqual({ ...query, '@dave:example.com': [] });
  });

  it('leaves out names that do not begin with @, and keeps every device ID (W5, M6)', () => {
    const request = JSON.parse('{"device_keys":{"__proto__":[],"bob":["X"],"@a:x":["__proto__"]}}') as ClientKeyQuery;
    expect(toKeyQuery(request)).toEqual({ '@a:x': ['__proto__'] });
  });
});

describe('toFederationKeyQuery', () => {
  it('puts the map where another homeserver looks for it (W2)', () => {
    expect(toFederationKeyQuery(deepFreeze(query))).toEqual(readExample('federation-key-query'));
  });
});

describe('toClientKeyQuery', () => {
  it('puts the map where a client has it, with the timeout if there is one (W3)', () => {
    expect(toClientKeyQuery(query)).toEqual({ device_keys: query });
    expect(toClientKeyQuery(query, { timeoutMs: undefined })).not.toHaveProperty('timeout');
    expect(toClientKeyQuery(query, { timeoutMs: 0 })).toEqual({ timeout: 0, device_keys: query });
  });
});

it('a query comes back as it was from either shape, and both are valid (W2, W3, W5)', () => {
  fc.assert(
    fc.property(keyQuery, (asked) => {
      const federation = toFederationKeyQuery(deepFreeze(asked));
      const client = toClientKeyQuery(asked, { timeoutMs: 10_000 });
      expect([isFederationKeyQuery(federation), isClientKeyQuery(client)]).toEqual([true, true]);
      expect(toKeyQuery(federation)).toEqual(asked);
      expect(toKeyQuery(client)).toEqual(asked);
      expect(toFederationKeyQuery({ ...asked, bob: ['X'] } as KeyQuery)).toEqual(federation);
    }),
  );
});

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

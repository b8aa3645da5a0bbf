import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isClientKeyQuery, isFederationKeyQuery } from '../../generated/validators/index.js';
import { toClientKeyQuery, toFederationKeyQuery, toKeyQuery } from '../../src/keys/convert-key-query.js';
import type { ClientKeyQuery, FederationKeyQuery, KeyQuery } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { keyQuery } from '../helpers/key-arbitraries.js';
import { readExample } from '../helpers/read-example.js';

const query = readExample('msc3984-key-query') as KeyQuery;

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

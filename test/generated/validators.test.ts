import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guard } from '../../generated/validators/guard.js';
import * as validators from '../../generated/validators/index.js';
import {
  isClientEvent,
  isClientKeyClaimResponse,
  isCrossSigningKey,
  isFederationKeyClaimResponse,
  isKeyClaim,
  isKeyClaimResponse,
  isKeyObject,
  isKeyQuery,
  isKeyQueryResponse,
  isOneTimeKey,
  isPingRequest,
  isRegistration,
  isTransactionBody,
  type Guard,
} from '../../generated/validators/index.js';
import { objectAt, type Json, type JsonObject } from '../../scripts/generate/json.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { readExample } from '../helpers/read-example.js';
import { brokenTwins } from '../openapi/broken-twins.js';
import { documents } from '../openapi/documents.js';

const guards: Record<string, Guard<unknown>> = { ...validators };
const parse = (json: string): unknown => JSON.parse(json) as unknown;

it('there is one guard for each schema of the documents, and no other', () => {
  const schemas = documents.flatMap(({ document }) => Object.keys(objectAt(document, 'components', 'schemas')));
  expect(Object.keys(guards).sort()).toEqual([...new Set(schemas)].map((name) => `is${name}`).sort());
});

const lists = new Set(
  documents
    .flatMap(({ document }) => Object.entries(objectAt(document, 'components', 'schemas')))
    .filter(([, schema]) => (schema as JsonObject)['type'] === 'array')
    .map(([name]) => `is${name}`),
);

describe.each(Object.entries(guards))('%s', (name, is) => {
  const otherKind = lists.has(name) ? {} : [];
  it.each([[undefined], [null], [true], [1], [otherKind], [() => ({})]])('refuses %s as a whole', (value) => {
    expect(is(value)).toBe(false);
    expect(is.errors).toEqual([{ pointer: '', message: expect.stringMatching(/^must be .*, but is /) as string }]);
  });

  it('says of Standard Schema what it has to', () => {
    expect(is['~standard']).toMatchObject({ version: 1, vendor: 'matrix-encrypted-appservice' });
    expect(is['~standard'].validate(1)).toEqual({
      issues: [{ path: [], message: expect.any(String) as string }],
    });
  });

  it('answers yes or no to any JSON, and never changes it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(is(deepFreeze(value))).toBe(is.errors.length === 0);
      }),
      { numRuns: 50 },
    );
  });
});

describe('.errors', () => {
  it('is empty before the first value and after every valid one, and tells of the last value alone', () => {
    expect(guard(() => undefined).errors).toEqual([]);
    expect(isKeyQuery({ '@a:example.org': 1 })).toBe(false);
    const first = isKeyQuery.errors;
    expect(isKeyQuery({ '@b:example.org': 1 })).toBe(false);
    expect(first).toEqual([{ pointer: '/@a:example.org', message: 'must be array, but is a number' }]);
    expect(isKeyQuery.errors).toEqual([{ pointer: '/@b:example.org', message: 'must be array, but is a number' }]);
    expect(isKeyQuery({})).toBe(true);
    expect(isKeyQuery.errors).toEqual([]);
  });

  it.each([
    ['must be array, but is null', isKeyQuery, { '@a': null }],
    ['must be array, but is an object', isKeyQuery, { '@a': {} }],
    ['must be string, but is a boolean', isKeyQuery, { '@a': [true] }],
    ['must be object, but is an array', isKeyClaim, { '@a': [] }],
    ['must be string or object, but is a number', isKeyClaimResponse, { '@a': { DEVICE: { 'x:y': 1 } } }],
    ['must be string or null, but is a number', isPingRequest, { transaction_id: 1 }],
    [`must have required property 'events'`, isTransactionBody, {}],
    [
      'must be one of ["master","self_signing","user_signing"]',
      isCrossSigningKey,
      { user_id: '@a', usage: ['root'], keys: { 'ed25519:a': 'a' } },
    ],
  ])('says what was expected and what was found: %s', (message, guard, value) => {
    expect(guard(value)).toBe(false);
    expect(guard.errors.map((error) => error.message)).toEqual([message]);
  });

  it('escapes ~ and / in its pointers (RFC 6901)', () => {
    expect(isKeyClaim({ '@a/~b:x': { '/~/1': ['signed_curve25519', 1] } })).toBe(false);
    expect(isKeyClaim.errors[0]?.pointer).toBe('/@a~1~0b:x/~1~0~11/1');
  });

  it('points to a dotted name as it is', () => {
    expect(isTransactionBody({ events: [], 'de.sorunome.msc2409.to_device': [{}] })).toBe(false);
    expect(isTransactionBody.errors[0]?.pointer).toBe('/de.sorunome.msc2409.to_device/0');
  });
});

describe('Standard Schema', () => {
  it('tells of its own value, and leaves .errors as they are', () => {
    expect(isKeyQuery({ '@a:example.org': 1 })).toBe(false);
    const { errors } = isKeyQuery;
    expect(isKeyQuery['~standard'].validate({}).issues).toBeUndefined();
    expect(isKeyQuery['~standard'].validate({ '@b:example.org': 1 }).issues).toHaveLength(1);
    expect(isKeyQuery.errors).toEqual(errors);
  });

  it('gives a valid value back as it is, not a copy', () => {
    const value = readExample('msc3984-key-query-response');
    const result = isKeyQueryResponse['~standard'].validate(value);
    expect(result.issues).toBeUndefined();
    expect('value' in result && result.value).toBe(value);
  });

  it('gives the place of a fault as unescaped steps', () => {
    const result = isKeyClaim['~standard'].validate({ '@a/~b:x': { '~1': [1] } });
    expect(result).toEqual({
      issues: [{ path: ['@a/~b:x', '~1', '0'], message: 'must be string, but is a number' }],
    });
  });
});

describe('maps', () => {
  it.each(['__proto__', 'constructor', 'toString', '0', '', '📱'])('take the device ID %s for a device', (id) => {
    const claim = (algorithms: unknown): unknown => parse(`{"@a:x": {${JSON.stringify(id)}: ${JSON.stringify(algorithms)}}}`);
    expect(isKeyClaim(claim(['signed_curve25519']))).toBe(true);
    expect(isKeyClaim(claim('signed_curve25519'))).toBe(false);
    expect(isKeyClaim.errors).toEqual([{ pointer: `/@a:x/${id}`, message: 'must be array, but is a string' }]);
  });

  it('do not take what an object inherits for a field', () => {
    const inherited: unknown = Object.create({ events: 'no array' });
    expect(isTransactionBody(Object.assign(inherited as object, { events: [] }))).toBe(true);
    expect(isKeyQuery(parse('{"__proto__": {"@a:x": 1}}'))).toBe(true);
  });

  it.each([
    ['isKeyQuery', isKeyQuery, (map: object) => map],
    ['isKeyClaim', isKeyClaim, (map: object) => map],
    ['isKeyClaimResponse', isKeyClaimResponse, (map: object) => map],
    ['isKeyQueryResponse', isKeyQueryResponse, (map: object) => ({ device_keys: map })],
    ['isKeyQueryResponse', isKeyQueryResponse, (map: object) => ({ master_keys: map })],
    ['isKeyQueryResponse', isKeyQueryResponse, (map: object) => ({ self_signing_keys: map })],
    ['isKeyQueryResponse', isKeyQueryResponse, (map: object) => ({ user_signing_keys: map })],
    ['isOneTimeKey', isOneTimeKey, (map: object) => ({ key: 'a', signatures: map })],
    ['isTransactionBody', isTransactionBody, (map: object) => ({ events: [], device_one_time_keys_count: map })],
    ['isTransactionBody', isTransactionBody, (map: object) => ({ events: [], device_unused_fallback_key_types: map })],
  ])('of users tolerate names without @, whatever is there, and check the others: %s (rule W5)', (_, guard, around) => {
    expect(guard(around({ alice: 1, '': null, '#room:x': [], __proto: 'x' }))).toBe(true);
    expect(guard(around({ alice: 1, '@alice:x': 1 }))).toBe(false);
    expect(guard.errors[0]?.pointer).toMatch(/\/@alice:x$/);
  });
});

describe('the signatures of a one-time key', () => {
  const key = (signature: unknown): object => ({ key: 'a', signatures: { '@a:x': { 'ed25519:D': signature } } });

  it.each([null, 1, true, [], {}])('are strings, as in the specification’s federation API, and not %j (W4)', (signature) => {
    expect(isKeyObject(key('c2ln'))).toBe(true);
    for (const guard of [isKeyObject, isOneTimeKey]) {
      expect(guard(key(signature))).toBe(false);
      expect(guard.errors[0]?.pointer).toBe('/signatures/@a:x/ed25519:D');
    }
    const claimed = { one_time_keys: { '@a:x': { D: { 'signed_curve25519:A': key(signature) } } } };
    expect([isFederationKeyClaimResponse(claimed), isClientKeyClaimResponse(claimed)]).toEqual([false, false]);
  });
});

describe('unknown fields', () => {
  it.each([
    ['msc3984-key-query-response', isKeyQueryResponse],
    ['transaction', isTransactionBody],
    ['registration', isRegistration],
  ])('are accepted and kept at every depth: %s (rule W4)', (example, guard) => {
    const value = withUnknownFields(readExample(example) as Json);
    const before = structuredClone(value);
    expect(guard(deepFreeze(value))).toBe(true);
    expect(value).toEqual(before);
  });

  it('of an event are nobody’s business, however deep and whatever their names (rule S3)', () => {
    const content = parse(`{"__proto__": 1, "deep": ${'{"a":'.repeat(900)}1${'}'.repeat(900)}}`);
    expect(isClientEvent({ ...event(), content })).toBe(true);
  });
});

describe('numbers', () => {
  it.each(['1.0', '-1', '0', '1e3', '9007199254740993'])('%s is an integer', (number) => {
    expect(isClientEvent({ ...event(), origin_server_ts: parse(number) })).toBe(true);
  });

  it.each(['1.5', '1e400', '-1e400', '1e-3', '"1"', 'null'])('%s is no integer (S1)', (number) => {
    expect(isClientEvent({ ...event(), origin_server_ts: parse(number) })).toBe(false);
    expect(isClientEvent.errors[0]?.pointer).toBe('/origin_server_ts');
  });

  it('NaN is no integer', () => {
    expect(isClientEvent({ ...event(), origin_server_ts: Number.NaN })).toBe(false);
  });
});

describe('null', () => {
  it.each([
    [isTransactionBody, { events: [], to_device: null }, '/to_device'],
    [isKeyQueryResponse, { device_keys: null }, '/device_keys'],
    [isOneTimeKey, { key: 'a', signatures: {}, fallback: null }, '/fallback'],
    [isRegistration, { ...(readExample('registration') as object), rate_limited: null }, '/rate_limited'],
  ])('is refused for an optional field', (guard, value, pointer) => {
    expect(guard(value)).toBe(false);
    expect(guard.errors).toEqual([{ pointer, message: expect.stringContaining('but is null') as string }]);
  });

  it('is accepted where the documents name it: the transaction ID of a ping, the URL of a registration (W1, N9)', () => {
    expect(isPingRequest({ transaction_id: null })).toBe(true);
    expect(isRegistration({ ...(readExample('registration') as object), url: null })).toBe(true);
  });
});

it('no message of isRegistration quotes a token, wherever the fault is (S5)', () => {
  const tokens = { as_token: 'secret-of-the-appservice', hs_token: 'secret-of-the-homeserver' };
  const registration = { ...(readExample('registration') as JsonObject), ...tokens };
  const { document } = documents.find(({ name }) => name.endsWith('registration')) ?? { document: {} };
  const misplaced = ['url', 'id', 'namespaces', 'protocols', 'rate_limited'].flatMap((field) => [
    { ...registration, [field]: [tokens.hs_token] },
    { ...registration, [field]: { [field]: tokens.as_token } },
  ]);
  const twins = brokenTwins({ $ref: '#/components/schemas/Registration' }, registration, document);
  const messages = [...misplaced, ...twins.map(({ value }) => value)].flatMap((value) => {
    const { issues = [] } = isRegistration['~standard'].validate(value);
    return [...issues, ...isRegistration.errors].map((fault) => JSON.stringify(fault));
  });
  expect(messages.length).toBeGreaterThan(50);
  expect(messages.filter((message) => message.includes('secret'))).toEqual([]);
});

function event(): JsonObject {
  return {
    event_id: '$a',
    room_id: '!a:x',
    type: 'm.room.encrypted',
    sender: '@a:x',
    origin_server_ts: 1,
    content: {},
  };
}

/** The value with an unknown field in every object that has a dotless field of its own; maps of keys stay as they are. */
function withUnknownFields(value: Json): Json {
  if (Array.isArray(value)) return value.map(withUnknownFields);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withUnknownFields(member)]));
  const isRecord = ['user_id', 'events', 'event_id', 'device_keys', 'type', 'id', 'regex', 'key'].some((name) => name in copy);
  return isRecord ? { ...copy, 'org.example.unknown': { nested: [null, 1, 'x'] } } : copy;
}

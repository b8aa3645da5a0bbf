import { describe, expectTypeOf, it } from 'vitest';
import type {
  ClientKeyClaim,
  ClientKeyQuery,
  CrossSigningKey,
  DeviceKeys,
  FederationKeyClaim,
  FederationKeyQuery,
  FederationKeyQueryResponse,
  FederationSeveralKeysClaim,
  Impersonator,
  KeyClaim,
  KeyClaimResponse,
  KeyObject,
  KeyQuery,
  KeyQueryResponse,
  OneTimeKey,
  UserDevices,
  UserId,
} from 'matrix-encrypted-appservice/types';
import { isKeyQuery } from 'matrix-encrypted-appservice/validators';

const key: KeyObject = { key: 'x', signatures: {} };
const device: DeviceKeys = { user_id: '@a:x', device_id: 'A', algorithms: [], keys: {}, signatures: {} };

describe('a user map', () => {
  it('has names that begin with @', () => {
    expectTypeOf<keyof KeyQuery>().toEqualTypeOf<UserId>();
    const query: KeyQuery = { '@alice:example.org': [] };
    // @ts-expect-error: a user ID without its @
    const wrong: KeyQuery = { 'alice:example.org': [] };
    // @ts-expect-error: a user ID without its @ in an answer
    const answer: KeyQueryResponse = { device_keys: { 'alice:example.org': {} } };
    expectTypeOf([query, wrong, answer]).toBeArray();
  });

  it('may lack a user, under the settings that say so', () => {
    expectTypeOf<KeyQuery[UserId]>().toEqualTypeOf<string[]>();
    const query: KeyQuery = {};
    expectTypeOf(query['@alice:example.org']).toEqualTypeOf<string[] | undefined>();
  });
});

describe('a key query', () => {
  it('is a bare map for an appservice, and under device_keys for everybody else (W1, W2, W3)', () => {
    const bare: KeyQuery = { '@a:x': ['DEVICE'] };
    const federation: FederationKeyQuery = { device_keys: bare };
    const client: ClientKeyQuery = { device_keys: bare, timeout: 10_000 };
    // @ts-expect-error: wrapped as for a homeserver
    const wrapped: KeyQuery = { device_keys: { '@a:x': [] } };
    // @ts-expect-error: bare as for an appservice
    const unwrapped: FederationKeyQuery = { '@a:x': [] };
    // @ts-expect-error: device_keys is required
    const empty: ClientKeyQuery = { timeout: 10_000 };
    expectTypeOf([federation, client, wrapped, unwrapped, empty]).toBeArray();
  });

  it('has lists of device IDs', () => {
    // @ts-expect-error: one device ID instead of a list
    const single: KeyQuery = { '@a:x': 'DEVICE' };
    // @ts-expect-error: the shape of a claim
    const claim: KeyQuery = { '@a:x': { DEVICE: ['signed_curve25519'] } };
    expectTypeOf([single, claim]).toBeArray();
  });

  it('is what its guard makes of an unknown value', () => {
    const value: unknown = {};
    if (isKeyQuery(value)) expectTypeOf(value).toEqualTypeOf<KeyQuery>();
    expectTypeOf(isKeyQuery['~standard'].validate).returns.extract<{ issues?: undefined }>().toHaveProperty('value');
  });
});

describe('an answer to a key query', () => {
  it('has four maps, none of them required, but for device_keys over federation (W1, W2)', () => {
    const nothing: KeyQueryResponse = {};
    const federation: FederationKeyQueryResponse = { device_keys: {} };
    expectTypeOf(federation).toExtend<KeyQueryResponse>();
    // @ts-expect-error: device_keys is required
    const incomplete: FederationKeyQueryResponse = {};
    // @ts-expect-error: user-signing keys never go to another homeserver
    const secret: FederationKeyQueryResponse = { device_keys: {}, user_signing_keys: {} };
    // @ts-expect-error: the name of /user/devices, not of a query
    const single: KeyQueryResponse = { master_key: {} };
    expectTypeOf([nothing, incomplete, secret, single]).toBeArray();
  });

  it('has whole device keys and cross-signing keys', () => {
    expectTypeOf<NonNullable<KeyQueryResponse['device_keys']>[UserId]>().toEqualTypeOf<Record<string, DeviceKeys>>();
    expectTypeOf<NonNullable<KeyQueryResponse['master_keys']>[UserId]>().toEqualTypeOf<CrossSigningKey>();
    // @ts-expect-error: unsigned device keys
    const unsigned: DeviceKeys = { user_id: '@a:x', device_id: 'A', algorithms: [], keys: {} };
    // @ts-expect-error: the role is called self_signing
    const role: CrossSigningKey = { user_id: '@a:x', usage: ['self-signing'], keys: {} };
    expectTypeOf([unsigned, role]).toBeArray();
  });
});

describe('a key claim', () => {
  it('has a list of algorithms for an appservice and a claim of several keys, else one (W1, W2, W3)', () => {
    const claim: KeyClaim = { '@a:x': { DEVICE: ['signed_curve25519', 'signed_curve25519'] } };
    const several: FederationSeveralKeysClaim = { one_time_keys: claim };
    const single: FederationKeyClaim = { one_time_keys: { '@a:x': { DEVICE: 'signed_curve25519' } } };
    const client: ClientKeyClaim = { ...single, timeout: 10_000 };
    // @ts-expect-error: one algorithm where a list belongs
    const bare: KeyClaim = { '@a:x': { DEVICE: 'signed_curve25519' } };
    // @ts-expect-error: a list where one algorithm belongs
    const list: FederationKeyClaim = { one_time_keys: claim };
    // @ts-expect-error: wrapped as for a homeserver
    const wrapped: KeyClaim = { one_time_keys: claim };
    // @ts-expect-error: a count instead of repeated algorithms
    const count: KeyClaim = { '@a:x': { DEVICE: { signed_curve25519: 2 } } };
    expectTypeOf([several, client, bare, list, wrapped, count]).toBeArray();
  });

  it('is answered with a bare map of keys by an appservice (W1)', () => {
    const answer: KeyClaimResponse = { '@a:x': { DEVICE: { 'signed_curve25519:AAAA': key, 'curve25519:B': 'x' } } };
    expectTypeOf<OneTimeKey>().toEqualTypeOf<string | KeyObject>();
    // @ts-expect-error: wrapped as for a homeserver
    const wrapped: KeyClaimResponse = { one_time_keys: answer };
    // @ts-expect-error: a signed key has signatures
    const unsigned: KeyClaimResponse = { '@a:x': { DEVICE: { 'signed_curve25519:A': { key: 'x' } } } };
    // @ts-expect-error: fallback is a boolean
    const fallback: KeyObject = { ...key, fallback: 'true' };
    expectTypeOf([wrapped, unsigned, fallback]).toBeArray();
  });
});

describe('the devices of a user', () => {
  it('come with keys and, perhaps, a name; a cross-signing key may be null (W2, S4)', () => {
    const devices: UserDevices = {
      user_id: '@a:x',
      stream_id: 1,
      devices: [{ device_id: 'A', keys: device, device_display_name: 'Phone' }],
      master_key: null,
    };
    // @ts-expect-error: the plural is that of a key query
    const plural: UserDevices = { ...devices, master_keys: {} };
    // @ts-expect-error: a map instead of a list
    const map: UserDevices = { ...devices, devices: { A: device } };
    // @ts-expect-error: a stream ID is a number
    const stream: UserDevices = { ...devices, stream_id: '1' };
    expectTypeOf([plural, map, stream]).toBeArray();
  });
});

describe('device keys with an impersonator', () => {
  const impersonator: Impersonator = { user_id: '@bot:x', device_id: 'B', algorithms: [], keys: {} };

  it('may have it under both names, and not as a bare ID (M7a)', () => {
    const both: DeviceKeys = { ...device, impersonator, 'fi.mau.msc4350.impersonator': impersonator };
    // @ts-expect-error: the ID of the impersonator's user
    const bare: DeviceKeys = { ...device, impersonator: '@bot:x' };
    expectTypeOf([both, bare]).toBeArray();
  });
});

describe('the signatures of a one-time key', () => {
  it('are strings', () => {
    const signed: KeyObject = { key: 'x', signatures: { '@a:x': { 'ed25519:A': 'c2ln' } } };
    // @ts-expect-error: a number
    const wrong: KeyObject = { key: 'x', signatures: { '@a:x': { 'ed25519:A': 1 } } };
    expectTypeOf([signed, wrong]).toBeArray();
  });
});

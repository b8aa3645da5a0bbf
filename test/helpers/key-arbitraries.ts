import fc from 'fast-check';
import type {
  CrossSigningKey,
  DeviceKeys,
  Impersonator,
  KeyClaim,
  KeyClaimResponse,
  KeyQuery,
  KeyQueryResponse,
  OneTimeKey,
  UserId,
} from '../../src/types.js';
import { impersonatorFields } from './impersonated.js';

/** Names that break code which takes a map for a plain dictionary. All of them are possible device and key ids (W5). */
export const awkwardNames: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '0',
  '',
  '📱',
  'a/b~c',
];

export const userIds: readonly UserId[] = ['@a:example.org', '@b:example.org', '@c:example.org', '@__proto__:x', '@'];
export const deviceIds: readonly string[] = ['ONE', 'TWO', ...awkwardNames];
export const algorithms: readonly string[] = ['signed_curve25519', 'signed', 'curve25519', '__proto__', 'toString'];
const keyIds: readonly string[] = algorithms.flatMap((name) => [`${name}:A`, `${name}:B`, `${name}:__proto__`]);

/** An object with some of the names, each an own property, and a value made for each. */
export function mapOf<Name extends string, T>(
  names: readonly Name[],
  valueFor: (name: Name) => fc.Arbitrary<T>,
): fc.Arbitrary<Record<Name, T>> {
  return fc
    .subarray([...names])
    .chain((some) => fc.tuple(...some.map((name) => valueFor(name).map((value): [string, T] => [name, value]))))
    .map((entries) => Object.fromEntries(entries) as Record<Name, T>);
}

/** A stand-in for a key or a signature: two of them rarely are the same. */
const secret: fc.Arbitrary<string> = fc.stringMatching(/^[A-Za-z0-9+]{1,6}$/);

function signaturesBy(signers: readonly string[]): fc.Arbitrary<Record<string, Record<string, string>>> {
  return mapOf(signers, () => secret.map((signature) => ({ 'ed25519:KEY': signature })));
}

/** A field that the signature covers although we do not know it (W4). */
const unknownField: object = { 'org.example.unknown': JSON.parse('{"__proto__":1}') as unknown };

/** What signatures cover of a device; a field that we do not know is among it. */
function signedPart(userId: string, deviceId: string): fc.Arbitrary<Impersonator> {
  return secret.map((secret) => ({
    user_id: userId,
    device_id: deviceId,
    algorithms: ['m.olm.v1.curve25519-aes-sha2'],
    keys: Object.fromEntries([[`ed25519:${deviceId}`, secret]]),
    ...unknownField,
  }));
}

/** The part of a device that has an impersonator in place of keys (M7a). */
function impersonatedPart(userId: string, deviceId: string): fc.Arbitrary<Impersonator> {
  return fc
    .tuple(
      fc.constantFrom(...userIds),
      fc.constantFrom(...deviceIds),
      fc.subarray([...impersonatorFields], { minLength: 1 }),
    )
    .chain(([by, byDevice, fields]) =>
      signedPart(by, byDevice).map((embedded) => fields.map((field) => [field, embedded])),
    )
    .map((fields) => ({
      user_id: userId,
      device_id: deviceId,
      algorithms: [],
      keys: {},
      ...(Object.fromEntries(fields) as object),
      ...unknownField,
    }));
}

/** Valid device keys as they stand under a user and a device, one in four of them with an impersonator. */
function deviceKeys(userId: string, deviceId: string): fc.Arbitrary<DeviceKeys> {
  const unsigned = secret.map((name) => ({ device_display_name: name, 'org.example.age': 1 }));
  const signatures = signaturesBy([userId, ...userIds]);
  const part = fc.oneof(
    { weight: 3, arbitrary: signedPart(userId, deviceId) },
    { weight: 1, arbitrary: impersonatedPart(userId, deviceId) },
  );
  return fc
    .tuple(part, fc.record({ signatures, unsigned }, { requiredKeys: ['signatures'] }))
    .map(([signed, others]) => ({ ...signed, ...others }));
}

/** A valid cross-signing key of a user. */
export function crossSigningKey(
  userId: string,
  usage: 'master' | 'self_signing' | 'user_signing',
): fc.Arbitrary<CrossSigningKey> {
  return fc
    .record({ secret, signatures: signaturesBy([userId, ...userIds]) })
    .map(({ secret, signatures }): CrossSigningKey => ({
      user_id: userId,
      usage: [usage],
      keys: { [`ed25519:${secret}`]: secret },
      signatures,
    }));
}

/** A valid key query response with keys of some of these users. */
export function keyQueryResponse(users: readonly UserId[] = userIds): fc.Arbitrary<KeyQueryResponse> {
  return fc.record(
    {
      device_keys: mapOf(users, (userId) => mapOf(deviceIds, (deviceId) => deviceKeys(userId, deviceId))),
      master_keys: mapOf(users, (userId) => crossSigningKey(userId, 'master')),
      self_signing_keys: mapOf(users, (userId) => crossSigningKey(userId, 'self_signing')),
      user_signing_keys: mapOf(users, (userId) => crossSigningKey(userId, 'user_signing')),
    },
    { requiredKeys: [] },
  );
}

/** A key query for some of the users: all devices of some, a few of others. */
export const keyQuery: fc.Arbitrary<KeyQuery> = mapOf(userIds, () => fc.subarray([...deviceIds], { maxLength: 3 }));

/** A one-time key, or a fallback key. */
const oneTimeKey: fc.Arbitrary<OneTimeKey> = fc.oneof(
  secret,
  fc.record({ key: secret, signatures: signaturesBy(userIds) }),
  fc.record({ key: secret, signatures: signaturesBy(userIds), fallback: fc.boolean() }),
);

/** A claim of some algorithms, some of them several times. */
export const keyClaim: fc.Arbitrary<KeyClaim> = mapOf(userIds, () =>
  mapOf(deviceIds, () => fc.array(fc.constantFrom(...algorithms), { maxLength: 4 })),
);

/** A valid answer to a key claim, whatever was claimed. */
export function keyClaimResponse(users: readonly UserId[] = userIds): fc.Arbitrary<KeyClaimResponse> {
  return mapOf(users, () => mapOf(deviceIds, () => mapOf(keyIds, () => oneTimeKey)));
}

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, 0, -1, '', true, [], {}, [[]], { signatures: null }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The JSON value of another arbitrary in which something, somewhere, was replaced, removed or added. */
export function mutated(arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(arbitrary, fc.array(fc.tuple(fc.array(fc.nat(), { maxLength: 6 }), oddValue, fc.nat(2)), { maxLength: 4 }))
    .map(([value, mutations]) =>
      mutations.reduce<unknown>((result, [path, odd, kind]) => mutate(result, path, odd, kind), value),
    );
}

/** Follows a path of numbers, each the index of a property, and puts an odd value where it ends. */
function mutate(value: unknown, path: readonly number[], odd: unknown, kind: number): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) {
    return odd;
  }
  const entries = Object.entries(value);
  const index = entries.length === 0 ? -1 : step % entries.length;
  const entry = entries[index];
  if (entry === undefined || (rest.length === 0 && kind === 2)) {
    const name = [...awkwardNames, ...userIds, 'ONE'][step % (awkwardNames.length + userIds.length + 1)];
    entries.push([name ?? 'x', odd]);
  } else if (rest.length === 0 && kind === 1) {
    entries.splice(index, 1);
  } else {
    entry[1] = mutate(entry[1], rest, odd, kind);
  }
  return Array.isArray(value) ? entries.map(([, item]) => item as unknown) : Object.fromEntries(entries);
}

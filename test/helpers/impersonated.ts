import { fieldNames } from '../../generated/names.js';
import type { DeviceKeys, Impersonator, KeyQueryResponse, UserId } from '../../src/types.js';
import { readExample } from './read-example.js';

export const bot: UserId = '@bridgebot:example.com';
export const ghost: UserId = '@bridge_123456:example.com';
export const puppet: UserId = '@user:example.com';

/** The names of the field: as it is to be called, and as the draft has it. */
export const impersonatorFields: readonly string[] = ['impersonator', ...fieldNames.DeviceKeys.impersonator.unstable];

/** Both examples of MSC4350: a bridge's ghost, and a real user in whose name the bridge's bot encrypts. */
export function draftExamples(field = 'impersonator'): Required<Pick<KeyQueryResponse, 'device_keys'>> {
  const example = readExample('msc4350-key-query-response') as { device_keys: object };
  const users = Object.entries(example.device_keys).map(([userId, devices]) => [
    userId,
    Object.fromEntries(
      Object.entries(devices as Record<string, DeviceKeys>).map(([id, device]) => [id, renamed(device, field)]),
    ),
  ]);
  return { device_keys: Object.fromEntries(users) as Record<UserId, Record<string, DeviceKeys>> };
}

/** The ghost's device of the draft's first example. */
export function ghostDevice(changes: object = {}): DeviceKeys & { impersonator: Impersonator } {
  const device = draftExamples().device_keys[ghost]?.['ZVYTEW6WS0'];
  return { ...(device as DeviceKeys & { impersonator: Impersonator }), ...changes };
}

const embedded = ghostDevice().impersonator;
const draftName = impersonatorFields[1] ?? '';

/** One way after the other in which an impersonator does not count (M7a), and the field that is to blame. */
export const ignoredImpersonators: readonly (readonly [what: string, changes: object, field: string])[] = [
  ['algorithms of its own', { algorithms: ['m.megolm.v1.aes-sha2'] }, 'impersonator'],
  ['a key of its own', { keys: { 'ed25519:ZVYTEW6WS0': 'key' } }, 'impersonator'],
  ['an impersonator that is a string', { impersonator: bot }, 'impersonator'],
  ['an impersonator that is a list', { impersonator: [embedded] }, 'impersonator'],
  ['an impersonator that is false', { impersonator: false }, 'impersonator'],
  ['an empty impersonator', { impersonator: {} }, 'impersonator'],
  ['an impersonator with signatures', { impersonator: { ...embedded, signatures: {} } }, 'impersonator'],
  ['an impersonator without user_id', { impersonator: without(embedded, 'user_id') }, 'impersonator'],
  ['an impersonator without device_id', { impersonator: without(embedded, 'device_id') }, 'impersonator'],
  ['an impersonator without algorithms', { impersonator: without(embedded, 'algorithms') }, 'impersonator'],
  ['an impersonator without keys', { impersonator: without(embedded, 'keys') }, 'impersonator'],
  ['an impersonator that is no user', { impersonator: { ...embedded, user_id: 'bridgebot' } }, 'impersonator'],
  ['an impersonator called __proto__', { impersonator: { ...embedded, user_id: '__proto__' } }, 'impersonator'],
  ['an impersonator with a null user_id', { impersonator: { ...embedded, user_id: null } }, 'impersonator'],
  ['an impersonator with a numeric device_id', { impersonator: { ...embedded, device_id: 7 } }, 'impersonator'],
  ['an impersonator with an algorithm of 1', { impersonator: { ...embedded, algorithms: [1] } }, 'impersonator'],
  [
    'an impersonator with a key of 1',
    { impersonator: { ...embedded, keys: { 'ed25519:JLAFKJWSCS': 1 } } },
    'impersonator',
  ],
  ['two names that differ', { [draftName]: { ...embedded, device_id: 'OTHER' } }, 'impersonator'],
  [
    'two names that differ in an unknown field',
    { [draftName]: { ...embedded, 'org.example.more': 1 } },
    'impersonator',
  ],
  ['two names of which one is malformed', { [draftName]: 'bot' }, 'impersonator'],
  ['a malformed impersonator under the name of the draft', { impersonator: null, [draftName]: {} }, draftName],
];

/** Ways in which an impersonator counts, however odd they look (M7a, S4). */
export const countedImpersonators: readonly (readonly [what: string, changes: object])[] = [
  ['the stable name', {}],
  ['the name of the draft', { impersonator: undefined, [draftName]: embedded }],
  ['both names, with fields in another order', { [draftName]: reversed(embedded) }],
  ['the name of the draft beside null', { impersonator: null, [draftName]: embedded }],
  ['the stable name beside null', { [draftName]: null }],
  ['null for no signatures inside', { impersonator: { ...embedded, signatures: null } }],
  ['unknown fields inside', { impersonator: { ...embedded, 'org.example.more': { deep: [1] } } }],
];

function renamed({ impersonator, ...device }: DeviceKeys, field: string): DeviceKeys {
  return { ...device, [field]: impersonator };
}

function without(object: object, name: string): object {
  return Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));
}

function reversed(object: object): object {
  return Object.fromEntries(Object.entries(object).reverse());
}

import type { AppserviceRegistration } from '../../src/types.js';
import { registrationOf } from '../helpers/appservices.js';

/** A registration with something in an unknown field, which may not be plain data. */
export function registrationWith(extra: unknown, id = 'evil'): AppserviceRegistration {
  return Object.assign(registrationOf(id), { 'org.example.extra': extra });
}

/** Lists ten times in ten lists, and so on: a few objects that unfold to more values than any memory holds. */
export function bomb(): unknown {
  let values: unknown = ['lol'];
  for (let i = 0; i < 30; i++) values = Array(10).fill(values);
  return values;
}

/** A chain of objects or arrays, each in the one before. */
export function nested(levels: number, wrap: (inner: unknown) => unknown = (inner) => ({ a: inner })): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < levels; i++) value = wrap(value);
  return value;
}

function throwing(trap: keyof ProxyHandler<object>): unknown {
  const handler: ProxyHandler<object> = {
    [trap]: () => {
      throw new Error('hs-token-of-evil');
    },
  };
  return new Proxy({ a: 1 }, handler);
}

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function cyclic(): AppserviceRegistration {
  const registration = registrationWith({});
  return Object.assign(registration, { 'org.example.extra': { back: [registration] } });
}

function cyclicNamespaces(): AppserviceRegistration {
  const users: object[] = [{ exclusive: true, regex: '@evil_.*' }];
  users.push({ exclusive: true, regex: '@x', users });
  return Object.assign(registrationOf('evil'), { namespaces: { users } });
}

function withGetter(read: () => unknown): AppserviceRegistration {
  return Object.defineProperty(registrationOf('evil'), 'url', { get: read, enumerable: true });
}

/** A registration that is no plain data: what is wrong with it, the field that the refusal names, and how it is made. */
export type HostileRegistration = readonly [kind: string, field: string, make: () => AppserviceRegistration];

/** Every kind of registration that is no plain data. */
export function hostileRegistrations(): readonly HostileRegistration[] {
  return hostile;
}

const hostile: readonly HostileRegistration[] = [
  ['a cycle through the whole', 'org.example.extra.back[0]', cyclic],
  ['a cycle in a list of namespaces', 'namespaces.users[1].users', cyclicNamespaces],
  ['aliases that unfold to 10^30 values', 'org.example.extra', () => registrationWith(bomb())],
  ['100,001 values', 'org.example.extra', () => registrationWith(Array(100_001).fill(0))],
  ['100,000 namespaces', 'namespaces', () => registrationOf('evil', { namespaces: { users: manyNamespaces() } })],
  ['10,000 levels of objects', 'org.example.extra', () => registrationWith(nested(10_000))],
  ['1,000,000 levels of arrays', 'org.example.extra', () => registrationWith(nested(1_000_000, (inner) => [inner]))],
  ['a list with holes', 'org.example.extra[1]', () => registrationWith(Object.assign(Array(3), { 0: 'a', 2: 'b' }))],
  ['a list of 4,294,967,295 holes', 'org.example.extra', () => registrationWith(Array(2 ** 32 - 1))],
  ['undefined in a list', 'org.example.extra[0]', () => registrationWith([undefined])],
  [
    'a getter that throws',
    'url',
    () =>
      withGetter(() => {
        throw new Error('hs-token-of-evil');
      }),
  ],
  ['a getter', 'url', () => withGetter(() => 'http://evil.test')],
  [
    'a getter in a list',
    'org.example.extra[0]',
    () => registrationWith(Object.defineProperty([], '0', { get: () => 1 })),
  ],
  [
    'an instance of a class',
    'org.example.extra',
    () =>
      registrationWith(
        new (class Registration {
          id = 'x';
        })(),
      ),
  ],
  ['a Date', 'org.example.extra', () => registrationWith(new Date(0))],
  ['a Map', 'org.example.extra', () => registrationWith(new Map())],
  ['bytes', 'org.example.extra', () => registrationWith(new Uint8Array(3))],
  ['a boxed string', 'org.example.extra', () => registrationWith(Object('text'))],
  ['a BigInt', 'org.example.extra', () => registrationWith(1n)],
  ['a symbol', 'org.example.extra', () => registrationWith(Symbol('x'))],
  ['a function', 'toJSON', () => Object.assign(registrationOf('evil'), { toJSON: () => ({}) })],
  ['a proxy that throws when its names are listed', '', () => registrationWith(throwing('ownKeys'))],
  ['a proxy that throws when it is described', '', () => registrationWith(throwing('getOwnPropertyDescriptor'))],
  ['a proxy that throws when its prototype is asked for', '', () => registrationWith(throwing('getPrototypeOf'))],
  ['a revoked proxy', '', () => registrationWith(revoked({}))],
  ['a revoked proxy of a list, as the whole', '', () => revoked([]) as AppserviceRegistration],
];

function manyNamespaces(): { exclusive: boolean; regex: string }[] {
  return Array.from({ length: 100_000 }, (_, i) => ({ exclusive: true, regex: `@evil_${i}_.*` }));
}

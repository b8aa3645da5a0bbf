import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createAppserviceClient } from '../../src/client/index.js';
import { RegistrationError } from '../../src/errors.js';
import { createKeyProxy } from '../../src/homeserver/index.js';
import { createNamespaces, lintRegistration, readRegistration } from '../../src/registration/index.js';
import { plainCopy } from '../../src/registration/plain-copy.js';
import type { AppserviceRegistration } from '../../src/types.js';
import { registrationOf } from '../helpers/appservices.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { hostileRegistrations, nested, registrationWith } from './hostile-registrations.js';

const serverName = 'example.org';

/** Everything that is given a registration. */
const takers: Record<string, (registration: AppserviceRegistration) => unknown> = {
  readRegistration,
  createNamespaces: (registration) => createNamespaces([registration], serverName),
  createAppserviceClient: (registration) => createAppserviceClient(registration),
  createKeyProxy: (registration) =>
    createKeyProxy({ serverName, registrations: [registration], local: createLocalKeys() }),
  setRegistrations: (registration) => {
    createKeyProxy({ serverName, registrations: [], local: createLocalKeys() }).setRegistrations([registration]);
  },
  lintRegistration: (registration) => lintRegistration(registration, { name: 'synapse' }),
};

function refusalOf(take: () => unknown): RegistrationError {
  try {
    take();
  } catch (error) {
    if (error instanceof RegistrationError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe.each(Object.entries(takers))('%s', (_, take) => {
  it.each(hostileRegistrations())(
    'refuses a registration with %s, and names the field (rule G8)',
    (_kind, field, make) => {
      const refusal = refusalOf(() => take(make()));
      expect(refusal.field).toBe(field);
      expect(String(refusal.stack)).not.toContain('hs-token-of-evil');
    },
  );

  it('takes aliases that unfold to less, and names that mean something to JavaScript (G8, M6)', () => {
    const shared = Array(100).fill(Array(100).fill('x'));
    const extra = { shared: [shared, shared], ...(JSON.parse('{"__proto__":{"a":1},"constructor":2}') as object) };
    expect(() => take(deepFreeze(registrationWith(extra)))).not.toThrow();
  });
});

describe('plainCopy', () => {
  it('copies all that is plain data, and nothing of it is the original', () => {
    const value = {
      a: [1, -0, NaN, Infinity, null, true, 'x', { b: {} }],
      c: Object.assign(Object.create(null) as object, { d: [] }),
    };
    const copy = plainCopy(value);
    expect(copy).toEqual({ ...value, c: { d: [] } });
    expect(copy.a).not.toBe(value.a);
    expect(copy.a[7]).not.toBe(value.a[7]);
    expect(copy.c).not.toBe(value.c);
  });

  it('copies `__proto__` as a property of its own, and leaves out what is undefined, hidden or a symbol', () => {
    const value = JSON.parse('{"__proto__":{"polluted":true}}') as Record<string, unknown>;
    Object.defineProperty(value, 'hidden', { value: 1, enumerable: false });
    const copy = plainCopy(Object.assign(value, { a: undefined, [Symbol('s')]: 1 }));
    expect(Reflect.ownKeys(copy)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect('polluted' in copy).toBe(false);
  });

  it('takes objects of another realm', () => {
    const foreign = runInNewContext('({ a: [{ b: null }] })') as object;
    expect(plainCopy(foreign)).toEqual({ a: [{ b: null }] });
  });

  it('takes 100,000 values and no more, however they are divided', () => {
    expect(plainCopy(Array(99_999).fill('x'))).toHaveLength(99_999);
    for (const value of [
      Array(100_000).fill('x'),
      Array(50_000).fill(['x']),
      Object.fromEntries(Array(100_000).entries()),
    ]) {
      expect(refusalOf(() => plainCopy(value)).message).toContain('100,000 values');
    }
  });

  it('takes 512 levels and no more', () => {
    expect(plainCopy(nested(512))).toEqual(nested(512));
    expect(refusalOf(() => plainCopy(nested(513)))).toMatchObject({
      field: 'a',
      message: 'a: must not nest deeper than 512 levels',
    });
  });

  it('takes very long texts', () => {
    const long = 'x'.repeat(20_000_000);
    expect(plainCopy([long])).toEqual([long]);
  });

  it('does not name a field by what may be a token, nor by a way without end (S5)', () => {
    const secret = 'syt_secret+token/=';
    expect(refusalOf(() => plainCopy({ [secret]: { b: 1n } })).field).toBe('….b');
    expect(refusalOf(() => plainCopy(nested(20, (inner) => ({ a: inner === 'x' ? 1n : inner })))).field).toBe(
      'a.a.a.a.a.a.a.a…',
    );
  });

  it('is what everything works with that was given a registration, whatever happens to the original', async () => {
    const registration = registrationOf('irc');
    const { ownerOf } = createNamespaces([registration], serverName);
    const asked: string[] = [];
    const fetch = (request: Request): Promise<Response> => {
      asked.push(`${request.url} ${request.headers.get('authorization') ?? ''}`);
      return Promise.resolve(Response.json({}));
    };
    const client = createAppserviceClient(registration, { fetch });
    Object.assign(registration, { id: 'other', url: null, hs_token: 'other', namespaces: null });
    expect(ownerOf('@irc_ann:example.org')).toBe(registration);
    await client.ping();
    expect(asked).toEqual(['http://irc.test/_matrix/app/v1/ping Bearer hs-token-of-irc']);
  });
});

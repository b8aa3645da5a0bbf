import { describe, expect, it } from 'vitest';
import { createAppserviceHandler } from '../src/appservice/index.js';
import { createAppserviceClient, createFederationClient } from '../src/client/index.js';
import { parseSignedBody, verifyRequest } from '../src/federation/index.js';
import { createKeyProxy } from '../src/homeserver/index.js';
import { toClientKeyClaims } from '../src/keys/convert-key-claim.js';
import { toClientKeyQuery } from '../src/keys/convert-key-query.js';
import { createNodeTransport } from '../src/node/index.js';
import { numberOption } from '../src/number-options.js';
import { registrationOf } from './helpers/appservices.js';
import { createLocalKeys } from './helpers/local-keys.js';

describe('numberOption', () => {
  it.each([
    [{}, [0.001, 1, 1e300, Infinity], [NaN, 0, -0, -1, -Infinity], 'a number above 0, or Infinity'],
    [{ zero: true }, [0, 0.5, Infinity], [NaN, -0.5, -Infinity], 'a number from 0, or Infinity'],
    [{ whole: true }, [1, 2 ** 60, Infinity], [NaN, 0, 0.5, 1.5, -1], 'a whole number above 0, or Infinity'],
    [{ whole: true, most: 9 }, [1, 9], [NaN, 0, 8.5, 10, Infinity], 'a whole number above 0 to 9'],
  ])('allows with %j: %j, and not %j (rule S8)', (allowed, good, bad, words) => {
    for (const value of good) expect(numberOption('timeoutMs', value, 7, allowed)).toBe(value);
    for (const value of bad) {
      const refused = new RangeError(`timeoutMs must be ${words}, but is ${value}`);
      expect(() => numberOption('timeoutMs', value, 7, allowed)).toThrow(refused);
    }
    expect(numberOption('timeoutMs', undefined, 7, allowed)).toBe(7);
  });

  it.each([null, '10', 10n, true, {}])('refuses what is no number as a TypeError, without quoting it: %s', (value) => {
    const refused = new TypeError('maxBodyBytes must be a whole number above 0, or Infinity');
    expect(() => numberOption('maxBodyBytes', value as unknown as number, 7, { whole: true })).toThrow(refused);
  });
});

type Make = (value: number) => unknown;

const registration = registrationOf('irc');
const client = (options: object): unknown => createAppserviceClient(registration, options);
const federation = (options: object): unknown =>
  createFederationClient({
    origin: 'example.org',
    sign: () => Promise.reject(new Error('not called')),
    resolve: () => Promise.reject(new Error('not called')),
    ...options,
  });
const proxy = (options: object): unknown =>
  createKeyProxy({ serverName: 'example.org', registrations: [], local: createLocalKeys(), ...options });
const handler = (options: object): unknown => createAppserviceHandler({}, { hsToken: 'token', ...options });

/** Every numeric option of a public function: who has it, its name, and whether zero and fractions are allowed. */
const options: [string, string, Make, ('zero' | 'fraction')[]][] = [
  ...[
    { who: 'createAppserviceClient', make: client },
    { who: 'createFederationClient', make: federation },
    { who: 'createKeyProxy', make: proxy },
  ].flatMap(({ who, make }): typeof options => [
    [who, 'timeoutMs', (timeoutMs) => make({ timeoutMs }), ['fraction']],
    [who, 'maxBodyBytes', (maxBodyBytes) => make({ maxBodyBytes }), []],
    [who, 'limits.depth', (depth) => make({ limits: { depth } }), []],
    [who, 'limits.entries', (entries) => make({ limits: { entries } }), []],
    [who, 'limits.baseBytes', (baseBytes) => make({ limits: { baseBytes } }), []],
    [who, 'limits.userBytes', (userBytes) => make({ limits: { userBytes } }), []],
    [who, 'limits.entryBytes', (entryBytes) => make({ limits: { entryBytes } }), []],
    [who, 'limits.unaskedBytes', (unaskedBytes) => make({ limits: { unaskedBytes } }), []],
  ]),
  ['createKeyProxy', 'maxConcurrent', (maxConcurrent) => proxy({ maxConcurrent }), []],
  ['createKeyProxy', 'reuseMs', (reuseMs) => proxy({ reuseMs }), ['zero', 'fraction']],
  ['createAppserviceHandler', 'deliveryTimeoutMs', (deliveryTimeoutMs) => handler({ deliveryTimeoutMs }), ['fraction']],
  ['createAppserviceHandler', 'leaseMs', (leaseMs) => handler({ leaseMs }), ['fraction']],
  ['createAppserviceHandler', 'deadlineMs', (deadlineMs) => handler({ deadlineMs }), ['fraction']],
  [
    'createAppserviceHandler',
    'limits.transactionBytes',
    (transactionBytes) => handler({ limits: { transactionBytes } }),
    [],
  ],
  [
    'createAppserviceHandler',
    'limits.keyRequestBytes',
    (keyRequestBytes) => handler({ limits: { keyRequestBytes } }),
    [],
  ],
  ['createAppserviceHandler', 'limits.depth', (depth) => handler({ limits: { depth } }), []],
  ['createAppserviceHandler', 'limits.entries', (entries) => handler({ limits: { entries } }), []],
  ['createNodeTransport', 'maxSockets', (maxSockets) => createNodeTransport({ maxSockets }), []],
  ['createNodeTransport', 'keepAliveMs', (keepAliveMs) => createNodeTransport({ keepAliveMs }), ['fraction']],
  ['toClientKeyQuery', 'timeoutMs', (timeoutMs) => toClientKeyQuery({}, { timeoutMs }), ['zero']],
  ['toClientKeyClaims', 'timeoutMs', (timeoutMs) => toClientKeyClaims({}, { timeoutMs }), ['zero']],
  ['parseSignedBody', 'depth', (depth) => parseSignedBody(new TextEncoder().encode('{}'), { depth }), []],
];

describe.each(options)('%s', (_, name, make, allowed) => {
  const refused = new RegExp(`^${name} must be a `);

  it(`refuses ${name} that is NaN, negative or, where that means nothing, zero (S8)`, () => {
    for (const value of [NaN, -1, -Infinity])
      expect(thrownBy(() => make(value))).toMatchObject({
        name: 'RangeError',
        message: expect.stringMatching(refused) as string,
      });
    const zero = thrownBy(() => make(0));
    if (allowed.includes('zero')) expect(zero).toBeUndefined();
    else expect(zero).toMatchObject({ name: 'RangeError' });
  });

  it(`takes half of a ${name} only where fractions mean something (S8)`, () => {
    const half = thrownBy(() => make(0.5));
    if (allowed.includes('fraction')) expect(half).toBeUndefined();
    else expect(half).toMatchObject({ name: 'RangeError' });
    expect(thrownBy(() => make(1))).toBeUndefined();
  });

  it(`refuses ${name} that is no number (S8)`, () => {
    expect(thrownBy(() => make('10' as unknown as number))).toMatchObject({
      name: 'TypeError',
      message: expect.stringMatching(refused) as string,
    });
  });
});

it('verifyRequest refuses a depth that means nothing, whatever the request is (S8)', async () => {
  const request = { method: 'GET', target: '/', authorization: undefined, serverName: 'example.org' };
  const keysOf = () => Promise.resolve(undefined);
  await expect(verifyRequest({ ...request, keysOf }, { depth: NaN })).rejects.toThrow(RangeError);
});

function thrownBy(make: () => unknown): unknown {
  try {
    make();
    return undefined;
  } catch (error) {
    return error;
  }
}

it.each([Infinity, 86_400_001])('leaseMs of createAppserviceHandler is at most a day, and not %s (S8)', (leaseMs) => {
  expect(() => handler({ leaseMs })).toThrow(RangeError);
});

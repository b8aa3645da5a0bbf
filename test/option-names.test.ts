import { describe, expect, it } from 'vitest';
import { createDeviceDirectory, createMemoryStore } from '../src/appservice/index.js';
import { createAppserviceClient, createFederationClient } from '../src/client/index.js';
import { createKeyProxy } from '../src/homeserver/index.js';
import { createNodeListener, createNodeTransport } from '../src/node/index.js';
import { requireNames, requireOptionNames } from '../src/option-names.js';
import { createPostgresStore } from '../src/sql/index.js';
import type { AppserviceRegistration } from '../src/types.js';

const known = { timeoutMs: true, limits: true } as const;

describe('requireNames', () => {
  it('names an unknown option, and all known names', () => {
    expect(() => {
      requireNames('make', { timeoutMs: 1, timeout: 2 }, known);
    }).toThrow(new TypeError('make has no option `timeout`. It has timeoutMs, limits.'));
  });

  it('calls each what it is', () => {
    expect(() => {
      requireNames('make', { x: 1 }, known, 'handler');
    }).toThrow(new TypeError('make has no handler `x`. It has timeoutMs, limits.'));
  });

  it('passes what is undefined, and knows no names of JavaScript', () => {
    requireNames('make', { x: undefined, limits: 1 }, known);
    expect(() => {
      requireNames('make', { constructor: 1 }, known);
    }).toThrow('`constructor`');
  });

  it('shows no name that may be a token (S5)', () => {
    expect(() => {
      requireNames('make', { syt_c2VjcmV0_token9: 1 }, known);
    }).toThrow('make has no option `…`. It has timeoutMs, limits.');
  });

  it.each([null, 'x', 7])('takes %j for no options', (given) => {
    expect(() => {
      requireOptionNames('make', given, known);
    }).toThrow(new TypeError('the options of make must be an object'));
  });
});

/** Passes an object of options that TypeScript would refuse. */
const unchecked = (options: object): never => options as never;
const registration: AppserviceRegistration = {
  id: 'irc',
  url: null,
  as_token: 'a',
  hs_token: 'h',
  sender_localpart: 'bot',
  namespaces: {},
};

it.each<[string, string, () => unknown]>([
  ['createMemoryStore', 'now', () => createMemoryStore(unchecked({ noww: Date.now }))],
  ['createDeviceDirectory', 'fence', () => createDeviceDirectory(createMemoryStore(), unchecked({ fense: 1 }))],
  ['createNodeTransport', 'maxSockets', () => createNodeTransport(unchecked({ maxSocket: 1 }))],
  [
    'createNodeListener',
    'fallback',
    () => createNodeListener({ handle: unchecked(() => 1) }, unchecked({ fallbak: 1 })),
  ],
  ['createAppserviceClient', 'timeoutMs', () => createAppserviceClient(registration, unchecked({ timeout: 1 }))],
  ['createFederationClient', 'resolve', () => createFederationClient(unchecked({ origin: 'e', resolver: 1 }))],
  ['createKeyProxy', 'reuseMs', () => createKeyProxy(unchecked({ serverName: 'e', registrations: [], reuseMS: 1 }))],
  ['limits', 'depth', () => createAppserviceClient(registration, { limits: unchecked({ dept: 1 }) })],
])('%s refuses a misspelt %s, which would be ignored', (owner, name, make) => {
  expect(make).toThrow(TypeError);
  expect(make).toThrow(new RegExp(`^${owner} has no option \`.*\`. It has .*\\b${name}\\b`));
});

it('createPostgresStore refuses a misspelt schema, which would be ignored', async () => {
  const pool = unchecked({ connect: () => Promise.reject(new Error('not asked')) });
  await expect(createPostgresStore(pool, unchecked({ shcema: 'irc' }))).rejects.toThrow(
    /has no option `shcema`. It has .*\bschema\b/,
  );
});

it.each([undefined, null, {}, 'handler', { handle: 1 }])('createNodeListener refuses the handler %j', (handler) => {
  expect(() => createNodeListener(handler as never)).toThrow(
    new TypeError('createNodeListener takes a handler, such as createAppserviceHandler(handlers, options)'),
  );
});

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { lintRegistration } from '../../../src/registration/lint-registration.js';
import { compileNamespace } from '../../../src/registration/namespace-pattern.js';
import type { AppserviceRegistration } from '../../../src/types.js';
import { installation } from './synapse.js';

const base: AppserviceRegistration = {
  id: 'irc',
  url: 'http://127.0.0.1:29333',
  as_token: 'as-token',
  hs_token: 'hs-token',
  sender_localpart: 'ircbot',
  namespaces: { users: [{ exclusive: true, regex: '@irc_.*' }] },
};

beforeEach(({ skip }) => {
  skip(installation === undefined, 'no Python with Synapse: run test/interop/synapse/install-peer.sh');
});

/** Whether Synapse starts with each of these registrations. */
function loadedBySynapse(registrations: readonly object[]): boolean[] {
  const script = fileURLToPath(new URL('load-registrations.py', import.meta.url));
  // JSON is YAML.
  const input = JSON.stringify(registrations.map((each) => JSON.stringify(each)));
  const { status, stdout, stderr } = spawnSync(installation?.python ?? '', [script], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as (string | null)[]).map((reason) => reason === null);
}

/** Whether the linter says that it does. */
function loadedByLinter(fields: object): boolean {
  const homeserver = { name: 'synapse', version: installation?.version };
  const namespaces = 'namespaces' in fields ? fields.namespaces : base.namespaces;
  // What a reader refuses never gets so far, but as the source.
  const registration = { ...base, ...(isReadable(fields) ? fields : {}) };
  const findings = lintRegistration(registration, homeserver, { source: { ...base, ...fields, namespaces } });
  return findings.every(({ code }) => code !== 'refused-by-homeserver');
}

function isReadable(fields: object): boolean {
  try {
    lintRegistration({ ...base, ...fields }, { name: 'another' });
    return true;
  } catch {
    return false;
  }
}

const scope = 'urn:matrix:client:io.element.msc4502:rooms:is_joined';
const values = fc.constantFrom<unknown>(
  null,
  true,
  false,
  'yes',
  '',
  'a',
  5,
  [],
  {},
  [scope],
  [scope, 'a'],
  [5],
  'rtc/livekit/a',
);
const addresses = fc.array(
  fc.constantFrom<unknown>('10.0.0.0/8', '::1', 'fe80::/10', '192.168.0.1', 'localhost', '10', null, 5),
);
const fields = fc.record(
  {
    sender_localpart: fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('@ircbot', '@ircbot:example.org', 'irc=bot'),
    ),
    id: fc.stringMatching(/^[a-z|]{0,4}$/),
    url: fc.constantFrom(null, '', 'unix:///run/as.sock', 'http://127.0.0.1/'),
    receive_ephemeral: values,
    'org.matrix.msc3202': values,
    'io.element.msc4190': values,
    'io.element.msc4502.scopes': values,
    'io.element.msc4512.proxy_prefix': values,
    'io.element.msc4512.proxy_url': values,
    ip_range_whitelist: fc.oneof(addresses, fc.constantFrom(null, '10.0.0.0/8')),
    namespaces: fc.record({ users: fc.constantFrom(null, []), rooms: fc.constantFrom(null, []) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

it('the linter and Synapse refuse the same registrations (G9)', { timeout: 60_000 }, () => {
  // Few fields at once, so that one fault does not hide another.
  const few = fields.map((all) => Object.fromEntries(Object.entries(all).slice(0, 3)));
  const samples = fc.sample(few, { numRuns: Number(process.env['INTEROP_RUNS'] ?? 500), seed: 1 });
  const loaded = loadedBySynapse(samples.map((each) => ({ ...base, ...each })));
  expect(new Set(loaded)).toEqual(new Set([true, false]));
  for (const [i, sample] of samples.entries()) expect(loadedByLinter(sample), JSON.stringify(sample)).toBe(loaded[i]);
});

it('the linter and Synapse refuse the same regular expressions (G9)', { timeout: 60_000 }, () => {
  const pieces = fc.constantFrom(
    ...[
      '@',
      'irc',
      '_',
      '.*',
      '[a-z]+',
      '(a|b)',
      '(?i)',
      '(?i-s)',
      '(?i:x)',
      '(?U)',
      '\\pL',
      '\\p{Greek}',
      '\\z',
      '\\d',
      '\\.',
      '\\/',
    ],
    ...[
      '(?P<n>a)',
      '(?<n>a)',
      '[\\w-.]',
      '[\\w-]',
      '[]a]',
      '[^]a]',
      '[a\\]]',
      '{2}',
      '{2,}',
      '{',
      '\\x41',
      '\\x{41}',
      '\\Q.\\E',
      '$',
      '^',
    ],
  );
  const compiles = (regex: string): boolean => {
    try {
      compileNamespace(regex, '');
      // Python takes no repetition of an assertion, which no registration has.
      return !/(?:[\^$]|\(\?[a-zA-Z-]*\)|\\z)\{\d/.test(regex);
    } catch {
      return false;
    }
  };
  const regexes = fc
    .array(pieces, { maxLength: 5 })
    .map((each) => each.join(''))
    .filter(compiles);
  const samples = fc.sample(regexes, { numRuns: Number(process.env['INTEROP_RUNS'] ?? 500), seed: 1 });
  const namespaces = samples.map((regex) => ({ users: [{ exclusive: false, regex }] }));
  const loaded = loadedBySynapse(namespaces.map((each) => ({ ...base, namespaces: each })));
  expect(new Set(loaded)).toEqual(new Set([true, false]));
  for (const [i, each] of namespaces.entries()) {
    expect(loadedByLinter({ namespaces: each }), samples[i]).toBe(loaded[i]);
  }
});

import { describe, expect, it } from 'vitest';
import { fieldNames } from '../../generated/names.js';
import { RegistrationError } from '../../src/errors.js';
import { readRegistration } from '../../src/registration/read-registration.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { readExample } from '../helpers/read-example.js';

const example = deepFreeze(readExample('registration')) as Record<string, unknown>;

function refusalOf(value: unknown): RegistrationError {
  try {
    readRegistration(deepFreeze(value));
  } catch (error) {
    if (error instanceof RegistrationError) return error;
    throw error;
  }
  throw new Error('the registration was accepted');
}

describe('readRegistration', () => {
  it.each(['registration', 'registration-minimal'])('gives out %s itself, with nothing to report', (name) => {
    const value = deepFreeze(readExample(name));
    const { registration, findings } = readRegistration(value);
    expect(registration).toBe(value);
    expect(findings).toEqual([]);
  });

  it('keeps fields that it does not know, whatever they hold (W4)', () => {
    const value = { ...example, 'org.example': null, ...(JSON.parse('{"__proto__":{"a":1}}') as object) };
    expect(readRegistration(value).registration).toBe(value);
  });

  it.each([null, undefined, [], 'text', 5])('refuses %j', (value) => {
    expect(refusalOf(value)).toMatchObject({ field: '', message: 'registration: must be an object' });
  });

  it.each(['id', 'url', 'as_token', 'hs_token', 'sender_localpart', 'namespaces'])(
    'refuses a registration without %s',
    (field) => {
      const rest = Object.fromEntries(Object.entries(example).filter(([name]) => name !== field));
      expect(refusalOf(rest)).toMatchObject({ field, message: `${field}: is missing` });
    },
  );

  it.each(['id', 'as_token', 'hs_token', 'sender_localpart', 'namespaces'])('refuses null as %s', (field) => {
    expect(refusalOf({ ...example, [field]: null }).field).toBe(field);
  });

  it.each(['id', 'as_token', 'hs_token', 'sender_localpart'])(
    'says that an unquoted `#` begins a comment where %s is null, as `#text` is in YAML (G8)',
    (field) => {
      expect(refusalOf({ ...example, [field]: null }).message).toContain(
        'put it in quotes, since an unquoted `#` begins a comment',
      );
    },
  );

  it.each(['id', 'as_token', 'url'])('says that %s has to be quoted when YAML made a date of it (G8)', (field) => {
    expect(refusalOf({ ...example, [field]: new Date(0) })).toMatchObject({
      field,
      message: `${field}: must be plain data, not a date: put it in quotes`,
    });
  });

  it.each([
    ['id', 5],
    ['as_token', 123456],
    ['hs_token', 1e5],
    ['sender_localpart', true],
    ['url', 9000],
  ])('says that %s has to be quoted when it is the YAML value %j (G8)', (field, value) => {
    const refusal = refusalOf({ ...example, [field]: value });
    expect(refusal.field).toBe(field);
    expect(refusal.message).toContain('put it in quotes');
    expect(refusal.message).not.toContain(String(value));
  });

  it.each([
    ['rate_limited', 'yes'],
    ['receive_ephemeral', 'true'],
    [fieldNames.Registration.receive_ephemeral.unstable[0], 1],
    ['protocols', 'irc'],
    ['namespaces', []],
  ])('refuses %s when it is %j', (field, value) => {
    const refusal = refusalOf({ ...example, [field]: value });
    expect(refusal.field).toBe(field);
    expect(refusal.message).not.toContain('quotes');
  });

  it.each([
    ['protocols[1]', { ...example, protocols: ['irc', 5] }],
    ['namespaces.users', { ...example, namespaces: { users: {} } }],
    ['namespaces.rooms[1]', { ...example, namespaces: { rooms: [{ exclusive: true, regex: '' }, 'x'] } }],
    ['namespaces.users[0].regex', { ...example, namespaces: { users: [{ exclusive: true }] } }],
    ['namespaces.aliases[0].exclusive', { ...example, namespaces: { aliases: [{ regex: 'a' }] } }],
    ['namespaces.users[0].exclusive', { ...example, namespaces: { users: [{ exclusive: 'yes', regex: 'a' }] } }],
    ['namespaces.users[0].regex', { ...example, namespaces: { users: [{ exclusive: true, regex: null }] } }],
  ])('names %s where the fault is there', (field, value) => {
    expect(refusalOf(value).field).toBe(field);
  });

  it('reads optional fields that are null, as empty YAML entries are, as absent, and reports each', () => {
    const value = { ...example, rate_limited: null, protocols: null, namespaces: { users: [], rooms: null } };
    const { registration, findings } = readRegistration(deepFreeze(value));
    const { rate_limited: _rateLimited, protocols: _protocols, ...rest } = example;
    expect(registration).toEqual({ ...rest, namespaces: { users: [] } });
    expect(findings.map(({ code, pointer }) => `${code} ${pointer}`).sort()).toEqual([
      'malformed-field /namespaces/rooms',
      'malformed-field /protocols',
      'malformed-field /rate_limited',
    ]);
  });

  it.each(['as_token', 'hs_token'])('refuses a %s that is not visible ASCII, and never shows it (G8 S5)', (field) => {
    for (const token of ['', ' ', 'two words', 'new\nline', 'tökén', 'nul\0', 'x\x7f', '\ufefftoken']) {
      const refusal = refusalOf({ ...example, [field]: token });
      expect(refusal.field).toBe(field);
      if (token.length > 1) expect(refusal.message).not.toContain(token);
    }
  });

  it('accepts the same token in both directions', () => {
    expect(readRegistration({ ...example, as_token: 'same', hs_token: 'same' }).findings).toEqual([]);
  });

  it.each([
    null,
    '',
    'unix:///run/bridge/as.sock',
    'UNIX:///run/my%20bridge/%E2%82%AC.sock',
    'unix:////run/as.sock/',
    'unix:///C:\\as.sock',
    'http://localhost:9000',
    'https://bridge.example.org/path/',
    'http://[::1]:29318',
    'HTTP://EXAMPLE.ORG',
    'http://bücher.example',
    'http://example.org/a@b',
  ])('accepts the URL %j (G8 N9)', (url) => {
    expect(readRegistration({ ...example, url }).registration.url).toBe(url);
  });

  it.each([
    ' ',
    'localhost:9000',
    'ftp://example.org',
    'unix:',
    'unix://',
    'unix:///',
    'unix:/run/secret.sock',
    'unix:run/secret.sock',
    'unix://run/secret.sock',
    'unix://user:secret@localhost/run/as.sock',
    'unix:///run/as.sock?secret',
    'unix:///run/as.sock#secret',
    'unix:///run/my secret.sock',
    'unix:///run/secret\n.sock',
    'unix:///run/secret%00.sock',
    'unix:///run/secret%zz.sock',
    'unix:///run/secret%ff.sock',
    'unix:///run/secret\ud800.sock',
    'unix+http:///run/secret.sock',
    'http+unix://%2Frun%2Fsecret.sock',
    'javascript:alert(1)',
    'http:example.org',
    'http:///example.org',
    'http:\\\\example.org',
    'http://example.org\\@other.example',
    'http://exa mple.org',
    ' http://example.org',
    'http://exam\nple.org',
    'http://example.org:99999',
    'http://',
    'http://user:secret@example.org',
    'http://user@example.org',
    'http://@example.org',
    'http://example.org?query=secret',
    'http://example.org/?',
    'http://example.org#fragment',
    'http://example.org/#',
  ])('refuses the URL %j, and does not show it (G8 S5)', (url) => {
    const refusal = refusalOf({ ...example, url });
    expect(refusal.field).toBe('url');
    expect(refusal.message).not.toContain('secret');
  });

  it.each(['users', 'aliases', 'rooms'] as const)(
    'refuses an expression among %s that does not compile (G2)',
    (kind) => {
      const good = { exclusive: false, regex: '.*' };
      for (const regex of ['(?=a)', '(?<=a)b', '(a)\\1', '[', 'a)|(?:b', '(?!a)', 'a{2000}']) {
        const refusal = refusalOf({ ...example, namespaces: { [kind]: [good, { exclusive: true, regex }] } });
        expect(refusal.field).toBe(`namespaces.${kind}[1].regex`);
      }
    },
  );
});

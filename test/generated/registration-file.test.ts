import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { CORE_SCHEMA, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../scripts/generate/json.js';
import { parseRegistrationYaml } from '../../src/node/parse-registration-yaml.js';
import { lintRegistration, readRegistration } from '../../src/registration/index.js';
import { readProjectFile } from '../helpers/project.js';
import { readExample } from '../helpers/read-example.js';
import { brokenTwins } from '../openapi/broken-twins.js';
import { documents } from '../openapi/documents.js';

const schema = JSON.parse(readProjectFile('generated/schemas/registration-file.json')) as JsonObject;
const fits = new Ajv2020({ logger: false }).compile(schema);
const registration = readExample('registration') as JsonObject;

const tokens = ['as-token', '!', '~', 'a b', '', 'tökén', 'a\n', 'a\u007f', 1, null, ['a']];
const urls = [
  'http://127.0.0.1:29333/',
  'HTTPS://bücher.example',
  'http://[::1]:80/path/',
  'http://host',
  'unix:///run/bridge/as.sock',
  'UNIX:///a%20b',
  '',
  null,
  'http:///path',
  'http:/host',
  'ftp://host/',
  'host:80',
  'http://user@host/',
  'http://host/?query',
  'http://host/#part',
  'http://host/a b',
  'http://host\\path',
  'http://host\n',
  'unix://',
  'unix:///',
  'unix://run/as.sock',
  'unix:///run/as.sock?',
  'unix:///run/as.sock#',
  'unix:///run/a b',
  1,
  undefined,
];
const flags = [true, false, null, 'true', 'maybe', 1, []];
const lists = [[], null, [{ exclusive: true, regex: '@a' }], [{ exclusive: null, regex: '@a' }], [{ regex: '@a' }], {}];

describe('the schema for registration files', () => {
  it.each([
    ...tokens.map((value) => ['as_token', value]),
    ...tokens.map((value) => ['hs_token', value]),
    ...urls.map((value) => ['url', value]),
    ...['a', '', '@a:b', 1, null].map((value) => ['id', value]),
    ...['a', '', 'irc bot', 1, null].map((value) => ['sender_localpart', value]),
    ...flags.map((value) => ['rate_limited', value]),
    ...flags.map((value) => ['receive_ephemeral', value]),
    ...flags.map((value) => ['de.sorunome.msc2409.push_ephemeral', value]),
    ...flags.map((value) => ['org.matrix.msc3202', value]),
    ...[['irc'], [], null, [1], 'irc'].map((value) => ['protocols', value]),
    ...lists.map((list) => ['namespaces', { users: list, rooms: list, aliases: list }]),
    ...[null, [], {}, { others: 1 }].map((value) => ['namespaces', value]),
    ...[1, null, { a: [] }].map((value) => ['org.example.unknown', value]),
  ] as [string, Json | undefined][])('agrees with the reader on %s: %j (G8)', (field, value) => {
    const { [field]: _, ...others } = registration;
    const changed = value === undefined ? others : { ...others, [field]: value };
    expect(fits(changed)).toBe(isRead(changed));
  });

  it('refuses whatever has the wrong shape, as the reader does, and lets null stand for an optional field (S4)', () => {
    const { document } = documents.find(({ name }) => name.endsWith('registration')) ?? { document: {} };
    const twins = brokenTwins({ $ref: '#/components/schemas/Registration' }, registration, document);
    expect(twins.length).toBeGreaterThan(50);
    expect(twins.filter(({ value }) => isRead(value)).every(({ fault }) => fault === 'null in its place')).toBe(true);
    const disagreed = twins.filter(({ value }) => fits(value) !== isRead(value));
    expect(disagreed.map(({ fault, pointer }) => `${pointer} ${fault}`)).toEqual([]);
  });

  it('accepts everything that the reader and the linter accept', () => {
    const field = (values: readonly unknown[]): fc.Arbitrary<unknown> =>
      fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom(...values.slice(0, 3)) },
        { weight: 4, arbitrary: fc.constantFrom(...values) },
        { weight: 1, arbitrary: fc.oneof(fc.string(), fc.jsonValue({ maxDepth: 2 })) },
      );
    const files = fc.record(
      {
        id: fc.string(),
        url: field(urls),
        as_token: field(tokens),
        hs_token: field(tokens),
        sender_localpart: fc.string(),
        namespaces: fc.record({ users: field(lists), rooms: field(lists) }, { requiredKeys: [] }),
        rate_limited: field(flags),
        protocols: field([['irc'], null]),
        receive_ephemeral: field(flags),
      },
      { requiredKeys: ['id', 'url', 'as_token', 'hs_token', 'sender_localpart', 'namespaces'] },
    );
    let read = 0;
    fc.assert(
      fc.property(files, (file) => {
        if (!isRead(file)) return;
        read++;
        expect(fits(file), JSON.stringify(fits.errors)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(20);
  });

  it.each(['yes', 'No', 'ON', 'off', 'y', 'N', 'true', 'False', 'TRUE'])(
    'accepts the boolean %s of YAML 1.1 in an editor that speaks YAML 1.2, in which it may be text (G9)',
    (word) => {
      const text = fileWith(`exclusive: ${word}`);
      expect(isRead(parseRegistrationYaml(text))).toBe(true);
      expect(fits(load(text, { schema: CORE_SCHEMA }))).toBe(true);
    },
  );

  it.each(['as_token: 1e5', 'as_token: 12345', 'as_token: #sometoken', 'url: 127.0.0.1', 'id: true'])(
    'marks a value without its quotation marks in an editor: %s (G8)',
    (line) => {
      const text = fileWith('exclusive: true', line);
      expect(() => readRegistration(parseRegistrationYaml(text))).toThrow();
      expect(fits(load(text, { schema: CORE_SCHEMA }))).toBe(false);
    },
  );
});

/** Tells whether the reader takes it, and the linter after it, as the command line does. */
function isRead(value: unknown): boolean {
  try {
    lintRegistration(readRegistration(value).registration, { name: 'synapse' });
    return true;
  } catch {
    return false;
  }
}

function fileWith(flag: string, line = 'id: a'): string {
  const lines = ['id: a', "url: 'http://127.0.0.1:1'", 'as_token: a', 'hs_token: h', 'sender_localpart: bot'];
  const [name = ''] = line.split(':');
  return `${lines.map((each) => (each.startsWith(`${name}:`) ? line : each)).join('\n')}
namespaces:
  users:
    - regex: '@bot_.*'
      ${flag}
`;
}

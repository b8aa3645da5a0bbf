import { describe, expect, it } from 'vitest';
import { deriveUnstable } from '../../scripts/generate/derive-unstable.js';
import { objectAt, type JsonObject } from '../../scripts/generate/json.js';
import { deepFreeze } from '../helpers/deep-freeze.js';

const stablePath = '/_matrix/app/v1/keys/query';
const unstablePath = '/_matrix/app/unstable/org.example.msc1/keys/query';

describe('paths', () => {
  const operation = {
    operationId: 'queryKeys',
    summary: 'Ask for keys.',
    description: 'What is asked.',
    'x-msc': 'MSC1',
    'x-msc-state': 'draft',
    'x-unstable-path': unstablePath,
    'x-legacy-path': '/keys/query',
    requestBody: { required: true },
  };

  it('gives an operation a second time under its unstable path, and names the stable one there', () => {
    const { paths } = deriveUnstable({ paths: { [stablePath]: { post: operation } } });
    expect(paths).toEqual({
      [stablePath]: { post: operation },
      [unstablePath]: {
        post: {
          operationId: 'queryKeysUnstable',
          summary: 'Ask for keys. (unstable)',
          description: `The path of \`${stablePath}\` while MSC1 is a draft. Request and response are the same.`,
          'x-msc': 'MSC1',
          'x-msc-state': 'draft',
          'x-stable-path': stablePath,
          requestBody: { required: true },
        },
      },
    });
  });

  it('leaves an operation without an unstable path alone', () => {
    const paths = { '/_matrix/app/v1/ping': { post: { operationId: 'ping', summary: 'Ping.' } } };
    expect(deriveUnstable({ paths })['paths']).toEqual(paths);
  });

  it('keeps both methods of one path together, and the parameters that they share', () => {
    const parameters = [{ name: 'userId', in: 'path' }];
    const path = { parameters, get: { ...operation, operationId: 'a' }, put: { ...operation, operationId: 'b' } };
    const derived = objectAt(deriveUnstable({ paths: { [stablePath]: path } }), 'paths', unstablePath);
    expect(derived).toMatchObject({ parameters, get: { operationId: 'aUnstable' }, put: { operationId: 'bUnstable' } });
  });
});

describe('a derived path that is taken', () => {
  const query = { operationId: 'a', 'x-unstable-path': '/unstable' };

  it.each([
    ['by another operation', { '/a': { post: query }, '/b': { post: query } }],
    ['by a path that stands before it', { '/unstable': { post: query }, '/a': { post: query } }],
    ['by a path that stands after it', { '/a': { post: query }, '/unstable': { post: query } }],
  ] satisfies [string, JsonObject][])('%s, is refused, since one of the two would be lost', (_, paths) => {
    expect(() => deriveUnstable({ paths })).toThrow('is already there');
  });

  it.each([5, null, ['/unstable']])('is refused where it is no string: %j', (path) => {
    const operation = { operationId: 'a', 'x-unstable-path': path };
    expect(() => deriveUnstable({ paths: { '/a': { post: operation } } })).toThrow('must be a string');
  });
});

describe('an operation that only a draft has', () => {
  const operation = { operationId: 'claim', summary: 'Claim.', 'x-unstable-only': true };

  it('stays where it is, under its unstable path', () => {
    const paths = { [unstablePath]: { post: operation } };
    expect(deriveUnstable({ paths })['paths']).toEqual(paths);
  });

  it('is refused without its mark, as is a path that should have been derived', () => {
    const paths = { [unstablePath]: { post: operation, put: { operationId: 'put', summary: 'Put.' } } };
    expect(() => deriveUnstable({ paths })).toThrow(`${unstablePath}: give the stable path an x-unstable-path`);
  });
});

describe('parameters', () => {
  const device = { name: 'device_id', in: 'query', 'x-unstable-names': ['org.example.device_id'] };
  const user = { name: 'user_id', in: 'query' };
  const other = {
    name: 'org.example.device_id',
    in: 'query',
    description: 'What the draft calls `device_id`.',
    'x-stable-name': 'device_id',
  };

  it('stand under their other names too, after their own, in an operation or in the whole path', () => {
    const item = { parameters: [device, user], get: { parameters: [user, device] } };
    const { paths } = deriveUnstable({ paths: { '/a': item } });
    expect(paths).toEqual({
      '/a': { parameters: [device, other, user], get: { parameters: [user, device, other] } },
    });
  });

  it('do so where they are components as well', () => {
    const reference = { $ref: '#/components/parameters/Device' };
    const components = { parameters: { Device: device } };
    const derived = deriveUnstable({ components, paths: { '/a': { get: { parameters: [reference] } } } });
    expect(derived).toEqual({ components, paths: { '/a': { get: { parameters: [reference, other] } } } });
  });
});

describe('names', () => {
  const left = { type: 'array', description: 'Who left.', 'x-accepted-names': ['removed', 'gone'] };
  const lists = { $ref: '#/components/schemas/Lists', 'x-msc': 'MSC2', 'x-unstable-names': ['org.example.lists'] };

  it('copies a property to each unstable name, and names the stable one there', () => {
    const body = propertiesOf({ type: 'object', properties: { lists }, required: ['lists'] });
    expect(body).toEqual({
      lists,
      'org.example.lists': {
        $ref: '#/components/schemas/Lists',
        'x-msc': 'MSC2',
        'x-stable-name': 'lists',
        description: 'What the draft calls `lists`.',
      },
    });
  });

  it('copies a property to each accepted name, as deprecated', () => {
    const older = {
      type: 'array',
      description: 'An older name of `left`: read, never written.',
      deprecated: true,
      'x-stable-name': 'left',
    };
    expect(propertiesOf({ type: 'object', properties: { left } })).toEqual({ left, removed: older, gone: older });
  });

  it('finds properties at any depth', () => {
    const inner = { type: 'object', properties: { left } };
    const { maps } = propertiesOf({
      type: 'object',
      properties: { maps: { type: 'object', additionalProperties: { type: 'array', items: inner } } },
    });
    expect(JSON.stringify(maps)).toContain('"x-stable-name":"left"');
  });

  it.each([
    ['the name of another property', { a: { 'x-unstable-names': ['b'] }, b: {} }],
    ['the same name for two', { a: { 'x-unstable-names': ['c'] }, b: { 'x-accepted-names': ['c'] } }],
    ['its own name', { a: { 'x-unstable-names': ['a'] } }],
    ['one name twice', { a: { 'x-unstable-names': ['b', 'b'] } }],
    ['a name that every object has', { a: { 'x-unstable-names': ['__proto__'] } }],
  ] satisfies [string, JsonObject][])('refuses %s, since one of the two would be lost', (_, properties) => {
    expect(() => propertiesOf({ type: 'object', properties })).toThrow(/: "\w+" is already there/);
  });

  it.each([{ 'x-unstable-names': 'b' }, { 'x-unstable-names': [5] }, { 'x-accepted-names': { b: true } }])(
    'refuses names that are no list of strings: %j',
    (names) => {
      expect(() => propertiesOf({ type: 'object', properties: { a: names } })).toThrow('must be a list of strings');
    },
  );

  it('leaves what is required as it is, since no other name can replace a required one', () => {
    const { components } = deriveUnstable({
      components: { schemas: { Body: { type: 'object', properties: { lists }, required: ['lists'] } } },
    });
    expect(components).toMatchObject({ schemas: { Body: { required: ['lists'] } } });
  });

  it('leaves examples alone, be they of schemas or of media types, though they look like schemas', () => {
    const payload = { type: 'object', properties: { lists } };
    const document = {
      components: { schemas: { Body: { type: 'object', example: payload, examples: [payload] } } },
      paths: { '/a': { get: { responses: { 200: { content: { json: { examples: { a: { value: payload } } } } } } } } },
    };
    expect(deriveUnstable(document)).toEqual(document);
  });

  function propertiesOf(schema: JsonObject): JsonObject {
    const document = deriveUnstable({ components: { schemas: { Body: schema } } });
    return objectAt(document, 'components', 'schemas', 'Body', 'properties');
  }
});

it('does not change the document that it is given', () => {
  const schema = { type: 'object', properties: { a: { type: 'string', 'x-unstable-names': ['org.example.a'] } } };
  const path = { post: { operationId: 'a', 'x-unstable-path': '/unstable' } };
  const document = deepFreeze({ paths: { '/a': path }, components: { schemas: { A: schema } } });
  expect(() => deriveUnstable(document)).not.toThrow();
});

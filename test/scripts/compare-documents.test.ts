import { describe, expect, it } from 'vitest';
import { changesText } from '../../scripts/diff/changes-text.js';
import { compareDocuments } from '../../scripts/diff/compare-documents.js';
import type { Change } from '../../scripts/diff/judge.js';
import { readOptions } from '../../scripts/diff/options.js';
import { operationsOf } from '../../scripts/diff/resolve-operations.js';
import type { JsonObject } from '../../scripts/generate/json.js';
import { projectFiles } from '../helpers/project.js';

const text = JSON.stringify({
  openapi: '3.1.0',
  paths: {
    '/keys': {
      post: {
        description: 'Asks.',
        operationId: 'askForKeys',
        'x-unstable-path': '/unstable/keys',
        parameters: [{ in: 'query', name: 'user', schema: { type: 'string' } }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Query' } } } },
        responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Answer' } } } } },
      },
    },
  },
  components: {
    schemas: {
      Query: {
        type: 'object',
        properties: { who: { type: 'string' } },
        required: ['who'],
        'x-unstable-names': { who: 'org.who' },
      },
      Answer: {
        type: 'object',
        properties: { key: { $ref: '#/components/schemas/Key' }, required: { type: ['string', 'null'] } },
        required: ['key'],
      },
      Key: { type: 'object', properties: { use: { type: 'string', enum: ['a', 'b'] } } },
    },
  },
});

describe('compareDocuments', () => {
  it.each([
    ['"who":{"type":"string"}', '"who":{"type":"integer"}', 'breaking', 'Query/properties/who/type/string'],
    ['"required":["who"]', '"required":["who","how"]', 'breaking', 'Query/required/how'],
    ['"required":["who"]', '"required":[]', 'non-breaking', 'Query/required/who'],
    ['"required":["key"]', '"required":[]', 'breaking', 'Answer/required/key'],
    ['"required":["key"]', '"required":["key","more"]', 'non-breaking', 'Answer/required/more'],
    ['["string","null"]', '["string"]', 'non-breaking', 'Answer/properties/required/type/null'],
    ['["string","null"]', '["string","null","array"]', 'breaking', 'Answer/properties/required/type/array'],
    ['"enum":["a","b"]', '"enum":["b","a","c"]', 'breaking', 'Key/properties/use/enum/c'],
    ['"enum":["a","b"]', '"enum":["b"]', 'non-breaking', 'Key/properties/use/enum/a'],
    ['{"who":', '{"description":{"type":"string"},"who":', 'non-breaking', 'Query/properties/description'],
    ['"required":{"type":["string","null"]}', '"others":{}', 'breaking', 'Answer/properties/required'],
    [
      '"parameters":[',
      '"parameters":[{"in":"query","name":"x","required":true},',
      'breaking',
      'POST /keys/parameters/query x',
    ],
    ['"parameters":[', '"parameters":[{"in":"query","name":"x"},', 'non-breaking', 'POST /keys/parameters/query x'],
    ['"200":', '"404":{"description":"None."},"200":', 'non-breaking', 'POST /keys/responses/404'],
    ['"200":', '"201":', 'breaking', 'POST /keys/responses/200'],
    ['"/keys":', '"/more":{"get":{"responses":{}}},"/keys":', 'non-breaking', 'GET /more'],
    ['"/keys":', '"/others":', 'breaking', 'POST /keys'],
    ['"description":"Asks."', '"security":[{"token":[]}]', 'breaking', 'POST /keys/security/token'],
    ['Asks.', 'Asks for keys.', 'documentation', 'POST /keys/description'],
    ['askForKeys', 'askKeys', 'breaking', 'POST /keys/operationId'],
    ['/unstable/keys', '/unstable/org.keys', 'breaking', 'POST /keys/x-unstable-path'],
    ['org.who', 'org.example.who', 'breaking', 'Query/x-unstable-names/who'],
    ['{"who":"org.who"}', '{}', 'breaking', 'Query/x-unstable-names/who'],
    ['{"who":"org.who"}', '{"who":"org.who","how":"org.how"}', 'non-breaking', 'Query/x-unstable-names/how'],
  ] as const)('turning %s into %s is %s', (from, to, kind, place) => {
    const changes = compare(text.replace(from, to));
    expect(changes).toContainEqual(expect.objectContaining({ kind, place }));
    if (kind !== 'breaking') expect(changes.filter((each) => each.kind === 'breaking')).toEqual([]);
  });

  it('finds no change in the same documents, in whatever order and number of files, and reads all of ours', () => {
    expect(compare(text)).toEqual([]);
    const ours = new Map(projectFiles('generated/openapi', '.json').map(({ path, text: each }) => [path, parse(each)]));
    expect(operationsOf([...ours.values()]).size).toBeGreaterThan(40);
    expect(compareDocuments(ours, new Map([...ours].reverse()))).toEqual([]);
  });

  it('knows the paths that the documents of the specification leave to their servers', () => {
    const server = {
      url: '{protocol}://{hostname}{basePath}',
      variables: { basePath: { default: '/_matrix/app/v1' } },
    };
    const document = { ...parse(text), servers: [server] };
    expect([...operationsOf([document]).keys()]).toEqual(['POST /_matrix/app/v1/keys']);
  });
});

it('changes are written as lists for release notes, the breaking ones first', () => {
  const changed = text
    .replace('"enum":["a","b"]', '"enum":["a","b","c"]')
    .replace('"/keys":', '"/more":{"get":{"responses":{}}},"/keys":');
  expect(changesText(compare(changed))).toBe(
    'Breaking (1)\n\n- `Key/properties/use/enum/c`: added\n\nNot breaking (1)\n\n- `GET /more`: added',
  );
  expect(changesText([])).toBe('No changes.');
});

it('the options of npm run diff are one or two versions, and --json', () => {
  expect(readOptions(['v1.0.0', '--json'])).toMatchObject({ before: 'v1.0.0', after: 'generated/openapi', json: true });
  expect(readOptions(['a', 'b'])).toMatchObject({ before: 'a', after: 'b', json: false });
  expect(() => readOptions([])).toThrow('give one or two versions');
  expect(() => readOptions(['a', 'b', 'c'])).toThrow(TypeError);
});

function compare(after: string): Change[] {
  return compareDocuments(new Map([['a', parse(text)]]), new Map([['a', parse(after)]]));
}

function parse(json: string): JsonObject {
  return JSON.parse(json) as JsonObject;
}

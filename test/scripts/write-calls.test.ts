import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../scripts/generate/json.js';
import { writeCalls } from '../../scripts/generate/write-calls.js';

const schema = { $ref: '#/components/schemas/Answer' };
const answer = { responses: { '200': { content: { 'application/json': { schema } } } } };
const acting: Json[] = [
  { $ref: '#/components/parameters/ActingUser' },
  { $ref: '#/components/parameters/ActingDevice' },
];

/** The lines of the calls of a document. */
function callsOf(item: JsonObject, path = '/a/{b}', components: JsonObject = {}): string[] {
  const written = writeCalls([
    { api: 'client-server', document: { paths: { [path]: item }, components } },
    { api: 'server-server', document: { paths: { '/other': { get: { operationId: 'other', ...answer } } } } },
  ]);
  const table = written.slice(written.indexOf('= {\n') + 4);
  return table.split('\n').filter((line) => line.startsWith('  '));
}

describe('writeCalls', () => {
  it('writes what a client needs to call each operation of the client-server API, sorted by ID', () => {
    const item = {
      parameters: [{ name: 'b', in: 'path', 'x-may-be-empty': true }, ...acting],
      put: {
        operationId: 'second',
        requestBody: {},
        parameters: [{ $ref: '#/components/parameters/C' }, { name: 'Content-Type', in: 'header' }],
        ...answer,
      },
      get: { operationId: 'first', ...answer },
    };
    const components = { parameters: { C: { name: 'c', in: 'query' } } };
    expect(callsOf(item, '/a/{b}', components)).toEqual([
      '  first: { method: "GET", path: "/a/{b}", mayBeEmpty: "b", acts: true, answer: guards.isAnswer },',
      '  second: { method: "PUT", path: "/a/{b}", query: ["c"], mayBeEmpty: "b", acts: true, body: true, answer: guards.isAnswer },',
    ]);
  });

  it('says of an operation that it returns a file', () => {
    const responses = { '200': { content: { 'application/octet-stream': {} } } };
    expect(callsOf({ get: { operationId: 'download', responses } })).toEqual([
      `  download: { method: "GET", path: "/a/{b}", answer: 'bytes' },`,
    ]);
  });

  it('refuses a parameter that the client would not send', () => {
    const parameters = [{ name: 'X-Other', in: 'header' }];
    expect(() => callsOf({ get: { operationId: 'a', parameters, ...answer } })).toThrow(
      'a: the client does not know the parameter X-Other',
    );
  });

  it.each<[string, JsonObject]>([
    ['no schema', {}],
    ['a schema without a name', { type: 'object' }],
    ['a schema from elsewhere', { $ref: 'other.yaml' }],
  ])('refuses an answer with %s, which would not be checked', (_, wrong) => {
    const responses = { '200': { content: { 'application/json': { schema: wrong } } } };
    expect(() => callsOf({ get: { operationId: 'a', responses } })).toThrow(
      'a: the answer must be a schema of its own, or bytes',
    );
  });
});

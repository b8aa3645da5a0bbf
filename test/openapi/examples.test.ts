import { describe, expect, it } from 'vitest';
import * as validators from '../../generated/validators/index.js';
import type { Guard } from '../../generated/validators/index.js';
import { objectAt } from '../../scripts/generate/json.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { projectFiles } from '../helpers/project.js';
import { brokenTwins, toleratedTwins } from './broken-twins.js';
import { documents, examplesOf } from './documents.js';

const guards: Record<string, Guard<unknown>> = { ...validators };
const examples = documents.flatMap(examplesOf);

it('the documents show examples of every schema that goes over the wire', () => {
  const shown = new Set(examples.map(({ schemaName }) => schemaName));
  for (const name of [
    'KeyQuery',
    'KeyQueryResponse',
    'KeyClaim',
    'KeyClaimResponse',
    'TransactionBody',
    'Registration',
    'FederationKeyQuery',
    'FederationKeyQueryResponse',
    'FederationKeyClaim',
    'FederationSeveralKeysClaim',
    'FederationKeyClaimResponse',
    'UserDevices',
    'ClientKeyQuery',
    'ClientKeyClaim',
    'ClientSeveralKeysClaim',
    'ClientKeyClaimResponse',
    'KeyUpload',
    'SignatureUpload',
    'SignatureUploadResponse',
    'Device',
    'Devices',
    'TokenOwner',
    'ToDeviceMessages',
    'SyncResponse',
    'EventContent',
    'EventId',
    'ContentUri',
    'RoomCreation',
    'RoomId',
    'Invitation',
    'RoomMembers',
    'JoinedMembers',
    'RoomState',
    'Profile',
  ]) {
    expect(shown).toContain(name);
  }
});

describe.each(examples)('$name', ({ schemaName, document, value }) => {
  const guard = guards[`is${schemaName}`];
  const schema = objectAt(document, 'components', 'schemas', schemaName);

  it(`is a valid ${schemaName}`, () => {
    expect(guard?.(deepFreeze(value))).toBe(true);
    expect(guard?.errors).toEqual([]);
  });

  it('is refused once it has a fault, at the place of the fault', () => {
    const twins = brokenTwins(schema, value, document);
    expect(twins.length).toBeGreaterThan(0);
    const verdicts = twins.map((twin) => ({ ...twin, valid: guard?.(twin.value), found: guard?.errors[0]?.pointer }));
    expect(verdicts.filter(({ valid, found, pointer }) => valid !== false || found !== pointer)).toEqual([]);
  });

  it('is accepted with unknown fields and with names without @ in its user maps, whatever they hold (W4, W5)', () => {
    const twins = toleratedTwins(schema, value, document);
    expect(twins.length).toBeGreaterThan(0);
    expect(twins.filter((twin) => guard?.(twin) !== true)).toEqual([]);
  });
});

describe('twins', () => {
  const document = {
    components: { schemas: { Key: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] } } },
  };

  it('breaks one thing at a time, and says where', () => {
    const schema = { type: 'object', patternProperties: { '^@': { $ref: '#/components/schemas/Key' } } };
    const twins = brokenTwins(schema, { '@a/b': { a: 'x' }, other: 1 }, document);
    expect(twins).toContainEqual({ fault: 'without a', pointer: '/@a~1b', value: { '@a/b': {}, other: 1 } });
    expect(twins).toContainEqual({
      fault: 'null in its place',
      pointer: '/@a~1b/a',
      value: { '@a/b': { a: null }, other: 1 },
    });
    expect(twins.map(({ pointer }) => pointer)).not.toContain('/other');
  });

  it('takes no value for a fault that one of the possible schemas allows', () => {
    const schema = { type: 'array', items: { oneOf: [{ type: 'integer' }, { $ref: '#/components/schemas/Key' }] } };
    const inside = brokenTwins(schema, [1, { a: 'x' }], document).filter(({ pointer }) => pointer === '/0');
    expect(inside.map(({ fault }) => fault.split(' ')[0])).toEqual(['null', 'boolean', 'number', 'string', 'array']);
  });

  it('get additions where the schema allows any, and nowhere else', () => {
    const schema = { type: 'object', additionalProperties: { $ref: '#/components/schemas/Key' } };
    const twins = toleratedTwins(schema, { b: { a: 'x' } }, document);
    expect(twins).toContainEqual({ b: { a: 'x', 'org.example.unknown': null } });
    expect(twins.every((twin) => Object.keys(twin ?? {}).length === 1)).toBe(true);
  });
});

it('every file in openapi/examples/ is shown by a document or read by a test', () => {
  const users = [...projectFiles('openapi', '.yaml'), ...projectFiles('test', '.ts')]
    .map(({ text }) => text)
    .join('\n');
  const isUsed = (path: string): boolean => {
    const name = path.replace(/^.*\/|\.json$/g, '');
    return users.includes(`/examples/${name}.json`) || users.includes(`readExample('${name}')`);
  };
  const files = projectFiles('openapi/examples', '.json').map(({ path }) => path);
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((path) => !isUsed(path))).toEqual([]);
  const unused = 'of-nothing';
  expect(isUsed(`openapi/examples/${unused}.json`)).toBe(false);
});

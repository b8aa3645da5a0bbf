import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../scripts/generate/json.js';
import { projectFiles } from '../helpers/project.js';
import { brokenTwins, toleratedTwins } from '../openapi/broken-twins.js';
import { documents, examplesOf } from '../openapi/documents.js';

/** The published schemas, by the names of their files. */
const schemas = new Map(
  projectFiles('generated/schemas', '.json').map(({ path, text }) => [
    path.replace(/^.*\//, ''),
    JSON.parse(text) as JsonObject,
  ]),
);
/** A validator as strict as one is by default, but for the lists of types that only it calls bad style. */
const warnings: unknown[] = [];
const warn = (message: unknown): number => warnings.push(message);
const ajv = new Ajv2020({ logger: { log: warn, warn, error: warn }, allowUnionTypes: true });

/** Each example once, though several documents may show it. */
const examples = [
  ...new Map(
    documents.flatMap(examplesOf).map((example) => [`${example.schemaName} ${JSON.stringify(example.value)}`, example]),
  ).values(),
];

it('there is one file for each schema of the documents, and one for registration files', () => {
  const titles = [...schemas.values()].map(({ title }) => title);
  const names = documents.flatMap(({ document }) => Object.keys((document['components'] as JsonObject)['schemas'] ?? {}));
  expect(titles.sort()).toEqual([...new Set([...names, 'RegistrationFile'])].sort());
});

describe.each([...schemas])('%s', (file, schema) => {
  it('is JSON Schema 2020-12 under its own relative name, and compiles as it is, without a warning', () => {
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: file });
    compiledFile(file);
    expect(warnings).toEqual([]);
  });

  it('refers to nothing outside', () => {
    expect(referencesIn(schema).filter((reference) => !reference.startsWith('#/$defs/'))).toEqual([]);
    expect(Object.keys((schema['$defs'] ?? {}) as JsonObject)).toEqual(
      [...new Set(referencesIn(schema).map((reference) => reference.replace('#/$defs/', '')))].sort(),
    );
  });
});

describe.each(examples)('$name', ({ schemaName, document, value }) => {
  const [file = ''] = [...schemas].find(([, { title }]) => title === schemaName) ?? [];

  it(`is valid by the published schema of ${schemaName}, also with unknown fields, and refused with any fault (W4)`, () => {
    const schema = ((document['components'] as JsonObject)['schemas'] as JsonObject)[schemaName] ?? {};
    const validate = compiledFile(file);
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    expect(toleratedTwins(schema, value, document).filter((twin) => !validate(twin))).toEqual([]);
    const twins = brokenTwins(schema, value, document);
    expect(twins.length).toBeGreaterThan(0);
    expect(twins.filter((twin) => validate(twin.value))).toEqual([]);
  });
});

describe('the published examples', () => {
  const files = new Map(
    projectFiles('generated/examples', '.json').map(({ path, text }) => [
      path.replace(/^.*\//, ''),
      JSON.parse(text) as Json,
    ]),
  );
  const index = files.get('index.json') as Record<string, { schemas: string[]; shownBy: string[] }>;

  it('are listed in index.json, each with schemas and places that exist', () => {
    expect([...files.keys()].filter((file) => file !== 'index.json').sort()).toEqual(Object.keys(index).sort());
    const anchors = new Set(
      documents.flatMap(({ name, document }) => [
        ...Object.keys((document['components'] as JsonObject)['schemas'] ?? {}).map((title) => `${name}#${title}`),
        ...[...JSON.stringify(document['paths']).matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => `${name}#${String(id)}`),
      ]),
    );
    for (const { schemas: needed, shownBy } of Object.values(index)) {
      expect(needed.length).toBeGreaterThan(0);
      expect(needed.filter((path) => !schemas.has(path.replace('../schemas/', '')))).toEqual([]);
      expect(shownBy.filter((place) => !anchors.has(place))).toEqual([]);
    }
  });

  it('hold every payload that the documents show', () => {
    const published = new Set([...files.values()].map((value) => JSON.stringify(value)));
    const ofBodies = examples.filter(({ name }) => name.includes(' /_matrix/'));
    expect(ofBodies.length).toBeGreaterThan(100);
    expect(ofBodies.filter(({ value }) => !published.has(JSON.stringify(value))).map(({ name }) => name)).toEqual([]);
  });

  it.each(Object.entries(index))('%s is valid by each of its schemas', (file, { schemas: needed }) => {
    for (const path of needed) {
      const validate = compiledFile(path.replace('../schemas/', ''));
      expect(validate(files.get(file)), JSON.stringify(validate.errors)).toBe(true);
    }
  });
});

function compiledFile(file: string): ValidateFunction {
  return ajv.getSchema(file) ?? ajv.compile(schemas.get(file) ?? false);
}

function referencesIn(node: Json): string[] {
  if (Array.isArray(node)) return node.flatMap(referencesIn);
  if (!isObject(node)) return [];
  const { $ref } = node;
  return [...(typeof $ref === 'string' ? [$ref] : []), ...Object.values(node).flatMap(referencesIn)];
}

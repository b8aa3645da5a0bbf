import { describe, expect, it } from 'vitest';
import { isObject, objectAt, stringAt, stringsAt, type Json, type JsonObject } from '../../scripts/generate/json.js';
import { bodyExamples, documents, operationsOf, resolve } from './documents.js';

const operations = documents.flatMap((bundled) =>
  operationsOf(bundled).map((operation) => ({ ...operation, document: bundled.document })),
);

it('the documents of the application service are there, with their operations (W1)', () => {
  expect(documents.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'application-service-keys',
      'application-service-registration',
      'application-service-transactions',
    ]),
  );
  expect(operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`)).toEqual(
    expect.arrayContaining([
      'POST /_matrix/app/v1/keys/query',
      'POST /_matrix/app/unstable/org.matrix.msc3984/keys/query',
      'POST /_matrix/app/v1/keys/claim',
      'POST /_matrix/app/unstable/org.matrix.msc3983/keys/claim',
      'POST /_matrix/app/v1/ping',
      'PUT /_matrix/app/v1/transactions/{txnId}',
    ]),
  );
});

describe.each(operations)('$name', ({ path, operation, document }) => {
  it('says what it is: an ID, a tag, a summary, a description', () => {
    expect(stringAt(operation, 'operationId')).toMatch(/^[a-z][A-Za-z]+$/);
    expect(stringsAt(operation, 'tags')).toHaveLength(1);
    expect(stringAt(operation, 'summary')).toMatch(/^[A-Z].*[.)]$/);
    expect(stringAt(operation, 'description')).toMatch(/^[A-Z]/);
  });

  it('says how settled it is: draft with MSC and unstable path, or stable', () => {
    const state = stringAt(operation, 'x-msc-state');
    expect(['draft', 'stable']).toContain(state);
    if (state === 'draft') {
      expect(stringAt(operation, 'x-msc')).toMatch(/^MSC\d+$/);
      expect(stringAt(operation, 'x-unstable-path') ?? stringAt(operation, 'x-stable-path')).toBeDefined();
    } else if (stringAt(operation, 'x-msc') !== undefined) {
      expect(stringAt(operation, 'x-added-in-matrix-version')).toMatch(/^1\.\d+$/);
    }
  });

  it('has its unstable prefix beside the version, not under it, and only there (W1)', () => {
    expect(path).not.toMatch(/\/v\d+\/unstable\//);
    const isDerived = stringAt(operation, 'x-stable-path') !== undefined;
    expect(/^\/_matrix\/(app|client|federation)\/unstable\//.test(path)).toBe(isDerived);
  });

  it('shows at least two requests and two answers, where there is more than one to show', () => {
    const bodies = [objectAt(operation, 'requestBody'), resolve(objectAt(operation, 'responses')['200'], document)];
    for (const body of bodies.filter((each) => canVary(each, document))) {
      const shown = bodyExamples('', body, document).map(({ value }) => JSON.stringify(value));
      expect(new Set(shown).size).toBeGreaterThanOrEqual(2);
    }
  });
});

it.each(operations.filter(({ path }) => path.startsWith('/_matrix/app/')))(
  '$name documents the refusals that any request may meet, each with an example (A1–A4)',
  ({ operation, document }) => {
    const responses = objectAt(operation, 'responses');
    for (const status of ['400', '401', '403', '404', '405', '413', '500', '504']) {
      expect(bodyExamples('', resolve(responses[status], document), document)).not.toHaveLength(0);
    }
  },
);

it.each(documents)(
  '$name says of every field with names of a draft which MSC it comes from, and its state',
  (bundled) => {
    const unsaid = schemasWithin(bundled.document['components'] ?? {}).filter(
      (schema) =>
        (schema['x-unstable-names'] !== undefined || schema['x-msc'] !== undefined) &&
        !(
          /^MSC\d+$/.test(stringAt(schema, 'x-msc') ?? '') &&
          /^(draft|stable)$/.test(stringAt(schema, 'x-msc-state') ?? '')
        ),
    );
    expect(unsaid).toEqual([]);
  },
);

/** Whether a body is there and its schema has anything in it that can differ; the schema of `{}` has not. */
function canVary(body: JsonObject, document: JsonObject): boolean {
  const schema = resolve(objectAt(body, 'content', 'application/json')['schema'], document);
  return schema['properties'] !== undefined || schema['patternProperties'] !== undefined;
}

function schemasWithin(node: Json): JsonObject[] {
  if (Array.isArray(node)) return node.flatMap(schemasWithin);
  return isObject(node) ? [node, ...Object.values(node).flatMap(schemasWithin)] : [];
}

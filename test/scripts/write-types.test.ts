import { expect, it } from 'vitest';
import type { JsonObject } from '../../scripts/generate/json.js';
import { writeTypes } from '../../scripts/generate/write-types.js';

const reference = { $ref: '#/components/schemas/KeyQuery' };

it('exports one type per schema, under its own name', async () => {
  const types = await typesOf({ KeyQuery: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] } });
  expect(types).toContain('export type KeyQuery = ');
});

it('makes a user map an index signature that demands the @, of whatever its values are', async () => {
  const types = await typesOf({
    KeyQuery: { type: 'object', patternProperties: { '^@': { type: 'array', items: { type: 'string' } } } },
    Queries: { type: 'object', patternProperties: { '^@': reference } },
  });
  expect(types.replace(/\s+/g, ' ')).toContain('KeyQuery: { [userId: `@${string}`]: string[]; }');
  expect(types.replace(/\s+/g, ' ')).toContain(
    `Queries: { [userId: \`@\${string}\`]: components["schemas"]["KeyQuery"]; }`,
  );
});

it('keeps a field with a default optional, and lets an object of which nothing is said hold anything', async () => {
  const types = await typesOf({
    Body: { type: 'object', properties: { flag: { type: 'boolean', default: false }, content: { type: 'object' } } },
  });
  expect(types).toMatch(/flag\?: boolean/);
  expect(types).toMatch(/content\?: (\{\s*\[key: string\]: unknown;\s*\}|Record<string, unknown>)/);
});

function typesOf(schemas: JsonObject): Promise<string> {
  return writeTypes({ openapi: '3.1.0', info: { title: 'Test', version: '1' }, paths: {}, components: { schemas } });
}

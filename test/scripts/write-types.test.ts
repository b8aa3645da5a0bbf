import { expect, it } from 'vitest';
import type { JsonObject } from '../../scripts/generate/json.js';
import ts from 'typescript';
import { writeTypes } from '../../scripts/generate/write-types.js';

const reference = { $ref: '#/components/schemas/KeyQuery' };

it('exports one type per schema, declared under its own name, so that messages and editors show it', async () => {
  const query = {
    type: 'object',
    description: 'Whose keys.',
    properties: { a: { type: 'string' } },
    required: ['a'],
  };
  const types = await typesOf({ KeyQuery: query, Queries: { type: 'array', items: reference } });
  expect(types).toMatch(/\/\*\* @description Whose keys\. \*\/\s*export type KeyQuery = \{\s*a: string;\s*\};/);
  expect(types).toContain('export type Queries = KeyQuery[];');
  expect(types).toMatch(/schemas: \{\s*KeyQuery: KeyQuery;\s*Queries: Queries;\s*\};/);
  expect(messagesOf(`${types}\nexport const wrong: Queries = [{ a: 1 }, 2];`)).toEqual([
    "Type 'number' is not assignable to type 'string'.",
    "Type 'number' is not assignable to type 'KeyQuery'.",
  ]);
});

it('makes a user map an index signature that demands the @, of whatever its values are', async () => {
  const types = await typesOf({
    KeyQuery: { type: 'object', patternProperties: { '^@': { type: 'array', items: { type: 'string' } } } },
    Queries: { type: 'object', patternProperties: { '^@': reference } },
  });
  expect(types.replace(/\s+/g, ' ')).toContain('KeyQuery = { [userId: `@${string}`]: string[]; }');
  expect(types.replace(/\s+/g, ' ')).toContain(`Queries = { [userId: \`@\${string}\`]: KeyQuery; }`);
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

/** What the compiler says of a module that imports nothing. */
function messagesOf(text: string): string[] {
  const name = 'module.ts';
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es5.d.ts'], types: [] };
  const host = ts.createCompilerHost(options);
  const file = ts.createSourceFile(name, text, options.target);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) => (path === name ? file : getSourceFile(path, ...rest));
  const program = ts.createProgram([name], options, host);
  return program
    .getSemanticDiagnostics(file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

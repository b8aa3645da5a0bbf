import { Ajv, type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import { _, not } from 'ajv/dist/compile/codegen/index.js';
import { Type } from 'ajv/dist/compile/util.js';
import standalone from 'ajv/dist/standalone/index.js';
import type { JsonObject } from './json.js';
import { toJsonSchema } from './to-json-schema.js';
import { trimValidators } from './trim-validators.js';

/** The validators' two modules: the functions, and the guards over them that people import. */
export interface ValidatorModules {
  readonly functions: string;
  readonly index: string;
}

/** One schema and the generated types module that has its type. */
export interface NamedSchema {
  readonly schema: JsonObject;
  readonly typesModule: string;
}

/** Compiles every schema to a plain function, and writes one typed guard for each. */
export function writeValidators(schemas: ReadonlyMap<string, NamedSchema>): ValidatorModules {
  const names = [...schemas.keys()].sort();
  return { functions: writeFunctions(names, schemas), index: writeGuards(names, schemas) };
}

function writeFunctions(names: readonly string[], schemas: ReadonlyMap<string, NamedSchema>): string {
  const documents = Object.fromEntries([...schemas].map(([name, { schema }]) => [name, schema]));
  const definitions = Object.fromEntries(
    names.map((name) => [name, toJsonSchema(documents[name] ?? {}, documents, name)]),
  );
  const ajv = new Ajv({
    code: { source: true, esm: true, lines: true, optimize: 2 },
    allowUnionTypes: true,
    inlineRefs: false,
    strict: true,
    unicodeRegExp: false,
  });
  ajv.removeKeyword('patternProperties');
  ajv.addKeyword(userMapKeyword);
  ajv.addSchema({ $defs: definitions }, 'schemas');
  const exported = Object.fromEntries(names.map((name) => [`validate${name}`, `schemas#/$defs/${name}`]));
  const code = trimValidators(standalone.default(ajv, exported));
  return [
    '// @ts-nocheck: what ajv writes is plain JavaScript; its types are in index.ts.',
    `import type { ValidateFunction } from './guard.js';`,
    annotateExports(code),
    '',
  ].join('\n');
}

/** Declarations are emitted without inferring types (`isolatedDeclarations`), and `@ts-nocheck` does not lift that. */
function annotateExports(code: string): string {
  return code.replace(/^export const (validate\w+) = /gm, 'export const $1: ValidateFunction = ');
}

/** User maps: each value under a name that begins with `@`; a character comparison is all that the pattern needs. */
const userMapKeyword: CodeKeywordDefinition = {
  keyword: 'patternProperties',
  type: 'object',
  schemaType: 'object',
  code(cxt: KeywordCxt) {
    const { gen, data } = cxt;
    const patterns = Object.keys(cxt.schema as JsonObject);
    if (patterns.length !== 1 || patterns[0] !== '^@') {
      throw new Error(`patternProperties: only "^@" is known, and ${patterns.join(', ')} came`);
    }
    const valid = gen.let('valid', true);
    gen.forIn('key', data, (key) => {
      gen.if(_`${key}.charCodeAt(0) === 64`, () => {
        const memberValid = gen.name('valid');
        cxt.subschema(
          { keyword: 'patternProperties', schemaProp: '^@', dataProp: key, dataPropType: Type.Str },
          memberValid,
        );
        gen.if(not(memberValid), () => gen.assign(valid, false).break());
      });
    });
    cxt.ok(valid);
  },
};

function writeGuards(names: readonly string[], schemas: ReadonlyMap<string, NamedSchema>): string {
  const imports = new Map<string, string[]>();
  for (const name of names) {
    const module = schemas.get(name)?.typesModule ?? '';
    imports.set(module, [...(imports.get(module) ?? []), name]);
  }
  const typeImports = [...imports].map(
    ([module, types]) => `import type { ${types.join(', ')} } from '../types/${module}.js';`,
  );
  const guards = names.map((name) => {
    const title = `Whether a value is a \`${name}\`. \`.errors\` says what is wrong with the last value, \`['~standard']\` is Standard Schema.`;
    return `/** ${title} */\nexport const is${name}: Guard<${name}> = /*@__PURE__*/ guard<${name}>(validate.validate${name});\n`;
  });
  return [
    `import { guard, type Guard } from './guard.js';`,
    `import * as validate from './functions.js';`,
    ...typeImports.sort(),
    '',
    `export type { Guard, ValidationError, StandardSchema } from './guard.js';`,
    '',
    ...guards,
  ].join('\n');
}

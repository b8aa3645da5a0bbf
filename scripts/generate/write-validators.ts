import { compileSchema } from './compile-schema.js';
import type { JsonObject } from './json.js';
import { toJsonSchema } from './to-json-schema.js';

/** The validators' two modules: the functions, and the guards over them for users. */
export interface ValidatorModules {
  readonly functions: string;
  readonly index: string;
}

/** A schema and the generated types module with its type. */
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
  const functions = names.map((name) => compileSchema(name, toJsonSchema(documents[name] ?? {}, documents, name)));
  const imports = `import { fault, isObject, mismatch, missing, within, type Fault } from './faults.js';\n`;
  return [imports, ...functions].join('\n');
}

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
    const title = `Tells whether a value is a \`${name}\`. \`.errors\` has the fault of the last value, \`['~standard']\` is Standard Schema.`;
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

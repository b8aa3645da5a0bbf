import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { bundle, listDocuments } from './bundle.js';
import { deriveUnstable } from './derive-unstable.js';
import { isObject, objectAt, type Json, type JsonObject } from './json.js';
import { writeCalls } from './write-calls.js';
import { writeExamples } from './write-examples.js';
import { fillMarks, writeOperationTables, writeSupportTable } from './write-page-tables.js';
import { writeSchemas } from './write-schemas.js';
import { listOperations, writeNames, writeOperations, writeSupport, type StableDocument } from './write-tables.js';
import { writeTypes } from './write-types.js';
import { writeVectors } from './write-vectors.js';
import { writeValidators, type NamedSchema } from './write-validators.js';

/** Generates all files, as contents by path from the project's root. Writes nothing. */
export async function generate(projectRoot: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const stableDocuments: StableDocument[] = [];
  const namedDocuments = new Map<string, JsonObject>();
  const schemas = new Map<string, NamedSchema>();
  const stableSchemas = new Map<string, { schema: JsonObject }>();

  for (const [source, stable] of await bundle(projectRoot, await listDocuments(projectRoot))) {
    const document = deriveUnstable(stable);
    namedDocuments.set(source.name, stable);
    stableDocuments.push({ api: apiOf(source.root), document: stable });
    files.set(`generated/openapi/${source.name}.json`, `${JSON.stringify(document, null, 2)}\n`);
    files.set(`generated/types/${source.name}.ts`, header(source.root) + (await writeTypes(document)));
    addSchemas(schemas, document, source.name);
    for (const [name, schema] of schemasOf(stable)) stableSchemas.set(name, { schema });
  }

  const plainSchemas = new Map([...schemas].map(([name, { schema }]) => [name, schema]));
  for (const [file, text] of writeSchemas(plainSchemas)) files.set(`generated/schemas/${file}`, text);
  const examples = writeExamples(await readTexts(join(projectRoot, 'openapi/examples')), namedDocuments);
  for (const [file, text] of examples) files.set(`generated/examples/${file}`, text);
  const vectors = writeVectors(await readTexts(join(projectRoot, 'openapi/vectors')));
  for (const [file, text] of vectors) files.set(`generated/vectors/${file}`, text);

  const rows = listOperations(stableDocuments);
  const validators = writeValidators(schemas);
  const support = load(await readFile(join(projectRoot, 'openapi/support.yaml'), 'utf8')) as Json;
  files.set('generated/operations.ts', header('openapi/*/*.yaml') + writeOperations(rows));
  files.set('generated/client-server-calls.ts', header('openapi/client-server/*.yaml') + writeCalls(stableDocuments));
  files.set(
    'generated/names.ts',
    header('openapi/*/*.yaml') +
      writeNames(
        stableSchemas,
        stableDocuments.map(({ document }) => document),
      ),
  );
  files.set('generated/support.ts', header('openapi/support.yaml') + writeSupport(support));
  files.set('generated/validators/functions.ts', header('openapi/*/*.yaml') + validators.functions);
  files.set('generated/validators/index.ts', header('openapi/*/*.yaml') + validators.index);
  // What the generator and the generated code share is written once, and copied.
  for (const [module, path] of [
    ['operation', 'generated/operation.ts'],
    ['guard', 'generated/validators/guard.ts'],
    ['faults', 'generated/validators/faults.ts'],
  ] as const) {
    const source = `scripts/generate/${module}.ts`;
    files.set(path, header(source) + (await readFile(join(projectRoot, source), 'utf8')));
  }
  for (const [path, content] of files) refuseDynamicCode(path, content);

  for (const [path, name, content] of [
    ['README.md', 'support', writeSupportTable(support)],
    ['APPSERVICE.md', 'operations', writeOperationTables(rows)],
  ] as const) {
    files.set(path, fillMarks(path, await readFile(join(projectRoot, path), 'utf8'), name, content));
  }
  return files;
}

/** Reads the files of a folder by their names. */
async function readTexts(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).sort();
  const read = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return new Map(await Promise.all(read));
}

function header(source: string): string {
  return `// Generated from ${source} by \`npm run generate\`. Change the source, not this file.\n\n`;
}

/** Returns the API of a document: `openapi/application-service/keys.yaml` belongs to `application-service`. */
function apiOf(root: string): string {
  return root.split('/').at(-2) ?? '';
}

function schemasOf(document: JsonObject): [string, JsonObject][] {
  const schemas = Object.entries(objectAt(document, 'components', 'schemas'));
  return schemas.filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
}

/** Collects a document's schemas; a schema of several documents must be the same in all. */
function addSchemas(schemas: Map<string, NamedSchema>, document: JsonObject, typesModule: string): void {
  for (const [name, schema] of schemasOf(document)) {
    const known = schemas.get(name);
    if (known === undefined) schemas.set(name, { schema, typesModule });
    else if (JSON.stringify(known.schema) !== JSON.stringify(schema)) {
      throw new Error(`the schema ${name} differs between ${known.typesModule} and ${typesModule}`);
    }
  }
}

/**
 * Refuses code that cannot run where code generation from strings is forbidden, or that loads anything from elsewhere.
 *
 * @throws Error with the file and the code that was found.
 */
export function refuseDynamicCode(path: string, content: string): void {
  const found = path.endsWith('.ts') ? /\brequire\(|\beval\(|\bnew Function\b/.exec(content) : null;
  if (found !== null) throw new Error(`${path}: "${found[0]}" must not be in generated code`);
}

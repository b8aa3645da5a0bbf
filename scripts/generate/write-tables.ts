import { isObject, objectAt, stringAt, stringsAt, type Json, type JsonObject } from './json.js';
import type { Operation } from './operation.js';

/** A bundled document with stable names only, and its API (`application-service`). */
export interface StableDocument {
  readonly api: string;
  readonly document: JsonObject;
}

/** An operation, and the table of its own that its document asks for in `x-operations-table`. */
export interface OperationRow extends Operation {
  readonly table?: string;
}

/** Lists every operation of the documents, by API and operation ID. */
export function listOperations(documents: readonly StableDocument[]): OperationRow[] {
  const rows: OperationRow[] = [];
  for (const { api, document } of documents) {
    const table = stringAt(document, 'x-operations-table');
    for (const [path, item] of Object.entries(objectAt(document, 'paths'))) {
      for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
        if (!isObject(operation)) continue;
        const row = operationRow(api, path, method, operation);
        rows.push(table === undefined ? row : { ...row, table });
      }
    }
  }
  return rows.sort((a, b) => (a.api + a.operationId < b.api + b.operationId ? -1 : 1));
}

function operationRow(api: string, path: string, method: string, operation: JsonObject): Operation {
  const operationId = stringAt(operation, 'operationId');
  const state = stringAt(operation, 'x-msc-state') ?? 'stable';
  if (operationId === undefined) throw new Error(`${method} ${path} has no operationId`);
  refuseUnlessIdentifier(operationId);
  if (state !== 'draft' && state !== 'stable')
    throw new Error(`${operationId}: x-msc-state must be draft or stable, not ${state}`);
  const isUnstableOnly = operation['x-unstable-only'] === true;
  const stablePath = isUnstableOnly ? undefined : path;
  const unstablePath = isUnstableOnly ? path : stringAt(operation, 'x-unstable-path');
  const byAge = [unstablePath, stablePath].filter((each) => each !== undefined);
  return withoutUndefined({
    api,
    operationId,
    method: method.toUpperCase(),
    summary: stringAt(operation, 'summary') ?? '',
    state,
    msc: stringAt(operation, 'x-msc'),
    matrixVersion: stringAt(operation, 'x-added-in-matrix-version'),
    paths: state === 'draft' ? byAge : byAge.reverse(),
    stablePath,
    unstablePath,
    legacyPath: stringAt(operation, 'x-legacy-path'),
  });
}

/**
 * Writes `generated/operations.ts`, the input of path negotiation and routing.
 *
 * Each API has a table, and so has each `x-operations-table`: its operations are in no other, so that those who do not
 * call them do not load them.
 */
export function writeOperations(rows: readonly OperationRow[]): string {
  const apis: Record<string, Record<string, Operation>> = {};
  const ownTables: Record<string, Record<string, Operation>> = {};
  const ids = new Set<string>();
  for (const { table, ...row } of rows) {
    const api = camelCase(row.api);
    const id = `${api}.${row.operationId}`;
    if (ids.has(id)) throw new Error(`${row.api}: there are two operations called ${row.operationId}`);
    ids.add(id);
    const operations = table === undefined ? (apis[api] ??= {}) : (ownTables[api + pascalCase(table)] ??= {});
    operations[row.operationId] = row;
  }
  const names = Object.keys(apis).map((api) => ({ api, constant: `${api}Operations` }));
  const tables = Object.entries({ ...apis, ...ownTables }).map(([name, operations]) => {
    const about =
      '/** The operations of one API, by ID: paths in the order in which they are asked, and the proposal. */';
    return `${about}\nexport const ${name}Operations = ${JSON.stringify(operations, null, 2)} as const;\n`;
  });
  // A constant for each API, so that a bundler keeps only those in use.
  const types = names.map(({ api, constant }) => `  readonly ${api}: typeof ${constant};\n`).join('');
  const values = names.map(({ api, constant }) => `  ${api}: ${constant},\n`).join('');
  const all = `/** The operations of the documents, by API and ID, but for those with a table of their own. */\nexport const operations: {\n${types}} = {\n${values}};\n`;
  return [...tables, all].join('\n');
}

interface OtherNames {
  readonly unstable: readonly string[];
  readonly accepted: readonly string[];
}

/** Writes `generated/names.ts`: the other names of properties, by schema and property, and of parameters. */
export function writeNames(
  schemas: ReadonlyMap<string, { readonly schema: JsonObject }>,
  documents: readonly JsonObject[] = [],
): string {
  const fields: Record<string, Record<string, OtherNames>> = {};
  for (const [schemaName, { schema }] of [...schemas].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [property, definition] of Object.entries(objectAt(schema, 'properties'))) {
      const names = otherNames(definition);
      if (names !== undefined) (fields[schemaName] ??= {})[property] = names;
    }
  }
  const parameters: Record<string, OtherNames> = {};
  for (const parameter of documents.flatMap((document) =>
    Object.values(objectAt(document, 'components', 'parameters')),
  )) {
    const names = otherNames(parameter);
    if (names === undefined || !isObject(parameter)) continue;
    const name = stringAt(parameter, 'name');
    if (name === undefined || name in Object.prototype) throw new Error('a parameter with other names needs a name');
    parameters[name] = names;
  }
  return [
    `export const fieldNames = ${JSON.stringify(fields, null, 2)} as const;\n`,
    `export const parameterNames = ${JSON.stringify(parameters, null, 2)} as const;\n`,
  ].join('\n');
}

function otherNames(definition: Json): OtherNames | undefined {
  if (!isObject(definition)) return undefined;
  const unstable = stringsAt(definition, 'x-unstable-names');
  const accepted = stringsAt(definition, 'x-accepted-names');
  return unstable.length + accepted.length === 0 ? undefined : { unstable, accepted };
}

/**
 * Writes `generated/support.ts`: the facts of openapi/support.yaml, each section as a constant, and each homeserver, so that
 * a bundle has those alone that it needs. The sources are left out: no code reads them, and every appservice would load them.
 */
export function writeSupport(support: Json): string {
  if (!isObject(support)) throw new Error('openapi/support.yaml: there must be an object of sections here');
  return Object.entries(support)
    .flatMap(([section, facts]) =>
      section === 'homeservers' && Array.isArray(facts) ? writeEach(section, facts) : [writeConstant(section, facts)],
    )
    .join('\n');
}

/** Writes each entry of a list as a constant named after it, and the list of them. */
function writeEach(section: string, facts: readonly Json[]): string[] {
  const names = facts.map((each) =>
    isObject(each) && typeof each['name'] === 'string' ? each['name'].toLowerCase() : '',
  );
  return [
    ...facts.map((each, index) => writeConstant(names[index] ?? '', each)),
    `export const ${section}: readonly [${names.map((name) => `typeof ${name}`).join(', ')}] = [${names.join(', ')}];\n`,
  ];
}

function writeConstant(name: string, value: Json): string {
  return `export const ${refuseUnlessIdentifier(name)} = ${JSON.stringify(value, withoutSource, 2)} as const;\n`;
}

function withoutSource(name: string, value: unknown): unknown {
  return name === 'source' ? undefined : value;
}

/** Checks that a name can be used in code as it is. */
function refuseUnlessIdentifier(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name))
    throw new Error(`${JSON.stringify(name)} must consist of letters and digits`);
  return name;
}

function pascalCase(name: string): string {
  return refuseUnlessIdentifier(name.charAt(0).toUpperCase() + name.slice(1));
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function withoutUndefined<T extends object>(row: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as T;
}

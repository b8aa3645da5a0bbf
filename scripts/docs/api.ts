import { isObject, objectAt, stringAt, stringsAt, type Json, type JsonObject } from '../generate/json.js';

/** One OpenAPI document as the pages need it. */
export interface Api {
  /** `application-service-keys`; the page is called after it. */
  readonly name: string;
  readonly title: string;
  /** Who sends the requests, and who answers them; both empty where there are no requests. */
  readonly from: string;
  readonly to: string;
  readonly document: JsonObject;
  readonly operations: readonly Operation[];
  readonly schemas: ReadonlyMap<string, JsonObject>;
}

/** One operation under its stable name; what a draft calls it is in `unstable`. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly state: 'draft' | 'stable';
  readonly msc: string | undefined;
  readonly matrixVersion: string | undefined;
  /** Whether `path` is a draft's own, with no stable one yet. */
  readonly isUnstableOnly: boolean;
  readonly unstable: { readonly id: string; readonly path: string } | undefined;
  readonly legacyPath: string | undefined;
  readonly parameters: readonly JsonObject[];
  readonly security: readonly JsonObject[];
  readonly json: JsonObject;
}

/** Reads a bundled document. An operation that was derived for an unstable path goes with its original. */
export function readApi(name: string, document: JsonObject): Api {
  const found = Object.entries(objectAt(document, 'paths')).flatMap(([path, item]) =>
    Object.entries(isObject(item) ? item : {}).flatMap(([method, operation]) =>
      isObject(operation) ? [{ path, method, operation, item: isObject(item) ? item : {} }] : [],
    ),
  );
  const derived = found.filter(({ operation }) => 'x-stable-path' in operation);
  const operations = found
    .filter((each) => !derived.includes(each))
    .map(({ path, method, operation, item }): Operation => {
      const twin = derived.find((each) => each.method === method && stringAt(each.operation, 'x-stable-path') === path);
      return {
        id: stringAt(operation, 'operationId') ?? '',
        method: method.toUpperCase(),
        path,
        summary: stringAt(operation, 'summary') ?? '',
        description: stringAt(operation, 'description') ?? '',
        state: stringAt(operation, 'x-msc-state') === 'draft' ? 'draft' : 'stable',
        msc: stringAt(operation, 'x-msc'),
        matrixVersion: stringAt(operation, 'x-added-in-matrix-version'),
        isUnstableOnly: operation['x-unstable-only'] === true,
        unstable: twin && { id: stringAt(twin.operation, 'operationId') ?? '', path: twin.path },
        legacyPath: stringAt(operation, 'x-legacy-path'),
        parameters: [...list(item['parameters']), ...list(operation['parameters'])].map((each) =>
          deref(document, each),
        ),
        security: schemesOf(document, operation),
        json: operation,
      };
    });
  const schemas = Object.entries(objectAt(document, 'components', 'schemas')).filter(
    (entry): entry is [string, JsonObject] => isObject(entry[1]),
  );
  if (operations.length === 0)
    schemas.sort(([a], [b]) => Number(isReferred(document, a)) - Number(isReferred(document, b)));
  const title = (stringAt(objectAt(document, 'info'), 'title') ?? name).replace(/^Matrix /, '');
  return { name, title, ...ends(name), document, operations, schemas: new Map(schemas) };
}

/** What a `$ref` leads to, with what stands beside it on top; anything else as it is. */
export function deref(document: JsonObject, value: JsonObject): JsonObject {
  const ref = stringAt(value, '$ref');
  if (ref === undefined) return value;
  const { $ref: _, ...beside } = value;
  return { ...deref(document, objectAt(document, ...ref.split('/').slice(1))), ...beside };
}

/** The schema's name, if the value is a reference to a named schema. */
export function schemaName(value: JsonObject): string | undefined {
  return /^#\/components\/schemas\/(.+)$/.exec(stringAt(value, '$ref') ?? '')?.[1];
}

export function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The names of a property or parameter beside its stable one. */
export function otherNames(definition: JsonObject): { unstable: readonly string[]; accepted: readonly string[] } {
  return {
    unstable: stringsAt(definition, 'x-unstable-names'),
    accepted: stringsAt(definition, 'x-accepted-names'),
  };
}

/** Whether anything in the document refers to a schema; where there are no operations, what it is about is not. */
function isReferred(document: JsonObject, name: string): boolean {
  return JSON.stringify(document).includes(`"#/components/schemas/${name}"`);
}

function schemesOf(document: JsonObject, operation: JsonObject): JsonObject[] {
  const required = list(operation['security'] ?? document['security']);
  return required
    .flatMap((each) => Object.keys(each))
    .map((id) => objectAt(document, 'components', 'securitySchemes', id));
}

function ends(name: string): { from: string; to: string } {
  if (name.startsWith('client-server')) return { from: 'Client or application service', to: 'Homeserver' };
  if (name.startsWith('server-server')) return { from: 'Homeserver', to: 'Homeserver' };
  const isAsked = name.startsWith('application-service') && !name.endsWith('-registration');
  return isAsked ? { from: 'Homeserver', to: 'Application service' } : { from: '', to: '' };
}

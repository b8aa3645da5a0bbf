import { isObject, objectAt, stringAt, stringsAt, type Json, type JsonObject } from '../generate/json.js';

/** An OpenAPI document, as its page needs it. */
export interface Api {
  /** Name of the page: `application-service-keys`. */
  readonly name: string;
  readonly title: string;
  /** Sender of the requests; it and `to`, the receiver, are empty if there are no requests. */
  readonly from: string;
  readonly to: string;
  readonly document: JsonObject;
  readonly operations: readonly Operation[];
  readonly schemas: ReadonlyMap<string, JsonObject>;
}

/** An operation under its stable name; its draft's names are in `unstable`. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly state: 'draft' | 'stable';
  readonly msc: string | undefined;
  readonly matrixVersion: string | undefined;
  /** Tells whether `path` is a draft's own, without a stable one. */
  readonly isUnstableOnly: boolean;
  readonly unstable: { readonly id: string; readonly path: string } | undefined;
  readonly legacyPath: string | undefined;
  readonly parameters: readonly JsonObject[];
  readonly security: readonly JsonObject[];
  readonly json: JsonObject;
}

/** Reads a bundled document. An operation derived for an unstable path is filed with its original. */
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

/** Resolves a `$ref`, with its sibling fields on top; returns anything else as it is. */
export function deref(document: JsonObject, value: JsonObject): JsonObject {
  const ref = stringAt(value, '$ref');
  if (ref === undefined) return value;
  const { $ref: _, ...beside } = value;
  return { ...deref(document, objectAt(document, ...ref.split('/').slice(1))), ...beside };
}

/** Returns the schema's name, if the value is a reference to a named schema. */
export function schemaName(value: JsonObject): string | undefined {
  return /^#\/components\/schemas\/(.+)$/.exec(stringAt(value, '$ref') ?? '')?.[1];
}

export function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Returns the names of a property or parameter besides its stable one. */
export function otherNames(definition: JsonObject): { unstable: readonly string[]; accepted: readonly string[] } {
  return {
    unstable: stringsAt(definition, 'x-unstable-names'),
    accepted: stringsAt(definition, 'x-accepted-names'),
  };
}

/**
 * Tells whether anything in the document refers to a schema. In a document without operations, its subject is not
 * referred to.
 */
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

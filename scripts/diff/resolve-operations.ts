import { isObject, objectAt, stringAt, type Json, type JsonObject } from '../generate/json.js';

/** Steps from a named schema, or from the operation if there is none. */
export interface Place {
  readonly schema: string | undefined;
  readonly rest: readonly (string | number)[];
}

/** An operation with everything that it refers to, in a form in which order means nothing. */
export interface ResolvedOperation {
  readonly content: JsonObject;
  /** The names of the schemas in it. */
  readonly names: WeakMap<JsonObject, string>;
}

/** Keywords whose lists are sets. */
const sets = new Set(['required', 'enum', 'type', 'tags']);

/**
 * Lists the operations of documents by method and whole path. A registration, say, which no operation has, is listed by
 * the name of its schema.
 */
export function operationsOf(documents: readonly JsonObject[]): Map<string, ResolvedOperation> {
  const operations = new Map<string, ResolvedOperation>();
  for (const document of documents) {
    const prefix = basePath(document);
    for (const [path, item] of Object.entries(objectAt(document, 'paths'))) {
      for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
        if (!isObject(item) || !isObject(operation) || !('responses' in operation)) continue;
        const parameters = [...listAt(item, 'parameters'), ...listAt(operation, 'parameters')];
        const security = securityOf(operation['security'] ?? document['security'], document);
        operations.set(
          `${method.toUpperCase()} ${prefix}${path}`,
          resolved({ responses: {}, ...operation, parameters, security }, document),
        );
      }
    }
    if (Object.keys(objectAt(document, 'paths')).length > 0) continue;
    for (const [name, schema] of Object.entries(objectAt(document, 'components', 'schemas'))) {
      if (isObject(schema)) operations.set(`schema ${name}`, resolved({ requestBody: schema }, document));
    }
  }
  return operations;
}

/** The path that the specification's documents leave to their servers. */
function basePath(document: JsonObject): string {
  const [server] = Array.isArray(document['servers']) ? document['servers'] : [];
  if (!isObject(server)) return '';
  const path = objectAt(server, 'variables', 'basePath')['default'];
  return typeof path === 'string' && path !== '/' ? path : '';
}

/** Lists the kinds of credentials; their names are each document's own. */
function securityOf(security: Json | undefined, document: JsonObject): JsonObject {
  const alternatives = (Array.isArray(security) ? security : []).filter(isObject).flatMap((each) => Object.keys(each));
  const kinds = alternatives.map((name) => {
    const { type, scheme, in: place } = objectAt(document, 'components', 'securitySchemes', name);
    return typeof type === 'string' ? [type, scheme, place].filter((part) => typeof part === 'string').join(' ') : name;
  });
  return Object.fromEntries(kinds.map((kind) => [kind, true]));
}

function listAt(object: JsonObject, name: string): Json[] {
  const list = object[name];
  return Array.isArray(list) ? list : [];
}

function resolved(operation: JsonObject, document: JsonObject): ResolvedOperation {
  const names = new WeakMap<JsonObject, string>();
  const content = resolve(operation, '', document, names, []);
  return { content: isObject(content) ? content : {}, names };
}

function resolve(
  node: Json,
  keyword: string,
  document: JsonObject,
  names: WeakMap<JsonObject, string>,
  within: readonly string[],
): Json {
  if (Array.isArray(node)) return keyed(node, keyword, (member) => resolve(member, '', document, names, within));
  if (!isObject(node)) return sets.has(keyword) && typeof node === 'string' ? { [node]: true } : node;
  const reference = stringAt(node, '$ref');
  // A schema within itself stays a reference: it has been resolved around this one.
  if (reference?.startsWith('#/') === true && !within.includes(reference)) {
    const target = objectAt(document, ...reference.slice(2).split('/').map(unescape));
    const copy = resolve(target, '', document, names, [...within, reference]);
    if (isObject(copy) && reference.startsWith('#/components/schemas/')) {
      names.set(copy, reference.replace('#/components/schemas/', ''));
    }
    return copy;
  }
  const entries = Object.entries(node).map(([name, member]): [string, Json] => {
    const isProperty = keyword === 'properties';
    // A changed example is one change, whatever is in it.
    if (name.startsWith('example') && !isProperty) return [name, JSON.stringify(member)];
    return [name, resolve(member, isProperty ? '' : name, document, names, within)];
  });
  return joined(Object.fromEntries(entries), names);
}

/** Puts the parts of an `allOf`, and the only choice of a `oneOf`, where they hold. */
function joined(schema: JsonObject, names: WeakMap<JsonObject, string>): JsonObject {
  const { allOf, oneOf, ...rest } = schema;
  const only = Array.isArray(oneOf) && oneOf.length === 1 ? oneOf : [];
  const parts = [...(Array.isArray(allOf) ? allOf : []), ...only].filter(isObject);
  if (parts.length === 0) return schema;
  let whole: JsonObject = {};
  for (const part of [...parts, rest]) {
    const maps = ['properties', 'required'].filter((name) => isObject(whole[name]) && isObject(part[name]));
    const merged = maps.map((name) => [name, { ...objectAt(whole, name), ...objectAt(part, name) }] as const);
    whole = { ...whole, ...part, ...Object.fromEntries(merged) };
  }
  const name = parts.length === 1 && parts[0] !== undefined ? names.get(parts[0]) : undefined;
  if (name !== undefined) names.set(whole, name);
  return whole;
}

/** Gives each member of a list a name of its own, so that one more does not change all after it. */
function keyed(list: readonly Json[], keyword: string, resolveMember: (member: Json) => Json): Json {
  const members = list.map(resolveMember);
  if (keyword === 'parameters') {
    const named = members.filter(isObject).map((member) => {
      return [`${stringAt(member, 'in') ?? ''} ${stringAt(member, 'name') ?? ''}`, member] as const;
    });
    return Object.fromEntries(named);
  }
  return sets.has(keyword)
    ? Object.fromEntries(list.map((member) => [typeof member === 'string' ? member : JSON.stringify(member), true]))
    : members;
}

function unescape(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
}

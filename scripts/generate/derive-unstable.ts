import { isObject, objectAt, stringAt, stringsAt, type Json, type JsonObject } from './json.js';

/**
 * Adds what the drafts call things to a bundled document that was written with stable names alone.
 *
 * An operation with `x-unstable-path` is given a second time, under that path; a property with `x-unstable-names` or
 * `x-accepted-names` stands under those names too. What was added names its original in `x-stable-path`, `x-stable-name`.
 */
export function deriveUnstable(document: JsonObject): JsonObject {
  const named = addNames(document) as JsonObject;
  return { ...named, paths: addPaths(objectAt(named, 'paths')) };
}

function addPaths(paths: JsonObject): JsonObject {
  const derived: JsonObject = {};
  for (const [path, item] of Object.entries(paths)) {
    derived[path] = item;
    if (!isObject(item)) continue;
    for (const [method, operation] of Object.entries(item)) {
      const unstablePath = isObject(operation) ? stringAt(operation, 'x-unstable-path') : undefined;
      if (!isObject(operation) || unstablePath === undefined) continue;
      derived[unstablePath] = {
        ...sharedParameters(item),
        ...objectAt(derived, unstablePath),
        [method]: unstableOperation(operation, path),
      };
    }
  }
  return derived;
}

/** Parameters that a path item has for all its operations. */
function sharedParameters({ parameters }: JsonObject): JsonObject {
  return parameters === undefined ? {} : { parameters };
}

function unstableOperation(operation: JsonObject, stablePath: string): JsonObject {
  const msc = stringAt(operation, 'x-msc') ?? 'its proposal';
  return {
    ...without(operation, 'x-unstable-path', 'x-legacy-path'),
    operationId: `${stringAt(operation, 'operationId') ?? ''}Unstable`,
    summary: `${stringAt(operation, 'summary') ?? ''} (unstable)`,
    description: `The path of \`${stablePath}\` while ${msc} is a draft. Request and response are the same.`,
    'x-stable-path': stablePath,
  };
}

/** Walks the whole document and copies properties that have more names than one. */
function addNames(node: Json): Json {
  if (Array.isArray(node)) return node.map(addNames);
  if (!isObject(node)) return node;
  const result = Object.fromEntries(
    Object.entries(node).map(([name, member]) => [name, isExample(name) ? member : addNames(member)]),
  );
  if (isObject(result['properties']) && isSchema(result)) result['properties'] = withAllNames(result['properties']);
  return result;
}

/** Examples are payloads: a `properties` in one is nobody's schema. */
function isExample(name: string): boolean {
  return name === 'example' || name === 'examples';
}

function isSchema(node: JsonObject): boolean {
  return node['type'] !== undefined;
}

function withAllNames(properties: JsonObject): JsonObject {
  const all: JsonObject = { ...properties };
  for (const [stableName, schema] of Object.entries(properties)) {
    if (!isObject(schema)) continue;
    const copy = without(schema, 'x-unstable-names', 'x-accepted-names', 'x-added-in-matrix-version');
    copy['x-stable-name'] = stableName;
    for (const name of stringsAt(schema, 'x-unstable-names')) {
      all[name] = { ...copy, description: `What the draft calls \`${stableName}\`.` };
    }
    for (const name of stringsAt(schema, 'x-accepted-names')) {
      all[name] = {
        ...copy,
        description: `An older name of \`${stableName}\`: read, never written.`,
        deprecated: true,
      };
    }
  }
  return all;
}

function without(object: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

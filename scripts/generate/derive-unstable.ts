import { isObject, objectAt, stringAt, stringsAt, type Json, type JsonObject } from './json.js';

/**
 * Adds the names of the drafts to a bundled document that was written with stable names only.
 *
 * An operation with `x-unstable-path` is repeated under that path; a property or parameter with `x-unstable-names` or
 * `x-accepted-names` is repeated under those names. Additions name their original in `x-stable-path` or
 * `x-stable-name`. An operation that only a draft has is written under its unstable path and marked `x-unstable-only`.
 *
 * @throws Error for an unstable path that was written by hand without that mark, and for a derived path or name that is
 *   taken.
 */
export function deriveUnstable(document: JsonObject): JsonObject {
  refuseUnstablePaths(objectAt(document, 'paths'));
  const named = addNames(document, document) as JsonObject;
  return { ...named, paths: addPaths(objectAt(named, 'paths')) };
}

function refuseUnstablePaths(paths: JsonObject): void {
  for (const [path, item] of Object.entries(paths)) {
    const operations = Object.values(isObject(item) ? item : {}).filter(isObject);
    if (path.includes('/unstable/') && !operations.every((operation) => operation['x-unstable-only'] === true)) {
      throw new Error(`${path}: give the stable path an x-unstable-path, or mark the operation x-unstable-only`);
    }
  }
}

function addPaths(paths: JsonObject): JsonObject {
  const derived: JsonObject = {};
  for (const [path, item] of Object.entries(paths)) {
    refuseTaken(derived, path);
    derived[path] = item;
    if (!isObject(item)) continue;
    for (const [method, operation] of Object.entries(item)) {
      const unstablePath = isObject(operation) ? stringAt(operation, 'x-unstable-path') : undefined;
      if (!isObject(operation) || unstablePath === undefined) continue;
      const others = objectAt(derived, unstablePath);
      refuseTaken(others, method, unstablePath);
      derived[unstablePath] = {
        ...sharedParameters(item),
        ...others,
        [method]: unstableOperation(operation, path),
      };
    }
  }
  return derived;
}

/** Refuses a taken name, since one of the two would be lost. Names that every object has count as taken. */
function refuseTaken(map: JsonObject, name: string, place = name): void {
  if (name in map) throw new Error(`${place}: "${name}" is already there`);
}

/** Lists the parameters that a path item has for all its operations. */
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

/** Walks the whole document and copies properties and parameters that have several names. */
function addNames(node: Json, document: JsonObject): Json {
  if (Array.isArray(node)) return node.map((member) => addNames(member, document));
  if (!isObject(node)) return node;
  const result = Object.fromEntries(
    Object.entries(node).map(([name, member]) => [name, isExample(name) ? member : addNames(member, document)]),
  );
  if (isObject(result['properties']) && isSchema(result)) result['properties'] = withAllNames(result['properties']);
  if (Array.isArray(result['parameters'])) {
    result['parameters'] = result['parameters'].flatMap((parameter) => [parameter, ...otherNames(parameter, document)]);
  }
  return result;
}

/** Copies a parameter under its other names. */
function otherNames(parameter: Json, document: JsonObject): JsonObject[] {
  const reference = isObject(parameter) ? stringAt(parameter, '$ref') : undefined;
  const resolved = reference === undefined ? parameter : objectAt(document, ...reference.split('/').slice(1));
  if (!isObject(resolved)) return [];
  return copiesOf(stringAt(resolved, 'name') ?? '', resolved).map(([name, copy]) => ({ ...copy, name }));
}

/** Tells whether a name holds an example, whose `properties` are not a schema. */
function isExample(name: string): boolean {
  return name === 'example' || name === 'examples';
}

function isSchema(node: JsonObject): boolean {
  return node['type'] !== undefined;
}

function withAllNames(properties: JsonObject): JsonObject {
  const all: JsonObject = { ...properties };
  for (const [stableName, schema] of Object.entries(properties)) {
    for (const [name, copy] of copiesOf(stableName, isObject(schema) ? schema : {})) {
      refuseTaken(all, name, stableName);
      all[name] = copy;
    }
  }
  return all;
}

/** Copies a definition once for each of its other names. */
function copiesOf(stableName: string, named: JsonObject): [string, JsonObject][] {
  const copy = {
    ...without(named, 'x-unstable-names', 'x-accepted-names', 'x-added-in-matrix-version'),
    'x-stable-name': stableName,
  };
  const draft = `What the draft calls \`${stableName}\`.`;
  const older = `An older name of \`${stableName}\`: read, never written.`;
  return [
    ...stringsAt(named, 'x-unstable-names').map((name): [string, JsonObject] => [
      name,
      { ...copy, description: draft },
    ]),
    ...stringsAt(named, 'x-accepted-names').map((name): [string, JsonObject] => [
      name,
      { ...copy, description: older, deprecated: true },
    ]),
  ];
}

function without(object: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

import { isObject, objectAt, stringAt, type Json, type JsonObject } from './json.js';
import { schemaFile } from './write-schemas.js';

/**
 * Writes each payload of `openapi/examples/` that a document shows as a file of its own, and `index.json`: for each file
 * its schemas, and the operations and schemas that show it, as `client-server-keys#queryKeys`.
 *
 * @param payloads The JSON texts by the names of their files.
 * @param documents The documents by their names.
 */
export function writeExamples(
  payloads: ReadonlyMap<string, string>,
  documents: ReadonlyMap<string, JsonObject>,
): Map<string, string> {
  const shown = [...documents]
    .flatMap(([name, document]) => shownIn(name, document))
    .map(({ value, ...place }) => ({ ...place, text: JSON.stringify(value) }));
  const files = new Map<string, string>();
  const index: JsonObject = {};
  for (const [file, payload] of payloads) {
    const text = JSON.stringify(JSON.parse(payload));
    const places = shown.filter((place) => place.text === text);
    if (places.length === 0) continue;
    files.set(file, `${text}\n`);
    index[file] = {
      schemas: unique(places.map(({ schema }) => `../schemas/${schemaFile(schema)}`)),
      shownBy: unique(places.map(({ by }) => by)),
    };
  }
  files.set('index.json', `${JSON.stringify(index)}\n`);
  return files;
}

/** A payload in a document: its schema, and the operation or schema that shows it. */
interface Shown {
  readonly schema: string;
  readonly by: string;
  readonly value: Json;
}

function shownIn(name: string, document: JsonObject): Shown[] {
  const operations = Object.values(objectAt(document, 'paths')).flatMap((item) =>
    Object.values(isObject(item) ? item : {}).filter(isObject),
  );
  const bodies = operations.flatMap((operation) =>
    bodiesIn(operation, document, `${name}#${stringAt(operation, 'operationId') ?? ''}`),
  );
  const schemas = Object.entries(objectAt(document, 'components', 'schemas')).flatMap(([title, schema]) => {
    const examples = isObject(schema) ? schema['examples'] : undefined;
    return (Array.isArray(examples) ? examples : []).map((value) => ({ schema: title, by: `${name}#${title}`, value }));
  });
  return [...bodies, ...schemas];
}

/** Finds the examples of request and response bodies below a node, over references to responses. */
function bodiesIn(node: Json, document: JsonObject, by: string): Shown[] {
  if (Array.isArray(node)) return node.flatMap((member) => bodiesIn(member, document, by));
  if (!isObject(node)) return [];
  const reference = stringAt(node, '$ref');
  if (reference?.startsWith('#/components/responses/') === true) {
    return bodiesIn(objectAt(document, ...reference.split('/').slice(1)), document, by);
  }
  const schema = stringAt(objectAt(node, 'content', 'application/json', 'schema'), '$ref');
  if (schema !== undefined) {
    const examples = Object.values(objectAt(node, 'content', 'application/json', 'examples')).filter(isObject);
    const name = schema.replace('#/components/schemas/', '');
    return examples.flatMap(({ value }) => (value === undefined ? [] : [{ schema: name, by, value }]));
  }
  return Object.values(node).flatMap((member) => bodiesIn(member, document, by));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

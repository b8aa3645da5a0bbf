import { isObject, objectAt, stringAt, type Json, type JsonObject } from '../../scripts/generate/json.js';
import { projectFiles } from '../helpers/project.js';

/** A bundled document, by the name of its file in generated/openapi/. */
export interface BundledDocument {
  readonly name: string;
  readonly document: JsonObject;
}

/** One operation of a bundled document, with the path and method it has there. */
export interface DocumentedOperation {
  readonly name: string;
  readonly path: string;
  readonly method: string;
  readonly operation: JsonObject;
}

/** A payload that a document shows, and the component schema it is shown for. */
export interface DocumentedExample {
  readonly name: string;
  readonly schemaName: string;
  readonly document: JsonObject;
  readonly value: Json;
}

export const documents: readonly BundledDocument[] = projectFiles('generated/openapi', '.json').map(
  ({ path, text }) => ({ name: path.replace(/^.*\/|\.json$/g, ''), document: JSON.parse(text) as JsonObject }),
);

export function operationsOf({ name, document }: BundledDocument): DocumentedOperation[] {
  return Object.entries(objectAt(document, 'paths')).flatMap(([path, item]) =>
    Object.entries(isObject(item) ? item : {}).flatMap(([method, operation]) =>
      isObject(operation) ? [{ name: `${name}: ${method.toUpperCase()} ${path}`, path, method, operation }] : [],
    ),
  );
}

/** Every request and response example, and every example that a component schema has for itself. */
export function examplesOf(bundled: BundledDocument): DocumentedExample[] {
  const { name, document } = bundled;
  const bodies = operationsOf(bundled).flatMap((operation) => [
    ...bodyExamples(`${operation.name}, request`, objectAt(operation.operation, 'requestBody'), document),
    ...Object.entries(objectAt(operation.operation, 'responses')).flatMap(([status, response]) =>
      bodyExamples(`${operation.name}, ${status}`, resolve(response, document), document),
    ),
  ]);
  const schemas = Object.entries(objectAt(document, 'components', 'schemas')).flatMap(([schemaName, schema]) =>
    ownExamples(isObject(schema) ? schema : {}).map((value, index) => {
      return { name: `${name}: ${schemaName}, example ${index + 1}`, schemaName, document, value };
    }),
  );
  return [...bodies, ...schemas];
}

/** The examples of a request or response object's JSON body; none where it has no body. */
export function bodyExamples(name: string, body: JsonObject, document: JsonObject): DocumentedExample[] {
  const media = objectAt(body, 'content', 'application/json');
  const schemaName = (stringAt(objectAt(media, 'schema'), '$ref') ?? '').replace('#/components/schemas/', '');
  return Object.entries(objectAt(media, 'examples')).flatMap(([title, example]) =>
    isObject(example) && example['value'] !== undefined
      ? [{ name: `${name}, ${title}`, schemaName, document, value: example['value'] }]
      : [],
  );
}

/** The object itself, or the component that it refers to. */
export function resolve(node: Json | undefined, document: JsonObject): JsonObject {
  const reference = isObject(node) ? stringAt(node, '$ref') : undefined;
  if (reference !== undefined) return objectAt(document, ...reference.split('/').slice(1));
  return isObject(node) ? node : {};
}

function ownExamples(schema: JsonObject): Json[] {
  const examples = schema['examples'];
  return [
    ...(schema['example'] === undefined ? [] : [schema['example']]),
    ...(Array.isArray(examples) ? examples : []),
  ];
}

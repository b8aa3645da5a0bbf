import { isObject, objectAt, stringAt, type Json, type JsonObject } from './json.js';
import type { StableDocument } from './write-tables.js';

/** The parameters with which an application service names the user and device it acts for (G6). */
const acting = ['ActingUser', 'ActingDevice'];

/**
 * Writes `generated/client-server-calls.ts`: for each operation of the client-server API, all that a client needs to
 * make the request and check the answer.
 *
 * @throws Error for a parameter that is neither in the path nor in the query, except for `Content-Type`, and for an
 *   answer that is neither a schema of its own nor bytes.
 */
export function writeCalls(documents: readonly StableDocument[]): string {
  const calls = documents
    .filter(({ api }) => api === 'client-server')
    .flatMap(({ document }) => callsOf(document))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const entries = calls.map(({ id, code }) => `  ${id}: ${code},\n`);
  const ids = calls.map(({ id }) => `  | '${id}'\n`);
  return [
    `import * as guards from './validators/index.js';\n`,
    callType,
    `/** The operations of the client-server API, by ID, as a client calls them. */`,
    `export const clientServerCalls: Readonly<Record<\n${ids.join('')}, ClientServerCall>> = {\n${entries.join('')}};\n`,
  ].join('\n');
}

const callType = `/** An operation as a client calls it. */
export interface ClientServerCall {
  readonly method: string;
  /** Path with its parameters in braces. */
  readonly path: string;
  /** Names of the parameters in the query, without those that name the acting user and device. */
  readonly query?: readonly string[];
  /** Name of the path's parameter that may be empty. */
  readonly mayBeEmpty?: string;
  /** Tells whether an application service may name the user and device that it acts for. */
  readonly acts?: true;
  /** Tells whether the request has a body. */
  readonly body?: true;
  /** Guard of a successful answer, if it is JSON. */
  readonly answer: guards.Guard<unknown> | 'bytes';
}
`;

interface Call {
  readonly id: string;
  readonly code: string;
}

function callsOf(document: JsonObject): Call[] {
  return Object.entries(objectAt(document, 'paths')).flatMap(([path, item]) =>
    Object.entries(isObject(item) ? item : {}).flatMap(([method, operation]) =>
      isObject(operation) ? [callOf(document, { path, method, operation, item: isObject(item) ? item : {} })] : [],
    ),
  );
}

interface Place {
  readonly path: string;
  readonly method: string;
  readonly operation: JsonObject;
  readonly item: JsonObject;
}

function callOf(document: JsonObject, { path, method, operation, item }: Place): Call {
  const id = stringAt(operation, 'operationId') ?? '';
  const references = [...list(item['parameters']), ...list(operation['parameters'])];
  const own = references.filter((parameter) => !acting.some((name) => referenceIn(parameter)?.endsWith(`/${name}`)));
  const parameters = own.map((parameter) => resolve(document, parameter));
  for (const parameter of parameters) {
    const isKnown = parameter['in'] === 'path' || parameter['in'] === 'query' || parameter['name'] === 'Content-Type';
    if (!isKnown) throw new Error(`${id}: the client does not know the parameter ${stringAt(parameter, 'name') ?? ''}`);
  }
  const query = parameters.filter((parameter) => parameter['in'] === 'query').map(({ name }) => name ?? null);
  const mayBeEmpty = parameters.find((parameter) => parameter['x-may-be-empty'] === true)?.['name'];
  const fields: Record<string, Json | undefined> = {
    method: method.toUpperCase(),
    path,
    query: query.length === 0 ? undefined : query,
    mayBeEmpty,
    acts: own.length < references.length ? true : undefined,
    body: operation['requestBody'] === undefined ? undefined : true,
  };
  const written = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return { id, code: `{ ${[...written, `answer: ${answerOf(id, operation)}`].join(', ')} }` };
}

/** Returns the code of the guard that checks the answer; `'bytes'` where it is no JSON. */
function answerOf(id: string, operation: JsonObject): string {
  const content = objectAt(operation, 'responses', '200', 'content');
  if (content['application/octet-stream'] !== undefined) return `'bytes'`;
  const name = /^#\/components\/schemas\/(\w+)$/.exec(
    stringAt(objectAt(content, 'application/json', 'schema'), '$ref') ?? '',
  )?.[1];
  if (name === undefined) throw new Error(`${id}: the answer must be a schema of its own, or bytes`);
  return `guards.is${name}`;
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function referenceIn(parameter: Json): string | undefined {
  return isObject(parameter) ? stringAt(parameter, '$ref') : undefined;
}

function resolve(document: JsonObject, parameter: Json): JsonObject {
  const reference = referenceIn(parameter);
  if (reference !== undefined) return objectAt(document, ...reference.split('/').slice(1));
  return isObject(parameter) ? parameter : {};
}

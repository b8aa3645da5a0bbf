import { isObject, objectAt, stringAt, type Json, type JsonObject } from '../generate/json.js';

/** An example of a body. */
export interface Example {
  readonly summary: string;
  readonly value: Json;
}

/** Lists the examples of a request body or response, in the document's order. */
export function examplesOf(bodyOrResponse: JsonObject): Example[] {
  const examples = objectAt(bodyOrResponse, 'content', 'application/json', 'examples');
  return Object.entries(examples).flatMap(([name, example]) =>
    isObject(example) && example['value'] !== undefined
      ? [{ summary: stringAt(example, 'summary') ?? name, value: example['value'] }]
      : [],
  );
}

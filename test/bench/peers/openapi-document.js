import { readFileSync } from 'node:fs';
import { URL } from 'node:url';

/** A bundled OpenAPI document of the project. */
export function document(name) {
  return JSON.parse(readFileSync(new URL(`../../../generated/openapi/${name}.json`, import.meta.url), 'utf8'));
}

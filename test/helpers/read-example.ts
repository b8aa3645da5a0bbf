import { readFileSync } from 'node:fs';

/** The parsed content of `openapi/examples/<name>.json`, new at every call. */
export function readExample(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../openapi/examples/${name}.json`, import.meta.url), 'utf8')) as unknown;
}

import { load } from 'js-yaml';
import { isObject, stringAt, stringsAt, type Json } from './json.js';

/**
 * Writes the test vectors of `openapi/vectors/` as JSON, by the names of their files. Inputs and results are written by
 * hand there: no code of the package has a part in them.
 *
 * @param sources The YAML texts by the names of their files.
 * @throws Error for a case without name, rule, input or expected result, and for a name that comes twice.
 */
export function writeVectors(sources: ReadonlyMap<string, string>): Map<string, string> {
  const files = new Map<string, string>();
  for (const [file, source] of sources) {
    const vectors = load(source) as Json;
    if (!isObject(vectors)) throw new Error(`openapi/vectors/${file}: it must be an object`);
    const rules = stringsAt(vectors, 'rules');
    const cases = Array.isArray(vectors['cases']) ? vectors['cases'].filter(isObject) : [];
    const names = new Set<string>();
    for (const each of cases) {
      const name = stringAt(each, 'name') ?? '';
      const isWhole = 'input' in each && 'expected' in each && rules.includes(stringAt(each, 'rule') ?? '');
      if (name === '' || names.has(name) || !isWhole) {
        throw new Error(`openapi/vectors/${file}: "${name}" must have its own name, a listed rule, input and expected`);
      }
      names.add(name);
    }
    if (names.size === 0 || stringAt(vectors, 'description') === undefined) {
      throw new Error(`openapi/vectors/${file}: there must be a description and cases`);
    }
    files.set(file.replace(/\.yaml$/, '.json'), `${JSON.stringify(vectors)}\n`);
  }
  return files;
}

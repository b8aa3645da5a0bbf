import type { Difference } from 'microdiff';
import { isObject, type Json, type JsonObject } from '../generate/json.js';

/** The weight of a change for programs that speak the older version. */
export type ChangeKind = 'breaking' | 'non-breaking' | 'documentation';

/** A change between two versions. */
export interface Change {
  readonly kind: ChangeKind;
  /** The operation, or the schema and the place in it. */
  readonly place: string;
  /** Explanation for people. */
  readonly change: string;
  readonly from?: Json;
  readonly to?: Json;
}

/** Keywords that inform readers. */
const documentation =
  /^(?:description|summary|title|examples?|externalDocs|externalValue|tags|default|deprecated|x-.*)$/;

/** Names that go over the wire while a proposal is a draft, and that of a method. */
const names = /^(?:operationId|x-(?:unstable|accepted|legacy)-.*)$/;

/** Keywords that narrow what is allowed, so that to add one is to ask for more. */
const narrowing = new Set([
  'pattern',
  'format',
  'minProperties',
  'maxProperties',
  'minimum',
  'maximum',
  'items',
  'additionalProperties',
  'patternProperties',
  'type',
]);

/** Keywords of maps whose members a program may leave alone. */
const optionalMembers = new Set(['properties', 'responses', 'content', 'headers']);

/** Keywords of maps from names; the steps below them are no keywords. */
const named = new Set([...optionalMembers, 'patternProperties', 'parameters', 'security', 'required', 'enum', 'type']);

/** The weight of a difference, and words for it. */
type Judgement = Pick<Change, 'kind' | 'change'>;

/**
 * Judges a difference for a program that speaks the older version.
 *
 * It breaks if a request has to have more than before, if an answer may have less, or if either may have something else
 * in the same place. So does another name of an operation, which is a method's. Unknown fields are accepted everywhere
 * (W4), so that one more property breaks nothing. Whatever this does not know is breaking.
 *
 * @param content The operation in which the path of the difference leads somewhere.
 */
export function judge(difference: Difference, content: JsonObject): Judgement {
  const path = difference.path.map(String);
  const keywords = path.filter((_, index) => !isName(path, index));
  const keyword = keywords.at(-1) ?? '';
  const isMember = isName(path, path.length - 1);
  const isAdded = difference.type === 'CREATE';
  const isRequest = path[0] === 'requestBody' || path[0] === 'parameters';
  const change = { CREATE: 'added', REMOVE: 'removed', CHANGE: 'changed' }[difference.type];
  if (keywords.some((each) => names.test(each))) return { kind: isAdded ? 'non-breaking' : 'breaking', change };
  if (keywords.some((each) => documentation.test(each))) return { kind: 'documentation', change };
  if (difference.type === 'CHANGE') {
    return { kind: keyword === 'required' ? narrowed(difference.value === true, isRequest) : 'breaking', change };
  }
  if (keyword === 'required' && !isMember) return { kind: narrowed(isAdded, isRequest), change };
  if (keyword === 'required') {
    return { kind: narrowed(isAdded, isRequest), change: isAdded ? 'now required' : 'no longer required' };
  }
  if (isMember && (keyword === 'enum' || keyword === 'type')) return { kind: narrowed(!isAdded, isRequest), change };
  if (isMember && optionalMembers.has(keyword)) return { kind: isAdded ? 'non-breaking' : 'breaking', change };
  if (isMember && keyword === 'parameters') {
    return { kind: isAdded && !isNeeded(difference.path, content) ? 'non-breaking' : 'breaking', change };
  }
  if (keyword === 'properties') return { kind: isAdded ? 'non-breaking' : 'breaking', change };
  return { kind: narrowing.has(keyword) ? narrowed(isAdded, isRequest) : 'breaking', change };
}

/** To narrow breaks requests, and to widen breaks those who read answers. */
function narrowed(isNarrower: boolean, isRequest: boolean): ChangeKind {
  return isNarrower === isRequest ? 'breaking' : 'non-breaking';
}

/** Tells whether a step is a name, of a property or a status, say, which may be called as a keyword is. */
function isName(path: readonly string[], index: number): boolean {
  return index > 0 && named.has(path[index - 1] ?? '') && !isName(path, index - 1);
}

function isNeeded(path: readonly (string | number)[], content: JsonObject): boolean {
  let node: Json | undefined = content;
  for (const step of path) node = isObject(node) ? node[step] : undefined;
  return isObject(node) && node['required'] === true;
}

import fc from 'fast-check';
import { isObject, type Json, type JsonObject } from '../../scripts/generate/json.js';
import { anyJson, anyName } from './schema-arbitrary.js';

/** One change to a part of a value; `at` says which part, counted over all parts, the whole value first. */
type Mutation =
  | { readonly kind: 'replace'; readonly at: number; readonly by: Json }
  | { readonly kind: 'drop'; readonly at: number }
  | { readonly kind: 'add'; readonly at: number; readonly name: string; readonly member: Json }
  | { readonly kind: 'rename'; readonly at: number; readonly name: string }
  | { readonly kind: 'twist'; readonly at: number; readonly name: string };

/** The value, changed in one to three places: perhaps still valid, perhaps not. */
export function mutated(values: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc
    .tuple(values, fc.array(mutation, { minLength: 1, maxLength: 3 }))
    .map(([value, mutations]) => mutations.reduce(apply, value));
}

// A quarter of the changes is made to the whole value or to one of its first parts, so that large values are not only changed deep down.
const at: fc.Arbitrary<number> = fc.oneof({ weight: 1, arbitrary: fc.nat(4) }, { weight: 3, arbitrary: fc.nat(1_000) });

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), at, by: anyJson }),
  fc.record({ kind: fc.constant('drop' as const), at }),
  fc.record({ kind: fc.constant('add' as const), at, name: anyName, member: anyJson }),
  fc.record({ kind: fc.constant('rename' as const), at, name: anyName }),
  fc.record({ kind: fc.constant('twist' as const), at, name: anyName }),
);

function apply(value: Json, change: Mutation): Json {
  const target = change.at % countParts(value);
  let index = 0;

  return visit(value);

  function visit(part: Json): Json {
    if (index++ === target) return changed(part, change);
    if (Array.isArray(part)) return part.map(visit);
    return isObject(part) ? mapMembers(part, visit) : part;
  }
}

function changed(part: Json, change: Mutation): Json {
  if (change.kind === 'replace') return change.by;
  if (change.kind === 'twist') return twisted(part, change.name);
  if (Array.isArray(part)) {
    if (change.kind === 'add') return [...part, change.member];
    return change.kind === 'drop' ? part.slice(1) : Object.fromEntries(part.entries());
  }
  if (!isObject(part)) return change.kind === 'add' ? change.member : null;
  const entries = Object.entries(part);
  const victim = change.at % Math.max(1, entries.length);
  if (change.kind === 'add') return Object.fromEntries([...entries, [change.name, change.member]]);
  if (change.kind === 'drop') return Object.fromEntries(entries.filter((_, place) => place !== victim));
  return Object.fromEntries(entries.map(([name, member], place) => [place === victim ? change.name : name, member]));
}

/** What a schema of the same type may refuse: a fraction, a string that begins otherwise, a map with one name more. */
function twisted(part: Json, name: string): Json {
  if (typeof part === 'number') return part + 0.5;
  if (typeof part === 'string') return `-${part}`;
  if (!isObject(part)) return part;
  return Object.fromEntries([...Object.entries(part), [name, Object.values(part)[0] ?? null]]);
}

function countParts(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((count, member) => count + countParts(member), 1);
}

function mapMembers(object: JsonObject, change: (member: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, change(member)]));
}

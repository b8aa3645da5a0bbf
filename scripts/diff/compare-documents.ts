import microdiff, { type Difference } from 'microdiff';
import { isObject, type Json, type JsonObject } from '../generate/json.js';
import { judge, type Change } from './judge.js';
import { operationsOf, type Place, type ResolvedOperation } from './resolve-operations.js';

/**
 * Compares the operations of two versions, with everything that they refer to, and schemas that no operation has.
 *
 * A change in a schema is listed once, with the schema's name, however many operations refer to it; its weight is the
 * greatest that it has in any of them. Operations are told apart by method and whole path, so that it does not matter
 * how they are divided into documents.
 */
export function compareDocuments(
  before: ReadonlyMap<string, JsonObject>,
  after: ReadonlyMap<string, JsonObject>,
): Change[] {
  const [older, newer] = [operationsOf([...before.values()]), operationsOf([...after.values()])];
  const changes = new Map<string, Change>();
  const add = (change: Change): void => {
    const key = JSON.stringify([change.place, change.change, change.from, change.to]);
    if (changes.get(key)?.kind !== 'breaking') changes.set(key, change);
  };
  for (const [name, operation] of older) {
    const twin = newer.get(name);
    if (twin === undefined) add({ kind: 'breaking', place: name, change: 'removed' });
    else for (const change of compareOperations(name, operation, twin)) add(change);
  }
  for (const name of newer.keys()) {
    if (!older.has(name)) add({ kind: 'non-breaking', place: name, change: 'added' });
  }
  const order = [...changes.values()];
  return order.sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0));
}

function compareOperations(name: string, before: ResolvedOperation, after: ResolvedOperation): Change[] {
  return microdiff(before.content, after.content, { cyclesFix: false }).map((difference): Change => {
    const resolved = difference.type === 'CREATE' ? after : before;
    const { schema, rest } = placeOf(difference, resolved);
    const place = [schema ?? name, ...rest].join('/');
    // What a whole object holds would be too much, and a member of a set is its own name.
    const value: unknown = difference.type === 'REMOVE' ? difference.oldValue : difference.value;
    const hasValues = !isObject(value) && (difference.type === 'CHANGE' || value !== true);
    const values = hasValues ? valuesOf(difference) : {};
    return { ...judge(difference, resolved.content), place, ...values };
  });
}

/** Finds the named schema that a difference is in, and the steps from there. */
function placeOf({ path }: Difference, { names, content }: ResolvedOperation): Place {
  let place: Place = { schema: undefined, rest: path };
  let node: Json | undefined = content;
  for (const [index, step] of path.entries()) {
    node = isObject(node) ? node[step] : undefined;
    const schema = isObject(node) ? names.get(node) : undefined;
    if (schema !== undefined) place = { schema, rest: path.slice(index + 1) };
  }
  return place;
}

function valuesOf(difference: Difference): Pick<Change, 'from' | 'to'> {
  return {
    ...(difference.type === 'CREATE' ? {} : { from: difference.oldValue as Json }),
    ...(difference.type === 'REMOVE' ? {} : { to: difference.value as Json }),
  };
}

import { IDBKeyRange as KeyRange } from 'fake-indexeddb';

const querying = ['get', 'getKey', 'getAll', 'getAllKeys', 'count', 'openCursor', 'openKeyCursor', 'delete'];

/**
 * Lets the methods of an object store or index take key ranges of another implementation of IndexedDB: where a runtime has one, the
 * library makes its ranges with that one's `IDBKeyRange`.
 */
export function takeForeignRanges(source: IDBObjectStore | IDBIndex): void {
  if ((globalThis as { IDBKeyRange?: unknown }).IDBKeyRange === KeyRange) return;
  for (const name of querying) {
    const method = Reflect.get(source, name) as ((...parameters: unknown[]) => unknown) | undefined;
    if (method === undefined) continue; // an index has no `delete`
    Reflect.set(source, name, (...parameters: unknown[]) => method.apply(source, parameters.map(ownRange)));
  }
}

function ownRange(value: unknown): unknown {
  if (value instanceof KeyRange || Object.prototype.toString.call(value) !== '[object IDBKeyRange]') return value;
  const range = value as IDBKeyRange;
  if (range.lower === undefined) return KeyRange.upperBound(range.upper, range.upperOpen);
  if (range.upper === undefined) return KeyRange.lowerBound(range.lower, range.lowerOpen);
  return KeyRange.bound(range.lower, range.upper, range.lowerOpen, range.upperOpen);
}

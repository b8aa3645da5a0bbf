import {
  IDBCursor as Cursor,
  IDBCursorWithValue as CursorWithValue,
  IDBDatabase as Database,
  IDBKeyRange as KeyRange,
  IDBOpenDBRequest as OpenRequest,
  IDBRequest as Request,
} from 'fake-indexeddb';

type Class = abstract new (...parameters: never[]) => object;

/** The classes that the library looks for among the globals, as long as a machine is open. */
const classes: readonly (readonly [name: string, ours: Class])[] = [
  ['IDBCursor', Cursor],
  ['IDBCursorWithValue', CursorWithValue],
  ['IDBDatabase', Database],
  ['IDBKeyRange', KeyRange],
  ['IDBOpenDBRequest', OpenRequest],
  ['IDBRequest', Request],
];

/** A global that was replaced. */
interface Replaced {
  readonly previous: PropertyDescriptor | undefined;
  readonly installed: unknown;
}

/** The globals that were replaced in this process, by all copies of this package: the last machine restores them. */
interface Lending {
  users: number;
  readonly replaced: Map<string, Replaced>;
  /** Prefix of database names → the factory that has them. */
  readonly factories: Map<string, IDBFactory>;
}

/** Copies of this package find each other's by this name, so the interface above must stay as it is. */
const lendingKey: unique symbol = Symbol.for('matrix-encrypted-appservice IndexedDB 1') as never;

const globals = globalThis as { [lendingKey]?: Lending | undefined; [name: string]: unknown };

/**
 * Installs the classes of IndexedDB that the library looks for, until the returned function is called and no other machine is open.
 *
 * Nothing changes for others. In Node the names are missing, and not enumerable now. Where a runtime has an IndexedDB, or another
 * package installed one, its classes stay what they are, and only `instanceof` recognises ours as well.
 */
export function lendClasses(): () => void {
  const lending = (globals[lendingKey] ??= { users: 0, replaced: new Map(), factories: new Map() });
  lending.users++;
  for (const [name, ours] of classes) {
    const existing = globals[name] as Class | undefined;
    if (existing === undefined) replace(lending, name, ours);
    else if (!(Object.create(ours.prototype as object) instanceof existing)) {
      replace(lending, name, recognisingByName(existing, name));
    }
  }
  return () => {
    if (--lending.users > 0) return;
    for (const [name] of classes) restore(lending, name);
    Reflect.deleteProperty(globals, lendingKey);
  };
}

/**
 * Lets the library find a factory as the global `indexedDB` while `work` opens databases whose names begin with `prefix`. Other names
 * are for the runtime's own `indexedDB`. To be called while classes are lent.
 */
export async function lendFactory<T>(prefix: string, factory: IDBFactory, work: () => Promise<T>): Promise<T> {
  const lending = globals[lendingKey];
  if (lending === undefined) throw new Error('no classes are lent');
  const { factories } = lending;
  if (factories.size === 0)
    replace(lending, 'indexedDB', routerOver(globals['indexedDB'] as IDBFactory | undefined, factories));
  factories.set(prefix, factory);
  try {
    return await work();
  } finally {
    factories.delete(prefix);
    if (factories.size === 0) restore(lending, 'indexedDB');
  }
}

/** Gives the databases of each factory, and for all other purposes what was there before. */
function routerOver(previous: IDBFactory | undefined, factories: ReadonlyMap<string, IDBFactory>): object {
  const open = (...parameters: Parameters<IDBFactory['open']>): IDBOpenDBRequest => {
    for (const [prefix, factory] of factories) {
      if (parameters[0].startsWith(prefix)) return factory.open(...parameters);
    }
    if (previous === undefined) throw new DOMException('this runtime has no IndexedDB', 'NotSupportedError');
    return previous.open(...parameters);
  };
  if (previous === undefined) return { open };
  return new Proxy(previous, {
    get: (target, name) => {
      if (name === 'open') return open;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** A class that is the given one, but whose `instanceof` asks for the name that every implementation gives its objects. */
function recognisingByName(existing: Class, name: string): Class {
  return new Proxy(existing, {
    get: (target, property): unknown =>
      property === Symbol.hasInstance
        ? (value: unknown) => isCalled(value, name)
        : Reflect.get(target, property, target),
  });
}

/** Tells whether an object's class, or one that it extends, has the name. */
function isCalled(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== 'object' || prototype === null) return false;
  return Reflect.get(prototype, Symbol.toStringTag) === name || isCalled(prototype, name);
}

function replace({ replaced }: Lending, name: string, installed: unknown): void {
  const earlier = replaced.get(name);
  const previous = earlier ? earlier.previous : Object.getOwnPropertyDescriptor(globals, name);
  replaced.set(name, { previous, installed });
  Object.defineProperty(globals, name, { value: installed, configurable: true, writable: true, enumerable: false });
}

function restore({ replaced }: Lending, name: string): void {
  const entry = replaced.get(name);
  replaced.delete(name);
  // Another package has replaced it since: then it is that one's.
  if (entry === undefined || globals[name] !== entry.installed) return;
  if (entry.previous) Object.defineProperty(globals, name, entry.previous);
  else Reflect.deleteProperty(globals, name);
}

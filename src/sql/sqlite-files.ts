import { StoreError } from '../errors.js';
import type { SqliteDatabase } from './sqlite-database.js';

/** Returns the number by which the file system knows a file (its inode); `undefined` if there is none at this path. */
export type FileNumberOf = (path: string) => bigint | undefined;

/** A database, the log of its latest changes, and the memory that its processes share. */
const ends = ['', '-wal', '-shm'];

/** Checks of a database's files. Both throw a `StoreError` with the code `REPLACED`, and from the first time on whenever called. */
export interface FileWatch {
  /** Looks at the files. What was committed before is in the file that others find at this path. */
  readonly check: () => void;
  /** Looks at them if that was not done within the last second. */
  readonly checkNowAndThen: () => void;
}

const intervalMs = 1000;

/**
 * Notices when the files of a database are no longer the ones that SQLite has open. SQLite itself goes on with files that were
 * deleted, or whose place others have taken. To keep its locks, it tells files apart by the same numbers.
 *
 * Nothing is checked for a database in memory, one in a file system that this process does not see, or in a runtime without files.
 * A file that is overwritten in place keeps its number, so that goes unnoticed.
 *
 * No file is opened for this: closing it would give up the locks that SQLite has on it in this process. Nor is one attached to the
 * handle: where the database alone was replaced, SQLite would write the old log into the new file, and delete that log.
 */
export function watchFiles(
  database: SqliteDatabase,
  numberOf: FileNumberOf | undefined = fileNumbersOfRuntime(),
): FileWatch {
  const path = pathOf(database);
  const numbers = new Map<string, bigint>();
  let failure: StoreError | undefined;
  let checkedAtMs = performance.now();

  /** Tells whether the file is another than before. Files that are not made yet are remembered later. */
  function isChanged(file: string): boolean {
    let number: bigint | undefined;
    try {
      number = numberOf?.(file);
    } catch {
      return false; // a permission was taken away, or the file system fails: nothing is known
    }
    const before = numbers.get(file);
    if (before !== undefined) return number !== before;
    if (number !== undefined) numbers.set(file, number);
    return false;
  }

  function check(): void {
    checkedAtMs = performance.now();
    const changed = failure ? undefined : ends.find((end) => isChanged(path + end));
    if (changed !== undefined) failure = replaced(path + changed);
    if (failure) throw failure;
  }

  isChanged(path);
  if (!numbers.has(path)) return { check: () => undefined, checkNowAndThen: () => undefined };
  return {
    check,
    checkNowAndThen: () => {
      if (failure || performance.now() - checkedAtMs >= intervalMs) check();
    },
  };
}

function replaced(file: string): StoreError {
  const happened = `${file} was moved, deleted or replaced while it was open`;
  return new StoreError('REPLACED', `SQLite: ${happened}: stop this process, since whatever it writes is lost`);
}

/** Returns the absolute path of the main database; `''` where it has none. */
function pathOf(database: SqliteDatabase): string {
  const rows: unknown = database.prepare('PRAGMA database_list').all();
  const list = Array.isArray(rows) ? (rows as { readonly name: string; readonly file: string | null }[]) : [];
  return list.find(({ name }) => name === 'main')?.file ?? '';
}

/** The part of Node's file system that is used here. */
interface FileSystem {
  statSync(
    path: string,
    options: { readonly bigint: true; readonly throwIfNoEntry: false },
  ): { readonly ino: bigint } | undefined;
}

/** Node, Bun and Deno hand out their file system to code that imports nothing, and so runs without one as well. */
function fileNumbersOfRuntime(): FileNumberOf | undefined {
  const { process } = globalThis as { readonly process?: { readonly getBuiltinModule?: (name: string) => unknown } };
  const files = process?.getBuiltinModule?.('fs') as FileSystem | undefined; // its shape in all three
  return files && ((path) => files.statSync(path, { bigint: true, throwIfNoEntry: false })?.ino);
}

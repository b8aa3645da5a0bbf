import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SqliteDatabase } from '../../src/sql/sqlite-database.js';
import { watchFiles } from '../../src/sql/sqlite-files.js';

const replaced = { name: 'StoreError', code: 'REPLACED' };

/** A handle of a driver that says where its databases are. */
function databaseIn(...files: readonly (string | null)[]): SqliteDatabase {
  const rows = files.map((file, seq) => ({ seq, name: ['main', 'temp'][seq], file }));
  return { exec: () => undefined, prepare: () => ({ all: () => rows, run: () => undefined }) };
}

describe('watchFiles', () => {
  let nowMs = 0;
  const numbers = new Map<string, bigint>();
  const watch = (database = databaseIn('/a.db', '/temp')): ReturnType<typeof watchFiles> =>
    watchFiles(database, (path) => numbers.get(path));

  beforeEach(() => {
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    numbers.clear();
    numbers.set('/a.db', 1n);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(['/a.db', '/a.db-wal', '/a.db-shm'])('notices that %s is another file, for good', (path) => {
    for (const each of ['/a.db-wal', '/a.db-shm']) numbers.set(each, 2n);
    const files = watch();
    files.check();
    numbers.set(path, 3n);
    expect(files.check).toThrow(expect.objectContaining(replaced));
    numbers.set(path, 2n);
    expect(files.check).toThrow(expect.objectContaining(replaced));
    expect(files.checkNowAndThen).toThrow(expect.objectContaining(replaced));
  });

  it('notices that a file is gone, and names it', () => {
    const files = watch();
    numbers.set('/a.db-wal', 2n);
    files.check();
    numbers.delete('/a.db-wal');
    expect(files.check).toThrow('/a.db-wal was moved');
  });

  it('looks now and then at most once a second', () => {
    const files = watch();
    numbers.delete('/a.db');
    nowMs += 999;
    files.checkNowAndThen();
    nowMs += 1;
    expect(files.checkNowAndThen).toThrow(expect.objectContaining(replaced));
  });

  it.each([
    ['is in memory', databaseIn('')],
    ['has no file', databaseIn(null)],
    ['is in another file system', databaseIn('/elsewhere.db')],
    ['is not listed', databaseIn()],
  ])('leaves a database alone that %s', (_, database) => {
    const files = watch(database);
    numbers.clear();
    nowMs += 5000;
    files.checkNowAndThen();
    files.check();
  });

  it('leaves databases alone where there are no files to look at', () => {
    vi.stubGlobal('process', undefined);
    try {
      watchFiles(databaseIn('/a.db')).check();
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('takes a file that it may no longer see for the same', () => {
    let isForbidden = false;
    const files = watchFiles(databaseIn('/a.db'), (path) => {
      if (isForbidden) throw new Error('EACCES');
      return numbers.get(path);
    });
    isForbidden = true;
    files.check();
    isForbidden = false;
    numbers.set('/a.db', 2n);
    expect(files.check).toThrow(expect.objectContaining(replaced));
  });
});

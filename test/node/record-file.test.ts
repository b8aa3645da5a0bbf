import { appendFileSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync, lstatSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openRecordFile, type RecordFile } from '../../src/node/record-file.js';
import { encodeRecord, headerOf } from '../../src/node/record-format.js';
import { temporaryFolder } from './temporary-folder.js';

const pathOf = temporaryFolder();
const isString = (value: unknown): value is string => typeof value === 'string';

/** A file of strings of which the last `capacity` matter. */
function openStrings(path: string, capacity = 10): Promise<RecordFile<string>> {
  const compact = (items: readonly string[]): readonly string[] => items.slice(-capacity);
  return openRecordFile(path, { kind: 'transactions', isItem: isString, compact });
}

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => `item ${String(from + n)}`);

it('has what was appended when it is opened again', async () => {
  const file = await openStrings(pathOf('log'));
  await file.append(['a', '\n', '\ud800']);
  await file.append(['ü']);
  expect(await file.read()).toEqual(['a', '\n', '\ud800', 'ü']);
  await file.close();
  const again = await openStrings(pathOf('log'));
  expect(await again.read()).toEqual(['a', '\n', '\ud800', 'ü']);
  await again.close();
  expect(readdirSync(dirname(pathOf('log')))).toEqual(['log']);
});

it('writes what comes while it writes as one record', async () => {
  const file = await openStrings(pathOf('log'));
  await Promise.all([file.append(['a']), file.append(['b']), file.append(['c'])]);
  await file.close();
  expect(readFileSync(pathOf('log'), 'utf8')).toBe(headerOf('transactions') + encodeRecord(['a', 'b', 'c']));
});

it('cuts off a record that was not written to its end, and goes on after what is whole', async () => {
  const path = pathOf('log');
  const whole = headerOf('transactions') + encodeRecord(['a']);
  writeFileSync(path, whole + encodeRecord(['b']).slice(0, -3));
  const file = await openStrings(path);
  expect(readFileSync(path, 'utf8')).toBe(whole);
  await file.append(['c']);
  expect(await file.read()).toEqual(['a', 'c']);
  await file.close();
});

it.each([
  ['a file of another kind', headerOf('claims')],
  ['items of another type', headerOf('transactions') + encodeRecord([1])],
])('refuses %s, changes nothing, and leaves no lock', async (_, content) => {
  const path = pathOf('log');
  writeFileSync(path, content);
  await expect(openStrings(path)).rejects.toThrow(`${path}: `);
  expect(readFileSync(path, 'utf8')).toBe(content);
  expect(readdirSync(dirname(path))).toEqual(['log']);
});

it('compacts itself when it holds far more than what matters, and keeps that', async () => {
  const path = pathOf('log');
  const file = await openStrings(path);
  for (let n = 0; n < 5000; n += 100) await file.append(names(n, n + 100));
  const items = await file.read();
  expect(items.length).toBeLessThan(1100);
  expect(items.slice(-10)).toEqual(names(4990, 5000));
  await file.append(['last']);
  await file.close();
  expect(statSync(path).size).toBeLessThan(30_000);
  const again = await openStrings(path);
  expect((await again.read()).at(-1)).toBe('last');
  await again.close();
  expect(readdirSync(dirname(path))).toEqual(['log']);
});

it('compacts a file that grew over many short lives', async () => {
  const path = pathOf('log');
  for (let n = 0; n < 3000; n += 600) {
    const file = await openStrings(path);
    await file.append(names(n, n + 600));
    await file.close();
  }
  const file = await openStrings(path);
  expect((await file.read()).length).toBeLessThan(1300);
  await file.close();
});

it('removes what a compaction left that did not come to its end', async () => {
  const path = pathOf('log');
  writeFileSync(`${path}.compacted`, headerOf('transactions'));
  const file = await openStrings(path);
  await file.close();
  expect(readdirSync(dirname(path))).toEqual(['log']);
});

it('compacts the file that a link leads to, and keeps the link', async () => {
  const path = pathOf('log');
  writeFileSync(path, '');
  symlinkSync(path, pathOf('link'));
  const file = await openStrings(pathOf('link'));
  await expect(openStrings(path)).rejects.toThrow('open in this process');
  await file.append(names(0, 2000));
  await file.close();
  expect(lstatSync(pathOf('link')).isSymbolicLink()).toBe(true);
  expect(statSync(path).size).toBeLessThan(1000);
});

it('removes what came into the file otherwise, such as half a record of a write that failed', async () => {
  const path = pathOf('log');
  const file = await openStrings(path);
  await file.append(['a']);
  appendFileSync(path, 'half a rec');
  await file.append(['b']);
  expect(await file.read()).toEqual(['a', 'b']);
  await file.close();
});

it('brings the file back to what it held where a write fails, and takes the next one', async () => {
  const path = pathOf('log');
  const file = await openStrings(path);
  await file.append(['a']);
  const before = readFileSync(path, 'utf8');
  const other = await open(path);
  const handles = Object.getPrototypeOf(other) as FileHandle;
  await other.close();
  const datasync = vi.spyOn(handles, 'datasync').mockRejectedValueOnce(new Error('disk'));
  await expect(Promise.all([file.append(['b']), file.append(['c'])])).rejects.toThrow('disk');
  datasync.mockRestore();
  expect(readFileSync(path, 'utf8')).toBe(before);
  await file.append(['d']);
  expect(await file.read()).toEqual(['a', 'd']);
  await file.close();
});

it('waits for what was begun when it is closed, and takes nothing afterwards', async () => {
  const file = await openStrings(pathOf('log'));
  const appended = vi.fn();
  const appending = file.append(['a']).then(appended);
  await Promise.all([file.close(), file.close()]);
  await appending;
  expect(appended).toHaveBeenCalledOnce();
  await expect(file.append(['b'])).rejects.toThrow('is closed');
  await expect(file.read()).rejects.toThrow('is closed');
  expect(readFileSync(pathOf('log'), 'utf8')).toContain('"a"');
});

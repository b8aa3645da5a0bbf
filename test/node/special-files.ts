import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';

/** Where there are devices and named pipes. */
export const hasSpecialFiles: boolean = process.platform !== 'win32';

/** Paths that lead to something that is not read: what it is, what an error says of it, and how it is made at a path. */
export const specialFiles: readonly (readonly [kind: string, reason: string, make: (path: string) => string])[] = [
  ['an endless device', 'it is a character device', (): string => '/dev/zero'],
  ['an empty device', 'it is a character device', (): string => '/dev/null'],
  ['a link to a device', 'it is a character device', linkToDevice],
  ['a folder', 'it is a folder', makeFolder],
  ['a named pipe without a writer', 'it is an empty pipe without a writer', makePipe],
  ['a sparse file of 10 GiB', 'it is larger than', makeSparseFile],
];

/** Makes a named pipe. */
export function makePipe(path: string): string {
  execFileSync('mkfifo', [path]);
  return path;
}

/** Makes a file that says that it is 10 GiB long, and takes no place. */
export function makeSparseFile(path: string): string {
  writeFileSync(path, '');
  truncateSync(path, 10 * 2 ** 30);
  return path;
}

function makeFolder(path: string): string {
  mkdirSync(path);
  return path;
}

function linkToDevice(path: string): string {
  symlinkSync('/dev/zero', path);
  return path;
}

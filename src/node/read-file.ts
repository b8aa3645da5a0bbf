import { constants, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { ByteCollector } from '../http/read-limited.js';

/** A path that leads to an unsupported kind of file. Refusals of the operating system have their own errors. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
  /** Reason, without the path: `it is a folder`. */
  readonly reason: string;
  /** Remedy, in one sentence. */
  readonly hint: string;

  constructor(path: string, reason: string, hint: string) {
    super(`cannot read ${path}: ${reason}`);
    this.reason = reason;
    this.hint = hint;
  }
}

/**
 * Reads a regular file or a pipe to its end, and never waits for input that may not come.
 *
 * Devices, folders and sockets are not read, nor is a named pipe that no process has open for writing. Like standard
 * input, a pipe with a writer is read for as long as that takes.
 *
 * @throws {UnreadableFileError} for all of these, and for more than `limitBytes`, if possible before anything is read.
 * @throws The error of `node:fs`, if the operating system refuses.
 */
export async function readFileUpTo(path: string, limitBytes: number): Promise<Uint8Array> {
  // Before opening it, since opening some devices has effects.
  refuseSpecial(path, await stat(path));
  // Without O_NONBLOCK, which Windows lacks, opening a pipe waits for a writer.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    // The path may lead elsewhere by now.
    const stats = await handle.stat();
    refuseSpecial(path, stats);
    if (stats.size > limitBytes) throw tooLarge(path, limitBytes);
    return await readToEnd(handle, path, limitBytes, stats.isFIFO());
  } finally {
    await handle.close();
  }
}

async function readToEnd(handle: FileHandle, path: string, limitBytes: number, isPipe: boolean): Promise<Uint8Array> {
  const collector = new ByteCollector();
  const read = isPipe ? readFromWriter : readSome;
  for (let chunk = await read(handle); chunk.byteLength > 0; chunk = await read(handle)) {
    collector.push(chunk);
    if (collector.length > limitBytes) throw tooLarge(path, limitBytes);
  }
  if (isPipe && collector.length === 0) {
    throw new UnreadableFileError(path, 'it is an empty pipe without a writer', 'Write to it, or name a file.');
  }
  return collector.bytes();
}

/** The most bytes read at once: the capacity of a pipe. */
const chunkBytes = 64 * 1024;

async function readSome(handle: FileHandle): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(new Uint8Array(chunkBytes), 0, chunkBytes, null);
  return buffer.subarray(0, bytesRead);
}

/** The pause before an empty pipe is read again, in milliseconds. */
const pauseMs = 10;

/** Reads what the writer of a pipe has written, or waits for it; returns nothing if there is no writer any more. */
async function readFromWriter(handle: FileHandle): Promise<Uint8Array> {
  for (;;) {
    try {
      return await readSome(handle);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      await setTimeout(pauseMs);
    }
  }
}

function refuseSpecial(path: string, stats: Stats): void {
  if (stats.isFile() || stats.isFIFO()) return;
  if (stats.isDirectory()) throw new UnreadableFileError(path, 'it is a folder', 'Name a file in it.');
  const kind = stats.isSocket() ? 'a socket' : stats.isCharacterDevice() ? 'a character device' : 'a block device';
  throw new UnreadableFileError(path, `it is ${kind}`, 'Name a regular file, or a pipe that something writes to.');
}

function tooLarge(path: string, limitBytes: number): UnreadableFileError {
  return new UnreadableFileError(path, `it is larger than ${limitBytes / 2 ** 20} MiB`, 'Is it the right file?');
}

import { open } from 'node:fs/promises';
import { fileError } from './cli-error.js';

/**
 * Watches a file to which an application appends what it is told: each line is a text. What is in it before is skipped.
 *
 * @throws {CliError} if it cannot be read.
 */
export async function observeFile(path: string): Promise<() => Promise<readonly string[]>> {
  const start = await sizeOf(path);
  return async () => (await readFrom(path, start)).split('\n');
}

async function sizeOf(path: string): Promise<number> {
  return withFile(path, async (handle) => (await handle.stat()).size);
}

async function readFrom(path: string, start: number): Promise<string> {
  return withFile(path, async (handle) => {
    const { size } = await handle.stat();
    // A file that was begun anew is shorter.
    const from = size < start ? 0 : start;
    const bytes = Buffer.alloc(Math.min(size - from, mostBytes));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    return bytes.toString('utf8', 0, bytesRead);
  });
}

/** The most bytes that are read of what was appended: the checks make about a hundred lines. */
const mostBytes = 256 * 2 ** 20;

async function withFile<T>(path: string, use: (handle: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> {
  try {
    const handle = await open(path, 'r');
    try {
      return await use(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError('read', path, error);
  }
}

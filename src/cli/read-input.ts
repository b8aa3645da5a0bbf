import { ByteCollector } from '../http/read-limited.js';
import { readFileUpTo, UnreadableFileError } from '../node/read-file.js';
import { CliError, fileError } from './cli-error.js';
import { type JsonDocument, readJsonDocument } from './json/json-document.js';
import type { World } from './world.js';
import { isMatrixAppserviceError } from '../errors.js';

/**
 * Reads a JSON file, or standard input for `-`.
 *
 * @throws {CliError} if it cannot be read. @throws {JsonContentError} if it is not JSON.
 */
export async function readJsonInput(path: string, { stdin }: Pick<World, 'stdin'>): Promise<JsonDocument> {
  return path === '-'
    ? readJsonDocument('standard input', await readAll(stdin))
    : readJsonDocument(path, await readingFile(path, (file) => readFileUpTo(file, longestInput)));
}

/** The most bytes that are read: the size of the largest body that an appservice accepts, a transaction (S2). */
const longestInput = 64 * 2 ** 20;

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const collector = new ByteCollector();
  try {
    for await (const chunk of stream) {
      collector.push(chunk);
      if (collector.length > longestInput) break;
    }
  } catch (error) {
    throw fileError('read', 'standard input', error);
  }
  if (collector.length <= longestInput) return collector.bytes();
  throw new CliError('FILE', 'cannot read standard input: it is larger than 64 MiB', 'Is it the right file?');
}

/**
 * Returns the result of `read` for a file.
 *
 * @throws {CliError} if it cannot be read, with an explanation. @throws The errors of the package.
 */
export async function readingFile<T>(path: string, read: (path: string) => Promise<T>): Promise<T> {
  try {
    return await read(path);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    for (const each of [error, cause]) {
      if (each instanceof UnreadableFileError) throw new CliError('FILE', each.message, each.hint);
    }
    throw isMatrixAppserviceError(error) ? error : fileError('read', path, error);
  }
}

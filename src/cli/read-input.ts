import { ByteCollector } from '../http/byte-collector.js';
import { readFileUpTo } from '../node/read-file.js';
import { CliError, fileError } from './cli-error.js';
import { type JsonDocument, readJsonDocument } from './json-document.js';
import { readingFile } from './reading-file.js';
import type { World } from './world.js';

/**
 * Reads a JSON file, or standard input where it is called `-`.
 *
 * @throws {CliError} where it cannot be read. @throws {JsonContentError} where it is not JSON.
 */
export async function readJsonInput(path: string, { stdin }: Pick<World, 'stdin'>): Promise<JsonDocument> {
  return path === '-'
    ? readJsonDocument('standard input', await readAll(stdin))
    : readJsonDocument(path, await readingFile(path, (file) => readFileUpTo(file, longestInput)));
}

/** The most that is read, in bytes: as much as the largest body that an appservice takes, a transaction (S2). */
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

import { readFile } from 'node:fs/promises';
import { ByteCollector } from '../http/byte-collector.js';
import { fileError } from './cli-error.js';
import { type JsonDocument, readJsonDocument } from './json-document.js';
import type { World } from './world.js';

/**
 * Reads a JSON file, or standard input where it is called `-`.
 *
 * @throws {CliError} where it cannot be read. @throws {JsonContentError} where it is not JSON.
 */
export async function readJsonInput(path: string, { stdin }: Pick<World, 'stdin'>): Promise<JsonDocument> {
  return path === '-'
    ? readJsonDocument('standard input', await readAll(stdin))
    : readJsonDocument(path, await readBytes(path));
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileError('read', path, error);
  }
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const collector = new ByteCollector();
  try {
    for await (const chunk of stream) collector.push(chunk);
  } catch (error) {
    throw fileError('read', 'standard input', error);
  }
  return collector.bytes();
}

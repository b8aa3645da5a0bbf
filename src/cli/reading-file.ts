import { isMatrixAppserviceError } from '../errors.js';
import { fileError } from './cli-error.js';

/**
 * What `read` makes of a file; the error of `node:fs`, where it cannot be read, in words.
 *
 * @throws {CliError} and the errors of the package.
 */
export async function readingFile<T>(path: string, read: (path: string) => Promise<T>): Promise<T> {
  try {
    return await read(path);
  } catch (error) {
    throw isMatrixAppserviceError(error) ? error : fileError('read', path, error);
  }
}

import { isMatrixAppserviceError } from '../errors.js';
import { UnreadableFileError } from '../node/read-file.js';
import { CliError, fileError } from './cli-error.js';

/**
 * Returns what `read` makes of a file.
 *
 * @throws {CliError} where it cannot be read, in words. @throws The errors of the package.
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

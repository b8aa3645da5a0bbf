import { lstat, open, rename, rm } from 'node:fs/promises';
import { CliError, fileError } from './cli-error.js';

/**
 * Writes a file that only its owner may read and write.
 *
 * An existing file is left alone, unless `overwrite` is set. Then a new file replaces it: readers of the old one,
 * through an open handle or a link, do not see the new content, and the file is never incomplete.
 *
 * @throws {CliError}
 */
export async function writeSecretFile(
  path: string,
  text: string,
  { overwrite }: { overwrite: boolean },
): Promise<void> {
  try {
    await (overwrite ? replace(path, text) : create(path, text));
  } catch (error) {
    if (error instanceof CliError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && !overwrite) {
      throw new CliError(
        'FILE',
        `${path} already exists, and was left as it is`,
        'Use --force to overwrite it; its tokens are then lost.',
      );
    }
    throw fileError('write', path, error);
  }
}

async function create(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

async function replace(path: string, text: string): Promise<void> {
  // A pipe or a device cannot be replaced by a file.
  if (!(await isReplaceable(path))) throw new CliError('FILE', `cannot write ${path}: it is not a regular file`);
  const draft = `${path}.${process.pid}.new`;
  try {
    await create(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function isReplaceable(path: string): Promise<boolean> {
  try {
    const found = await lstat(path);
    return found.isFile() || found.isSymbolicLink();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}

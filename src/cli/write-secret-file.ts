import { lstat, open, rename, rm } from 'node:fs/promises';
import { CliError, fileError } from './cli-error.js';

/**
 * Writes a file that only its owner may read and write. One that exists is left alone, unless `overwrite` allows it; then a new
 * one takes its place, so that who has the old one open, or reaches it by a link, sees nothing, and no half of it is ever there.
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
        `${path} exists already, and is left as it is`,
        '--force writes over it; its tokens are lost then.',
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
  // A pipe or a device is no file that could be put in the place of another.
  if (!(await isReplaceable(path)))
    throw new CliError('FILE', `cannot write ${path}: it is something else than a file`);
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

import { open } from 'node:fs/promises';
import { CliError, fileError } from './cli-error.js';

/**
 * Writes a file that only its owner may read and write. One that exists is left alone, unless `overwrite` allows it.
 *
 * @throws {CliError}
 */
export async function writeSecretFile(
  path: string,
  text: string,
  { overwrite }: { overwrite: boolean },
): Promise<void> {
  try {
    const handle = await open(path, overwrite ? 'w' : 'wx', 0o600);
    try {
      // One that was there before has kept its mode.
      await handle.chmod(0o600);
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new CliError(
        'FILE',
        `${path} exists already, and is left as it is`,
        '--force writes over it; its tokens are lost then.',
      );
    }
    throw fileError('write', path, error);
  }
}

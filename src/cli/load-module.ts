import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Loads a package that is installed in a folder or above it, or beside this package; or a module of the runtime.
 *
 * @returns `undefined` where it is missing; rejects where it is there and fails.
 */
export async function loadModule(name: string, folder: string): Promise<unknown> {
  const specifier = resolveIn(folder, name) ?? resolveIn(undefined, name);
  return specifier === undefined ? undefined : ((await import(specifier)) as unknown);
}

/** The specifier to import a package by, seen from a folder or from here. */
function resolveIn(folder: string | undefined, name: string): string | undefined {
  try {
    const from = createRequire(folder === undefined ? import.meta.url : join(folder, 'package.json'));
    const found = from.resolve(name);
    return found.startsWith('node:') ? found : pathToFileURL(found).href;
  } catch {
    return undefined;
  }
}

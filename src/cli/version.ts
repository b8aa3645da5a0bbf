import { createRequire } from 'node:module';
import { programName } from './help.js';

/** The version of this package. */
export function packageVersion(): string {
  // By name, since the file is elsewhere seen from the built program than from the source.
  const manifest = createRequire(import.meta.url)(`${programName}/package.json`) as { readonly version: string };
  return manifest.version;
}

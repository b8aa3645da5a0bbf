/**
 * Removes the docblocks from the code in `dist/` before it is packed: a tenth of the package. Those of the public API are
 * in the declarations, all of them in the repository. Line comments, which say why, stay.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.js')) continue;
  const text = readFileSync(join(dist, path), 'utf8');
  const shorter = text.replace(/^[ \t]*\/\*\*[^]*?\*\/\n/gm, '');
  if (codeOf(shorter) !== codeOf(text)) throw new Error(`${path}: something that looks like a docblock is code`);
  writeFileSync(join(dist, path), shorter);
}

/** Returns the code without any comments, in one spelling. */
function codeOf(text: string): string {
  return transformSync(text, { minifyWhitespace: true, legalComments: 'none' }).code;
}

/**
 * Deletes the declarations in `dist/` that none of the package's subpaths leads to, before it is packed: a third of its
 * size. Users see only those that a subpath names, and what these import.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const { exports } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
};

function main(): void {
  const entries = Object.values(exports).flatMap((target) => (typeof target === 'string' ? [] : [target.types]));
  const needed = declarationsBehind(entries.map((path) => resolve(projectRoot, path)));
  const dist = join(projectRoot, 'dist');
  const all = readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((path) => join(dist, path));
  for (const path of all) if (path.endsWith('.d.ts') && !needed.has(path)) rmSync(path);
}

/** Lists declarations, and those that they import, directly or not. */
function declarationsBehind(paths: readonly string[], seen = new Set<string>()): ReadonlySet<string> {
  for (const path of paths) {
    if (seen.has(path)) continue;
    seen.add(path);
    const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'), true, true);
    const own = importedFiles.filter(({ fileName }) => fileName.startsWith('.'));
    declarationsBehind(
      own.map(({ fileName }) => resolve(dirname(path), fileName.replace(/\.js$/, '.d.ts'))),
      seen,
    );
  }
  return seen;
}

main();

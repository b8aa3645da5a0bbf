/**
 * Lints the OpenAPI documents and writes `generated/` and the tables of two pages (`npm run generate`). `npm
 * run generate:check` writes nothing, and fails with the names of the stale files.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runScript } from '../run-script.js';
import { lint, listDocuments } from './bundle.js';
import { generate } from './generate.js';
import { readOptions, usage, type Options } from './options.js';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

process.exitCode = await runScript(process.argv.slice(2), { usage, readOptions }, main);

/** Returns the exit status: 0, or 1 if `--check` finds a stale file. */
async function main({ check }: Options): Promise<number> {
  const sources = await listDocuments(projectRoot);
  await lint(
    projectRoot,
    sources.map(({ name }) => name),
  );
  const files = await generate(projectRoot);
  const superfluous = (await listGenerated()).filter((path) => !files.has(path));

  if (check) {
    const stale = [...(await changed(files)), ...superfluous];
    if (stale.length === 0) {
      console.log(`generated files: ${String(files.size)} up to date`);
      return 0;
    }
    console.error(`These files are stale. Run \`npm run generate\` and commit them:\n${stale.join('\n')}`);
    return 1;
  }

  for (const path of superfluous) await rm(join(projectRoot, path));
  const written = await changed(files);
  for (const path of written) {
    await mkdir(dirname(join(projectRoot, path)), { recursive: true });
    await writeFile(join(projectRoot, path), files.get(path) ?? '');
  }
  console.log(`generated files: ${String(files.size)}, of which ${String(written.length)} changed`);
  return 0;
}

async function changed(files: ReadonlyMap<string, string>): Promise<string[]> {
  const paths: string[] = [];
  for (const [path, content] of files) {
    const current = await readFile(join(projectRoot, path), 'utf8').catch(() => undefined);
    if (current !== content) paths.push(path);
  }
  return paths;
}

async function listGenerated(): Promise<string[]> {
  const entries = await readdir(join(projectRoot, 'generated'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)))
    .sort();
}

/** Compares two versions of the OpenAPI documents (`npm run diff`). */
import { fileURLToPath } from 'node:url';
import { runScript } from '../run-script.js';
import { compareDocuments } from './compare-documents.js';
import { readOptions, usage, type Options } from './options.js';
import { changesText } from './changes-text.js';
import { readVersion } from './read-version.js';

process.exitCode = await runScript(process.argv.slice(2), { usage, readOptions }, main);

/** Returns the exit status: 1 if a change is breaking, 2 if there is nothing to compare. */
async function main({ before, after, json }: Options): Promise<number> {
  const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
  try {
    const [older, newer] = [await readVersion(before, projectRoot), await readVersion(after, projectRoot)];
    const changes = compareDocuments(older, newer);
    console.log(json ? JSON.stringify(changes, null, 2) : changesText(changes));
    return changes.some(({ kind }) => kind === 'breaking') ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

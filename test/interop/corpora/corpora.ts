import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders that may have the corpora in them: the one that `CORPORA` names, and that of install-corpora.sh. */
const folders = [process.env['CORPORA'], join(tmpdir(), 'matrix-encrypted-appservice-peers/corpora')];

/** The note of a skipped test. */
export function howToGet(repository: string): string {
  return `${repository} is not there: run test/interop/corpora/install-corpora.sh, or name a folder with a clone of it in CORPORA`;
}

/** The first of some places inside the folders that is there. */
export function findInCorpora(...places: readonly string[]): string | undefined {
  const paths = folders.flatMap((folder) => (folder === undefined ? [] : places.map((place) => join(folder, place))));
  return paths.find((path) => existsSync(path));
}

/** The JSON files of a folder, by name. */
export function jsonFilesIn(folder: string): [name: string, bytes: Uint8Array][] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => [name, readFileSync(join(folder, name))]);
}

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const projectRoot: string = fileURLToPath(new URL('../..', import.meta.url));

/** A file of the project, by its path from the root, with slashes. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** All files below `folder` whose names end in `extension`, sorted by path; a folder that is not there has none. */
export function projectFiles(folder: string, extension: string): ProjectFile[] {
  return listFolder(folder)
    .filter((path) => path.endsWith(extension))
    .sort()
    .map((path) => ({ path, text: readProjectFile(path) }));
}

/** The content of one file, by its path from the root. */
export function readProjectFile(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)).split(sep).join('/'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

import { cp, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { projectRoot } from './project.js';

/** What is installed, built or kept by tools: a copy does without, or makes its own. */
const leftOut = ['.git', 'node_modules', 'dist', 'coverage', 'reports', '.stryker-tmp'];

/** Copies the project into a folder that does not exist yet, to be changed there, with a link to its `node_modules`. */
export async function copyProject(folder: string): Promise<void> {
  await cp(projectRoot, folder, {
    recursive: true,
    filter: (path) => !leftOut.includes(relative(projectRoot, path)),
  });
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
}

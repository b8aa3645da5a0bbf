import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyProject } from '../helpers/copy-project.js';

/** The package as `npm publish` would send it. */
export interface PackedPackage {
  readonly tarball: string;
  readonly sizeBytes: number;
  /** Where it is unpacked: the folder that has its package.json. */
  readonly folder: string;
  /** Path → content of each file in it. */
  readonly files: ReadonlyMap<string, string>;
  /** The copy of the project that it was packed from. */
  readonly source: string;
}

const run = promisify(execFile);

/**
 * Packs a copy of the project below `folder` with `npm pack`, which builds it, and unpacks the tarball. The copy has things
 * lying around in `dist/` as they do after some work; the project's own `dist/`, which other tests read, is not touched.
 */
export async function packProject(folder: string): Promise<PackedPackage> {
  const source = join(folder, 'project');
  await copyProject(source);
  await litter(source);
  const options = ['--ignore-scripts=false', '--no-update-notifier', '--loglevel=error'];
  await run('npm', ['pack', '--pack-destination', folder, ...options], { cwd: source });
  const name = (await readdir(folder)).find((file) => file.endsWith('.tgz')) ?? '';
  const tarball = join(folder, name);
  await run('tar', ['-xzf', tarball, '-C', folder]);
  const unpacked = join(folder, 'unpacked');
  await rename(join(folder, 'package'), unpacked);
  const { size: sizeBytes } = await stat(tarball);
  return { tarball, sizeBytes, folder: unpacked, files: await readFiles(unpacked), source };
}

async function litter(source: string): Promise<void> {
  for (const path of ['dist/docs/index.html', 'dist/screenshots/page.png', 'dist/src/deleted-long-ago.js']) {
    await mkdir(join(source, path, '..'), { recursive: true });
    await writeFile(join(source, path), 'left over');
  }
}

async function readFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.sort().map(async (path) => {
    return [path.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(path, 'utf8')] as const;
  });
  return new Map(await Promise.all(files));
}

import { execFile } from 'node:child_process';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot, readProjectFile } from '../helpers/project.js';

/** How the consumer is compiled: with Node's types or with those of the web alone, and with either way of finding modules. */
export const settings = ['nodenext', 'bundler', 'nodenext-web', 'bundler-web'] as const;

/** The programs that come out of it and can be run. */
export const programs = ['out/nodenext/main.js', 'out/bundler/main.js'] as const;

/** What the consumer prints, wherever it runs. */
export function expectedOutput(): string {
  return `${JSON.stringify(JSON.parse(readProjectFile('test/consumer/expected.json')))}\n`;
}

/** How a program ended, and what it wrote. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Puts the consumer's sources into a folder, as a project of its own without dependencies. */
export async function copyConsumer(folder: string): Promise<void> {
  await cp(join(projectRoot, 'test/consumer'), folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
}

/** Installs an unpacked package in the consumer's folder, beside links to packages of this project. */
export async function installUnpacked(folder: string, name: string, unpacked: string, links: string[]): Promise<void> {
  await cp(unpacked, join(folder, 'node_modules', name), { recursive: true });
  for (const link of links) {
    const path = join(folder, 'node_modules', link);
    await mkdir(dirname(path), { recursive: true });
    await symlink(join(projectRoot, 'node_modules', link), path);
  }
}

/** Compiles the consumer into `out/<setting>/`. */
export function compileConsumer(folder: string, tsc: string, setting: string): Promise<Outcome> {
  return run(process.execPath, [tsc, '-p', `tsconfig.${setting}.json`, '--outDir', `out/${setting}`], folder);
}

/** Runs a command in a folder. A command that is not there has status -1. */
export function run(command: string, args: readonly string[], cwd: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd }, (_, stdout, stderr) => {
      resolve({ status: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

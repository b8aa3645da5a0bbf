/**
 * `npm run test:consumer`: packs the package, installs the tarball from scratch, and compiles and runs the consumer under every
 * TypeScript and every runtime that the package is for. Needs the network, and is no part of `npm run check`.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { compileConsumer, copyConsumer, expectedOutput, programs, run, settings, type Outcome } from './consumer.js';
import { packProject } from './pack.js';

const typeScripts = ['5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6.0', '7.0'];
/** Each from npm, with what stands before the program on its command line. */
const runtimes = [
  ...['20.19.0', '20', '22', '24', '26'].map((version) => ({ name: 'node', version, options: [] })),
  { name: 'bun', version: 'latest', options: ['run'] },
  { name: 'deno', version: 'latest', options: ['run', '--allow-all'] },
];

async function main(folder: string): Promise<void> {
  const { tarball } = await packProject(folder);
  const consumer = join(folder, 'consumer');
  await copyConsumer(consumer);
  const compilers = typeScripts.map((version) => ({ version, alias: `typescript-${version}` }));
  const aliases = compilers.map(({ version, alias }) => `${alias}@npm:typescript@${version}`);
  await install(consumer, [tarball, '@types/node@20', ...aliases]);

  printRow('compiled by', settings);
  for (const { version, alias } of compilers) {
    const tsc = join(consumer, 'node_modules', alias, 'bin', 'tsc');
    const outcomes: Outcome[] = [];
    for (const setting of settings) outcomes.push(await compileConsumer(consumer, tsc, setting));
    printRow(`TypeScript ${await versionOf(tsc, version)}`, outcomes.map(verdict));
  }
  printRow('run by', programs);
  for (const { name, version, options } of runtimes) {
    const place = join(folder, `${name}-${version}`);
    await install(place, [`${name}@${version}`]);
    const command = join(place, 'node_modules', '.bin', name);
    const outcomes: Outcome[] = [];
    for (const program of programs) outcomes.push(checked(await run(command, [...options, program], consumer)));
    printRow(`${name} ${await versionOf(command, version)}`, outcomes.map(verdict));
  }
}

const faults: string[] = [];

/** What printed something else than it should has failed too. */
function checked(outcome: Outcome): Outcome {
  return outcome.status === 0 && outcome.stdout !== expectedOutput() ? { ...outcome, status: -2 } : outcome;
}

function verdict({ status, stdout, stderr }: Outcome): string {
  if (status === 0) return 'passes';
  faults.push(stdout + stderr);
  return `FAILS: ${String(faults.length)}`;
}

function printRow(name: string, cells: readonly string[]): void {
  process.stdout.write(`${[name.padEnd(18), ...cells.map((cell) => cell.padEnd(21))].join(' ').trimEnd()}\n`);
}

async function versionOf(command: string, unknown: string): Promise<string> {
  const { stdout } = await run(command, ['--version'], process.cwd());
  return /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0] ?? unknown;
}

/** A folder with these packages, installed as a user does it. */
async function install(folder: string, packages: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const options = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error', '--prefix', folder];
  const { status, stderr } = await run('npm', ['install', ...options, ...packages], folder);
  if (status !== 0) throw new Error(`npm install ${packages.join(' ')} failed:\n${stderr}`);
}

const usage = `Usage: npm run test:consumer

Packs the package, installs the tarball from scratch, and compiles and runs a consumer under every TypeScript and
every runtime that the package is for. It takes no options, needs the network, and takes some minutes.`;

const [argument] = process.argv.slice(2);
if (argument === undefined) {
  const folder = await mkdtemp(join(tmpdir(), 'consumer-'));
  try {
    await main(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
  for (const [index, output] of faults.entries()) process.stdout.write(`\n${String(index + 1)}: ${output.trim()}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} else if (argument === '--help') {
  process.stdout.write(`${usage}\n`);
} else {
  process.stderr.write(`there is no option ${argument}\n\n${usage}\n`);
  process.exitCode = 2;
}

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { isObject, mapRefs, objectAt, stringAt, type JsonObject } from './json.js';

/** One OpenAPI document: its name in redocly.yaml, and the file that is its source. */
export interface DocumentSource {
  readonly name: string;
  readonly root: string;
}

/** The documents that redocly.yaml lists, by name. */
export async function listDocuments(projectRoot: string): Promise<DocumentSource[]> {
  const config = load(await readFile(join(projectRoot, 'redocly.yaml'), 'utf8')) as JsonObject;
  return Object.entries(objectAt(config, 'apis'))
    .map(([name, api]) => ({ name, root: stringAt(isObject(api) ? api : {}, 'root') ?? '' }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Lints the documents; rejects with what Redocly printed when it finds anything, be it a warning. */
export async function lint(projectRoot: string, targets: readonly string[]): Promise<void> {
  const output = await redocly(projectRoot, ['lint', '--format=stylish', ...targets]);
  if (/\d+ warnings?/.test(output)) throw new Error(`the OpenAPI documents have lint warnings:\n${output}`);
}

/** Reads one document with all that it refers to in one object; component names come out in PascalCase. */
export async function bundle(projectRoot: string, { name }: DocumentSource): Promise<JsonObject> {
  const directory = await mkdtemp(join(tmpdir(), 'bundle-'));
  try {
    const output = join(directory, 'document.json');
    await redocly(projectRoot, ['bundle', name, '--output', output]);
    return nameComponents(JSON.parse(await readFile(output, 'utf8')) as JsonObject);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Redocly names a component after its file (`key_query.yaml`); the types and validators want `KeyQuery`. */
function nameComponents(document: JsonObject): JsonObject {
  const schemas = Object.entries(objectAt(document, 'components', 'schemas'));
  const renamed = schemas.map(([name, schema]) => [pascalCase(name), schema] as const);
  renamed.sort(([a], [b]) => (a < b ? -1 : 1));
  if (new Set(renamed.map(([name]) => name)).size < renamed.length) {
    throw new Error(`two schemas have the same name: ${renamed.map(([name]) => name).join(', ')}`);
  }
  const components = { ...objectAt(document, 'components'), schemas: Object.fromEntries(renamed) };
  const prefix = '#/components/schemas/';
  return mapRefs({ ...document, components }, (ref) =>
    ref.startsWith(prefix) ? prefix + pascalCase(ref.slice(prefix.length)) : ref,
  ) as JsonObject;
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const cli = join(dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')), 'bin', 'cli.js');

async function redocly(projectRoot: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [cli, ...args], { cwd: projectRoot, env });
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`redocly ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

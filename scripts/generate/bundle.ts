import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { isObject, mapRefs, objectAt, stringAt, type JsonObject } from './json.js';

/** An OpenAPI document: its name in redocly.yaml, and its source file. */
export interface DocumentSource {
  readonly name: string;
  readonly root: string;
}

/** Lists the documents of redocly.yaml, by name. */
export async function listDocuments(projectRoot: string): Promise<DocumentSource[]> {
  const config = load(await readFile(join(projectRoot, 'redocly.yaml'), 'utf8')) as JsonObject;
  return Object.entries(objectAt(config, 'apis'))
    .map(([name, api]) => ({ name, root: stringAt(isObject(api) ? api : {}, 'root') ?? '' }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Lints the documents; rejects with Redocly's output for any error or warning. */
export async function lint(projectRoot: string, targets: readonly string[]): Promise<void> {
  const output = await redocly(projectRoot, ['lint', '--format=stylish', ...targets]);
  if (/\d+ warnings?/.test(output)) throw new Error(`the OpenAPI documents have lint warnings:\n${output}`);
}

/**
 * Bundles documents, each with everything that it refers to in one object; component names come out in PascalCase.
 *
 * Starting Redocly takes longer than bundling, so it is started once per folder: no two files in one share a name.
 */
export async function bundle(
  projectRoot: string,
  sources: readonly DocumentSource[],
): Promise<Map<DocumentSource, JsonObject>> {
  const output = await mkdtemp(join(tmpdir(), 'bundle-'));
  const fileOf = ({ root }: DocumentSource): string => join(output, root).replace(/\.yaml$/, '.json');
  try {
    for (const folder of new Set(sources.map(({ root }) => dirname(root)))) {
      const [first, ...others] = sources.filter(({ root }) => dirname(root) === folder);
      if (first === undefined) continue;
      const names = [first, ...others].map(({ name }) => name);
      // Redocly takes this for a file if there is one document, otherwise for a folder.
      const place = others.length === 0 ? fileOf(first) : join(output, folder);
      await redocly(projectRoot, ['bundle', ...names, '--output', place, '--ext', 'json']);
    }
    const read = sources.map(async (source) => {
      const document = JSON.parse(await readFile(fileOf(source), 'utf8')) as JsonObject;
      return [source, nameComponents(document)] as const;
    });
    return new Map(await Promise.all(read));
  } finally {
    await rm(output, { recursive: true });
  }
}

/**
 * Renames components: Redocly names them after their files (`key_query.yaml`); the types and validators need
 * `KeyQuery`.
 */
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

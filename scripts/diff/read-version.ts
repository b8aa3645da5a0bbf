import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse as parseYaml } from 'yaml';
import { isObject, objectAt, stringAt, type Json, type JsonObject } from '../generate/json.js';

/** The folder of the documents, in every revision. */
const folder = 'generated/openapi';

/**
 * Reads the documents of a version, by their names: a file or folder, or else a git revision of this project.
 *
 * @throws Error if it is none of these, or has no document.
 */
export async function readVersion(version: string, projectRoot: string): Promise<Map<string, JsonObject>> {
  const path = resolve(projectRoot, version);
  const found = await stat(path).catch(() => undefined);
  const documents =
    found === undefined
      ? await readRevision(version, projectRoot)
      : found.isDirectory()
        ? await readFolder(path)
        : new Map([[basename(path).replace(/\.\w+$/, ''), await readDocument(path)]]);
  if (documents.size === 0) throw new Error(`${version} has no OpenAPI documents in ${folder}`);
  return documents;
}

async function readFolder(path: string): Promise<Map<string, JsonObject>> {
  const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort();
  const read = names.map(async (name) => [basename(name, '.json'), await readDocument(join(path, name))] as const);
  return new Map(await Promise.all(read));
}

async function readDocument(path: string): Promise<JsonObject> {
  return asDocument(await readWhole(path, []), path);
}

/**
 * Reads a file of JSON or YAML with the files that it refers to in their places. js-yaml and so Redocly refuse the
 * indentation of many of the specification's files, which this parser takes.
 *
 * @param around The files around this one: a reference back to one of them is left as it is.
 */
async function readWhole(path: string, around: readonly string[]): Promise<Json> {
  const include = async (node: Json): Promise<Json> => {
    if (Array.isArray(node)) return await Promise.all(node.map(include));
    if (!isObject(node)) return node;
    const [, name, place] = /^([^#:]+)(?:#\/(.*))?$/s.exec(stringAt(node, '$ref') ?? '') ?? [];
    if (name !== undefined) {
      const file = resolve(dirname(path), name);
      if ([path, ...around].includes(file)) return node;
      const whole = await readWhole(file, [path, ...around]);
      return place === undefined || !isObject(whole) ? whole : objectAt(whole, ...place.split('/'));
    }
    // Examples are not compared one by one, and theirs come from other folders.
    const entries = Object.entries(node).map(
      async ([name, member]) => [name, name.startsWith('example') ? member : await include(member)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  };
  return await include(parseYaml(await readFile(path, 'utf8')) as Json);
}

async function readRevision(revision: string, projectRoot: string): Promise<Map<string, JsonObject>> {
  const documents = new Map<string, JsonObject>();
  const list = await git(projectRoot, 'ls-tree', '--name-only', '--end-of-options', revision, `${folder}/`);
  for (const path of list.split('\n').filter((line) => line.endsWith('.json'))) {
    const text = await git(projectRoot, 'show', '--end-of-options', `${revision}:${path}`);
    documents.set(basename(path, '.json'), asDocument(JSON.parse(text) as Json, path));
  }
  return documents;
}

async function git(projectRoot: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd: projectRoot, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(`neither a file, nor a folder, nor a git revision: ${stderr.trim()}`, { cause: error });
  }
}

function asDocument(document: Json, path: string): JsonObject {
  if (!isObject(document)) throw new Error(`${path}: it is not an OpenAPI document`);
  return document;
}

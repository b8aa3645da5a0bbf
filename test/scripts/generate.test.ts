import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseDynamicCode } from '../../scripts/generate/generate.js';
import { projectRoot } from '../helpers/project.js';

describe('refuseDynamicCode', () => {
  it.each([
    ['require(', `const length = require("a-library/length");`],
    ['eval(', `return eval(source);`],
    ['new Function', `const f = new Function("return 1");`],
  ])('refuses %s, and names the file', (found, code) => {
    expect(() => {
      refuseDynamicCode('generated/validators/functions.ts', code);
    }).toThrow(`generated/validators/functions.ts: "${found}" must not be in generated code`);
  });

  it.each([
    ['generated/types/keys.ts', '/** What homeservers require (and evaluate (sometimes)) of a new Functionary. */'],
    ['generated/openapi/keys.json', '{"description": "Never call eval() or require()."}'],
  ])('lets words and documents pass: %s', (path, content) => {
    expect(() => {
      refuseDynamicCode(path, content);
    }).not.toThrow();
  });
});

describe('npm run generate, in a copy of the project', () => {
  const patience = 120_000;
  let copy = '';

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'generate-'));
    for (const path of ['openapi', 'scripts', 'redocly.yaml', 'README.md', 'APPSERVICE.md', 'package.json']) {
      await cp(join(projectRoot, path), join(copy, path), { recursive: true });
    }
    await symlink(join(projectRoot, 'node_modules'), join(copy, 'node_modules'));
  });

  afterAll(async () => {
    await rm(copy, { recursive: true });
  });

  it('writes from nothing what is committed', { timeout: patience }, async () => {
    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringMatching(/generated files: \d+/) as string });
    expect(await readGenerated(copy)).toEqual(await readGenerated(projectRoot));
  });

  // What it does not name, this second run makes as the first did. `npm run check` has a run that finds nothing stale.
  it('--check names exactly what is stale or too many, and writes nothing', { timeout: patience }, async () => {
    const source = join(copy, 'openapi/definitions/namespace.yaml');
    const generated = join(copy, 'generated/types/application-service-registration.ts');
    const left = join(copy, 'generated/validators/left-over.ts');
    const before = await readFile(generated, 'utf8');
    await change(source, /^description: .*$/m, 'description: Another description.');
    await writeFile(left, '');

    const { code, stderr } = await run('--check');
    expect(code).toBe(1);
    expect(stderr.match(/^(generated|README|APPSERVICE)\S*$/gm)?.sort()).toEqual([
      'generated/openapi/application-service-registration.json',
      'generated/schemas/namespace.json',
      'generated/schemas/namespaces.json',
      'generated/schemas/registration-file.json',
      'generated/schemas/registration.json',
      'generated/types/application-service-registration.ts',
      'generated/validators/left-over.ts',
    ]);
    expect(await readFile(generated, 'utf8')).toBe(before);
    expect(await readFile(left, 'utf8')).toBe('');
  });

  it('does not generate from an example that contradicts its schema', { timeout: patience }, async () => {
    await change(join(copy, 'openapi/examples/msc3984-key-query.json'), /\[\s*\]/, '"all"');
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain('keys.yaml');
    expect(stderr).toContain('array');
  });

  async function readGenerated(root: string): Promise<Map<string, string>> {
    const entries = await readdir(join(root, 'generated'), { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const files = ['README.md', 'APPSERVICE.md', ...paths.map((path) => relative(root, path)).sort()];
    expect(files.length).toBeGreaterThan(10);
    return new Map(
      await Promise.all(files.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const)),
    );
  }

  async function change(path: string, from: RegExp, to: string): Promise<void> {
    const content = await readFile(path, 'utf8');
    expect(content).toMatch(from);
    await writeFile(path, content.replace(from, to));
  }

  function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const command = ['--import', 'tsx', 'scripts/generate/main.ts', ...args];
    return new Promise((resolve) => {
      const child = execFile(process.execPath, command, { cwd: copy }, (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, stdout, stderr });
      });
    });
  }
});

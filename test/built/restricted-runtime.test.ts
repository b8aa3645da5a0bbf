import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../scripts/generate/json.js';
import { projectRoot, readProjectFile } from '../helpers/project.js';
import { readExample } from '../helpers/read-example.js';

const script = join(projectRoot, 'test/built/fixtures/restricted-runtime.mjs');

describe.each([
  ['where code generation from strings is forbidden', ['--disallow-code-generation-from-strings']],
  ['where __proto__ throws', ['--disable-proto=throw']],
  ['where both are so', ['--disallow-code-generation-from-strings', '--disable-proto=throw']],
])('the built package, %s', (_, flags) => {
  it('loads every subpath, validates, merges, reads, writes, negotiates and asks', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, script], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      subpaths: subpaths().map((path) => `${path} ${path !== './types'}`),
      isValid: true,
      firstFault: { pointer: '', message: "must have required property 'id'" },
      mergedDevices: { '@a:x': ['ONE', '__proto__', 'constructor'], '@b:x': ['TWO'] },
      isPrototypeClean: true,
      transactionFields: transactionFields(),
      writtenFields: transactionFields(),
      owner: 'example-bridge',
      requests: ['/_matrix/app/unstable/org.matrix.msc3984/keys/query', '/_matrix/app/v1/keys/query'],
      restricted: ['@alice:example.org', '@bob:example.org'],
      documentVersion: '3.1.0',
    });
  });
});

it.each([
  ['--disallow-code-generation-from-strings', `new Function('return 1')()`, 'Code generation from strings disallowed'],
  ['--disable-proto=throw', `({}).__proto__`, 'ERR_PROTO_ACCESS'],
])('the flag %s does forbid something', (flag, code, message) => {
  const { status, stderr } = spawnSync(process.execPath, [flag, '-e', code], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain(message);
});

function subpaths(): string[] {
  const { exports } = JSON.parse(readProjectFile('package.json')) as { exports: JsonObject };
  return Object.keys(exports).filter((path) => !path.endsWith('.json'));
}

function transactionFields(): string[] {
  return Object.keys(readExample('transaction') as JsonObject).sort();
}

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot, readProjectFile } from '../helpers/project.js';

const program = join(projectRoot, 'test/vectors/run_vectors.py');
const python = ['python3', 'python'].find((command) => /^3\.(?:[89]|\d\d)/.test(versionOf(command)));

const why = python === undefined ? 'skipped: there is no Python 3.8 or newer' : versionOf(python).trim();

it('the runner in Python has at most 100 lines, and imports the standard library alone', () => {
  const lines = readProjectFile('test/vectors/run_vectors.py').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(100);
  expect(lines.filter((line) => /^(?:import|from) /.test(line))).toEqual([
    'import json',
    'import sys',
    'from pathlib import Path',
  ]);
});

let folder = '';

describe.skipIf(python === undefined)(`the runner in Python (${why})`, () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vectors-'));
    cpSync(join(projectRoot, 'generated/vectors'), folder, { recursive: true });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('passes all cases of the files that it has a port for', () => {
    const { status, stdout, stderr } = run();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(Number(/^(\d+) passed, 0 failed\n$/.exec(stdout)?.[1])).toBeGreaterThan(50);
  });

  it.each([
    [
      'merging-key-queries.json',
      'a device that both know is the application service’s, as a whole',
      /"b": ?"2"/,
      '"b":"3"',
    ],
    ['canonical-json.json', 'lists keep their order', /\[3,1,2\]/, '[1,2,3]'],
  ])('exits with 1 and names the case if a result is another one: %s', (file, name, from, to) => {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    const start = text.indexOf('"expected"', text.indexOf(name.replace('’', "'")));
    expect(text.slice(start)).toMatch(from);
    writeFileSync(path, text.slice(0, start) + text.slice(start).replace(from, to));
    const { status, stdout, stderr } = run();
    writeFileSync(path, text);
    expect(status).toBe(1);
    expect(stderr).toContain(`${file}: ${name.replace('’', "'")}`);
    expect(stdout).toContain(' passed, 1 failed');
  });
});

function run(): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(python ?? '', [program, folder], { encoding: 'utf8' });
}

function versionOf(command: string): string {
  const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' }) as { stdout: string | null };
  return (stdout ?? '').replace(/^Python /, '');
}

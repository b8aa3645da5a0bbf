import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as validators from '../../../generated/validators/index.js';
import { projectRoot } from '../../helpers/project.js';
import { examplePath, fixture, runCli } from '../run-cli.js';

describe('validate', () => {
  it('says ok of files that fit the schema, whose name may be written in any case', async () => {
    const files = [examplePath('msc3984-merge-merged'), examplePath('msc3984-key-query-response')];
    const { status, stdout } = await runCli(['validate', 'key-query-response', ...files]);
    expect(status).toBe(0);
    expect(stdout).toBe(files.map((file) => `${file}: ok, a KeyQueryResponse\n`).join(''));
  });

  it('says where a file does not fit: line, column, pointer, what was expected and what was found', async () => {
    const { status, stdout } = await runCli(['validate', 'KeyQueryResponse', fixture('answer.json')]);
    expect(status).toBe(1);
    expect(stdout).toBe(
      [
        `${fixture('answer.json')}:4:16: wrong, no KeyQueryResponse`,
        '  at        /device_keys/@_irc_ann:example.org/GHOST',
        '  expected  the property device_id',
        '  found     an object without it',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['KeyQuery', '{"@a:b": [1]}', '1:11', '/@a:b/0', 'string', 'a number'],
    ['KeyQuery', '[]', '1:1', 'the top', 'object', 'an array'],
    ['OneTimeKey', '5', '1:1', 'the top', 'string or object', 'a number'],
    [
      'CrossSigningKey',
      '{"user_id":"@a:b","usage":["x"],"keys":{"a":1,"b":2}}',
      '1:',
      '/usage/0',
      'one of',
      'a string',
    ],
    ['Registration', '{\n "id": null}', '1:1', 'the top', 'the property', 'an object without it'],
  ])('of a %s %s: at %s %s expected %s, found %s', async (schema, stdin, place, pointer, expected, found) => {
    const { status, stdout } = await runCli(['validate', schema, '-'], { stdin });
    expect(status).toBe(1);
    expect(stdout).toContain(`standard input:${place}`);
    expect(stdout).toContain(`\n  at        ${pointer}\n`);
    expect(stdout).toContain(`\n  expected  ${expected}`);
    expect(stdout).toContain(`\n  found     ${found}\n`);
  });

  it('says where a file is no JSON, and remarks repeated names and a byte order mark (S1)', async () => {
    const broken = await runCli(['validate', 'KeyQuery', '-'], { stdin: '{\n  "@a:b": [],\n}' });
    expect(broken.status).toBe(1);
    expect(broken.stdout).toContain('standard input:3:1: wrong');
    expect(broken.stdout).toMatch(/is\s+there\s+a\s+comma too many\?/);
    const odd = await runCli(['validate', 'KeyQuery', '-'], { stdin: '\ufeff{"@a:b": 1,\n"@a:b": []}' });
    expect(odd.status).toBe(0);
    expect(odd.stdout).toContain('byte order mark');
    expect(odd.stdout).toMatch(/warning {2}\/@a:b {2}standard input:2:1\n +this name appears twice/);
  });

  it('goes on after a file that cannot be read, and then ends with exit status 2', async () => {
    const { status, stdout } = await runCli(['validate', 'KeyQuery', fixture('nowhere'), fixture('query.json')]);
    expect(status).toBe(2);
    expect(stdout).toContain('not checked\n  cannot read');
    expect(stdout).toContain('query.json: ok');
  });

  it('has the same in JSON', async () => {
    const files = [fixture('answer.json'), fixture('nowhere'), examplePath('msc3984-key-query-response')];
    const { json } = await runCli(['validate', 'KeyQueryResponse', ...files, '--json']);
    expect(json()).toMatchObject({
      ok: false,
      schema: 'KeyQueryResponse',
      files: [
        {
          valid: false,
          fault: { pointer: '/device_keys/@_irc_ann:example.org/GHOST', line: 4, column: 16 },
        },
        { valid: false, error: { code: 'FILE' } },
        { valid: true, remarks: [] },
      ],
    });
  });

  it('lists a schema for every guard of the package', async () => {
    const { stdout, status } = await runCli(['validate', '--list']);
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toEqual(
      Object.keys(validators)
        .map((name) => name.replace(/^is/, ''))
        .sort(),
    );
    const { json } = await runCli(['validate', '--list', '--json']);
    expect(json()).toEqual({ ok: true, schemas: stdout.trim().split('\n') });
  });

  it('suggests schemas for a name that is none', async () => {
    const { status, stderr } = await runCli(['validate', 'KeyQuerResponse', 'a']);
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean KeyQueryResponse?');
    expect((await runCli(['validate', 'zzz', 'a'])).stderr).toContain('validate --list');
  });

  it('reads every example of the documents', async () => {
    const examples = readdirSync(join(projectRoot, 'openapi/examples')).filter((name) => name.endsWith('.json'));
    const files = examples.map((name) => examplePath(name.replace('.json', '')));
    const { json } = await runCli(['validate', 'MatrixError', ...files, '--json']);
    const results = json()['files'] as { valid: boolean; error?: unknown; remarks: unknown[] }[];
    expect(results.filter(({ error, remarks }) => error !== undefined || remarks.length > 0)).toEqual([]);
    expect(results.filter(({ valid }) => valid).length).toBeGreaterThan(10);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDocs } from '../../scripts/docs/build.js';
import { copyProject } from '../helpers/copy-project.js';
import { projectRoot } from '../helpers/project.js';
import { run } from '../package/consumer.js';

/** An operation as a proposal would bring it, to be written before the document's ping. */
const pathItem = `
  /_matrix/app/v1/keys/forget:
    post:
      operationId: forgetKeys
      x-msc: MSC9999
      x-msc-state: draft
      x-unstable-path: /_matrix/app/unstable/org.example.msc9999/keys/forget
      tags: [Keys]
      summary: Forget the keys of a device.
      description: The homeserver sends this when a device is gone for good.
      requestBody:
        required: true
        description: The device.
        content:
          application/json:
            schema:
              $ref: ../definitions/key_oblivion.yaml
            examples:
              phone:
                summary: A lost phone
                value:
                  user_id: '@alice:example.org'
                  device_id: PHONE
      responses:
        '200':
          description: Nothing is known of it any more.
          content:
            application/json:
              schema:
                $ref: ../definitions/empty_object.yaml
              examples:
                done:
                  summary: Done
                  value: {}
        '404':
          $ref: errors.yaml#/UnknownRoute
`;

const schema = `title: KeyOblivion
type: object
description: A device whose keys are to be forgotten.
properties:
  user_id:
    type: string
    description: Whose device it is.
    example: '@alice:example.org'
  device_id:
    type: string
    description: The device.
    example: PHONE
required: [user_id, device_id]
`;

/** What somebody writes who wants to use it; type-checked, then run. */
const use = `
import { isKeyOblivion } from '../generated/validators/index.js';
import { operations, type KeyOblivion } from '../src/index.js';
import type { ApplicationServiceApi, EmptyObject, RequestOf, ResponseOf } from '../src/types.js';

const body: RequestOf<ApplicationServiceApi, 'forgetKeys'> = { user_id: '@alice:example.org', device_id: 'PHONE' };
const same: KeyOblivion = body;
const answer: ResponseOf<ApplicationServiceApi, 'forgetKeys'> = {} satisfies EmptyObject;
// @ts-expect-error: the device is missing
const wrong: KeyOblivion = { user_id: '@alice:example.org' };
const { msc, paths } = operations.applicationService.forgetKeys;
const verdicts = [isKeyOblivion(same), isKeyOblivion(wrong), isKeyOblivion.errors[0]?.message];
process.stdout.write(JSON.stringify({ msc, paths, verdicts, answer }));
`;

describe('an endpoint that a document gains, with one line in src/types.ts', () => {
  const patience = 300_000;
  let folder = '';
  let copy = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'endpoint-'));
    copy = join(folder, 'project');
    await copyProject(copy);
    await insert('openapi/application-service/keys.yaml', /^ {2}\/_matrix\/app\/v1\/ping:$/m, pathItem.slice(1));
    await writeFile(join(copy, 'openapi/definitions/key_oblivion.yaml'), schema);
    await insert('src/types.ts', /^ {2}KeyObject,$/m, '  KeyOblivion,\n');
    await writeFile(join(copy, 'test/use-endpoint.ts'), use);
    const sources = ['src', 'generated', 'scripts', 'test/use-endpoint.ts'];
    await writeFile(join(copy, 'tsconfig.code.json'), JSON.stringify({ extends: './tsconfig.json', include: sources }));
    const generate = ['--import', 'tsx', 'scripts/generate/main.ts'];
    expect(await run(process.execPath, generate, copy)).toMatchObject({ status: 0, stderr: '' });
  }, patience);

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  // Without the tests, of which most of the time would go to checking again what `npm run lint` checks.
  it('is in the types, and all code still type-checks', { timeout: patience }, async () => {
    const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.code.json'];
    expect(await run(process.execPath, tsc, copy)).toMatchObject({ status: 0, stdout: '' });
  });

  it(
    'is among the operations with both paths, and its schema among the validators',
    { timeout: patience },
    async () => {
      const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', 'test/use-endpoint.ts'], copy);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({
        msc: 'MSC9999',
        paths: ['/_matrix/app/unstable/org.example.msc9999/keys/forget', '/_matrix/app/v1/keys/forget'],
        verdicts: [true, false, `must have required property 'device_id'`],
        answer: {},
      });
    },
  );

  it('is in the table of the README', async () => {
    expect(await readFile(join(copy, 'README.md'), 'utf8')).toContain(
      '| `forgetKeys` | `POST /_matrix/app/v1/keys/forget` | `/_matrix/app/unstable/org.example.msc9999/keys/forget` |',
    );
  });

  it('is in the docs: its page, its example, the landing page and the search', async () => {
    const site = await buildDocs(copy);
    const pageOfApi = site.get('application-service-keys.html');
    expect(pageOfApi).toContain('Forget the keys of a device.');
    expect(pageOfApi).toContain('A lost phone');
    expect(site.get('index.html')?.replaceAll('<wbr>', '')).toContain(
      '/_matrix/app/unstable/org.example.msc9999/keys/forget',
    );
    expect(site.get('assets/search.js')).toContain('forgetKeys');
  });

  it('is nowhere before', async () => {
    for (const path of ['README.md', 'generated/operations.ts', 'generated/openapi/application-service-keys.json']) {
      expect(await readFile(join(projectRoot, path), 'utf8')).not.toContain('forgetKeys');
    }
  });

  async function insert(path: string, before: RegExp, text: string): Promise<void> {
    const content = await readFile(join(copy, path), 'utf8');
    expect(content).toMatch(before);
    await writeFile(
      join(copy, path),
      content.replace(before, (line) => text + line),
    );
  }
});

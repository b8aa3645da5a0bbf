import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDocs } from '../../scripts/docs/build.js';
import { generate } from '../../scripts/generate/generate.js';
import { copyProject } from '../helpers/copy-project.js';
import { projectRoot } from '../helpers/project.js';
import { readExample } from '../helpers/read-example.js';

/** An operation as a proposal would bring it, and one without a body, to be written before the document's ping. */
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
  /_matrix/app/v1/thirdparty/protocol/{protocol}:
    get:
      operationId: getProtocol
      x-msc-state: stable
      tags: [Connection]
      summary: Describe a protocol.
      description: The homeserver sends this when a client asks for the networks that are bridged.
      parameters:
        - name: protocol
          in: path
          required: true
          description: The name of the protocol.
          schema:
            type: string
          example: irc
      responses:
        '200':
          description: The protocol.
          content:
            application/json:
              schema:
                $ref: ../definitions/protocol.yaml
              examples:
                irc:
                  summary: IRC
                  value:
                    user_fields: [network, nickname]
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

const answerSchema = `title: Protocol
type: object
description: A third-party protocol.
properties:
  user_fields:
    type: array
    description: The fields that identify a user.
    items:
      type: string
    example: [network, nickname]
required: [user_fields]
`;

/** What serves the operations, as CONTRIBUTING has the steps: each file, and what is written before which line. */
const serving: readonly (readonly [path: string, before: RegExp, text: string])[] = [
  ['src/types.ts', /^ {2}KeyObject,$/m, '  KeyOblivion,\n  Protocol,\n'],
  [
    'src/appservice/request-body.ts',
    /^function readKeyRequest</m,
    `/** Reads the body that names a lost device. */
export function readKeyOblivion(body: Uint8Array, settings: KeyRequestSettings): Checked<KeyOblivion> {
  const decoded = decodeBody(body);
  return decoded.ok ? checkShape(decoded.value, settings, isKeyOblivion) : decoded;
}

/** Reads the name in the path; there is no body. */
export function readProtocolName(_body: Uint8Array, _settings: KeyRequestSettings, protocol: string): Checked<string> {
  return accept(protocol);
}

`,
  ],
  ['src/appservice/request-body.ts', /^import \{ type Guard, /m, `import type { KeyOblivion } from '../types.js';\n`],
  [
    'src/appservice/request-body.ts',
    /^import \{ type Guard, /m,
    `import { isKeyOblivion } from '../../generated/validators/index.js';\n`,
  ],
  [
    'src/appservice/handler-options.ts',
    /(?<=^export interface AppserviceHandlers extends TransactionCallbacks \{\n)/m,
    `  /** Forgets the keys of a device. */
  readonly forgetKeys?: ((oblivion: KeyOblivion, context: KeyRequestContext) => object | Promise<object>) | undefined;
  /** Describes a protocol. */
  readonly getProtocol?: ((protocol: string, context: KeyRequestContext) => Protocol | Promise<Protocol>) | undefined;
`,
  ],
  ['src/appservice/handler-options.ts', /^import/m, `import type { KeyOblivion, Protocol } from '../types.js';\n`],
  [
    'src/appservice/services.ts',
    /^ {4}ping: /m,
    `    forgetKeys: forgetKeys && smallService('forgetKeys', readKeyOblivion, forgetKeys, settings),
    getProtocol: getProtocol && smallService('getProtocol', readProtocolName, getProtocol, settings),
`,
  ],
  [
    'src/appservice/services.ts',
    /^ {2}const ping = /m,
    `  const forgetKeys = handlers.forgetKeys?.bind(handlers);
  const getProtocol = handlers.getProtocol?.bind(handlers);
`,
  ],
  [
    'src/appservice/services.ts',
    /^import/m,
    `import { readKeyOblivion, readProtocolName } from './request-body.js';\n`,
  ],
  [
    'src/client/appservice-client.ts',
    /^ {2}sendTransaction\(/m,
    `  forgetKeys(oblivion: KeyOblivion, options?: CallOptions): Promise<void>;
  getProtocol(protocol: string, options?: CallOptions): Promise<Protocol>;
`,
  ],
  [
    'src/client/appservice-client.ts',
    /^ {4}sendTransaction: async /m,
    `    forgetKeys: async (oblivion, options) => {
      await call(options, {
        operation: applicationServiceOperations.forgetKeys,
        asked: nothingAsked,
        request: (path) => make('post', path, { body: oblivion }),
        read: (body, bounds) => readAnswer(body, bounds),
      });
    },
    getProtocol: (protocol, options) =>
      call(options, {
        operation: applicationServiceOperations.getProtocol,
        asked: nothingAsked,
        request: (path) => make('get', path, { params: { path: { protocol } } }),
        read: (body, bounds) => readAnswer(body, bounds) as unknown as Protocol,
      }),
`,
  ],
  ['src/client/appservice-client.ts', /^import/m, `import type { KeyOblivion, Protocol } from '../types.js';\n`],
];

/** What an application writes then: type-checked, and run. */
const use = `
import { isKeyOblivion } from '../generated/validators/index.js';
import { createAppserviceHandler } from './appservice/index.js';
import { createAppserviceClient } from './client/index.js';
import { operations, type KeyOblivion } from './index.js';
import type { ApplicationServiceApi, AppserviceRegistration, EmptyObject, RequestOf, ResponseOf } from './types.js';

const body: RequestOf<ApplicationServiceApi, 'forgetKeys'> = { user_id: '@alice:example.org', device_id: 'PHONE' };
const same: KeyOblivion = body;
const answer: ResponseOf<ApplicationServiceApi, 'forgetKeys'> = {} satisfies EmptyObject;
// @ts-expect-error: the device is missing
const wrong: KeyOblivion = { user_id: '@alice:example.org' };
const { msc, paths } = operations.applicationService.forgetKeys;
const verdicts = [isKeyOblivion(same), isKeyOblivion(wrong), isKeyOblivion.errors[0]?.message];
export const table: unknown = { msc, paths, verdicts };

/** Sends a request under each path, one with our client, and one that is wrong, to our handler. */
export async function forget(registration: AppserviceRegistration): Promise<unknown> {
  const forgotten: KeyOblivion[] = [];
  const handler = createAppserviceHandler(
    {
      forgetKeys: (oblivion) => {
        forgotten.push(oblivion);
        return answer;
      },
    },
    { hsToken: registration.hs_token },
  );
  const responses: Response[] = [];
  const send = async (...request: Parameters<typeof fetch>): Promise<Response> => {
    const response = await handler.fetch(new Request(...request));
    responses.push(response.clone());
    return response;
  };
  const headers = { authorization: 'Bearer ' + registration.hs_token };
  for (const path of paths) await send('http://localhost' + path, { method: 'POST', headers, body: JSON.stringify(same) });
  await createAppserviceClient({ ...registration, url: 'http://localhost' }, { fetch: send }).forgetKeys(same);
  await send('http://localhost' + paths[0], { method: 'POST', headers, body: JSON.stringify(wrong) });
  return { forgotten, statuses: responses.map(({ status }) => status), refusal: await responses.at(-1)?.text() };
}

/** Asks our handler about a protocol, with our client and with its raw API. */
export async function describe(registration: AppserviceRegistration): Promise<unknown> {
  const names: string[] = [];
  const handler = createAppserviceHandler(
    {
      getProtocol: (name) => {
        names.push(name);
        return { user_fields: ['network'] };
      },
    },
    { hsToken: registration.hs_token },
  );
  const client = createAppserviceClient(
    { ...registration, url: 'http://localhost' },
    { fetch: (...request) => handler.fetch(new Request(...request)) },
  );
  const answer = await client.getProtocol('irc');
  const path = '/_matrix/app/v1/thirdparty/protocol/{protocol}';
  const { data } = await client.http.GET(path, { params: { path: { protocol: 'a/b' } } });
  return { names, answers: [answer, data?.user_fields] };
}
`;

describe('an operation that a document gains', () => {
  const patience = 300_000;
  let folder = '';
  let copy = '';
  let faultsBefore: readonly Fault[] = [];
  let faultsAfter: readonly Fault[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'endpoint-'));
    copy = join(folder, 'project');
    await copyProject(copy);
    await insert('openapi/application-service/keys.yaml', /^ {2}\/_matrix\/app\/v1\/ping:$/m, pathItem.slice(1));
    await writeFile(join(copy, 'openapi/definitions/key_oblivion.yaml'), schema);
    await writeFile(join(copy, 'openapi/definitions/protocol.yaml'), answerSchema);
    for (const [path, content] of await generate(copy)) await writeFile(join(copy, path), content);

    const typeCheck = createTypeCheck(copy);
    faultsBefore = typeCheck(() => true);
    for (const step of serving) await insert(...step);
    await writeFile(join(copy, 'src/use-operation.ts'), use);
    const changed = ['src/use-operation.ts', ...serving.map(([path]) => path)];
    faultsAfter = typeCheck((path) => changed.includes(path));
  }, patience);

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('does not compile until it is served and called: tsc names both places', () => {
    expect(faultsBefore).toEqual([
      { path: 'src/appservice/services.ts', message: expect.stringContaining(': forgetKeys, getProtocol') as unknown },
      {
        path: 'src/client/appservice-client.ts',
        message: expect.stringContaining(': forgetKeys, getProtocol') as unknown,
      },
    ]);
  });

  it('compiles once the steps of CONTRIBUTING are followed, with the types of its document', () => {
    expect(faultsAfter).toEqual([]);
  });

  it('is served under both paths, called under the first, and refused where its schema is not met', async () => {
    const { table, forget } = (await import(join(copy, 'src/use-operation.ts'))) as {
      readonly table: unknown;
      readonly forget: (registration: unknown) => Promise<unknown>;
    };
    expect(table).toEqual({
      msc: 'MSC9999',
      paths: ['/_matrix/app/unstable/org.example.msc9999/keys/forget', '/_matrix/app/v1/keys/forget'],
      verdicts: [true, false, `must have required property 'device_id'`],
    });
    expect(await forget(readExample('registration'))).toEqual({
      forgotten: Array(3).fill({ user_id: '@alice:example.org', device_id: 'PHONE' }),
      statuses: [200, 200, 200, 400],
      refusal: expect.stringContaining(`must have required property 'device_id'`) as unknown,
    });
  });

  it('has no body if its document gives it none: its handler gets what is in the path', async () => {
    const { describe } = (await import(join(copy, 'src/use-operation.ts'))) as {
      readonly describe: (registration: unknown) => Promise<unknown>;
    };
    expect(await describe(readExample('registration'))).toEqual({
      names: ['irc', 'a/b'],
      answers: [{ user_fields: ['network'] }, ['network']],
    });
  });

  it('is in the table of operations', async () => {
    expect(await readFile(join(copy, 'APPSERVICE.md'), 'utf8')).toContain(
      '| `forgetKeys` | `POST /_matrix/app/v1/keys/forget` | `/_matrix/app/unstable/org.example.msc9999/keys/forget` |',
    );
  });

  it('is in the docs: its page, its example, the page of names and the search', async () => {
    const site = await buildDocs(copy);
    const pageOfApi = site.get('application-service-keys.html');
    expect(pageOfApi).toContain('Forget the keys of a device.');
    expect(pageOfApi).toContain('A lost phone');
    expect(site.get('names.html')?.replaceAll('<wbr>', '')).toContain(
      '/_matrix/app/unstable/org.example.msc9999/keys/forget',
    );
    expect(site.get('assets/search.js')).toContain('forgetKeys');
  });

  it('is nowhere before', async () => {
    for (const path of [
      'APPSERVICE.md',
      'generated/operations.ts',
      'generated/openapi/application-service-keys.json',
    ]) {
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

interface Fault {
  readonly path: string;
  readonly message: string;
}

/**
 * Makes a type check of what a project has in `src/` and `generated/`: the rest would take most of the time. It may be run again
 * when files have changed, and keeps what it has read of packages and of the language's own library.
 */
function createTypeCheck(project: string): (isChecked: (path: string) => boolean) => Fault[] {
  const { config } = ts.readConfigFile(join(project, 'tsconfig.json'), ts.sys.readFile.bind(ts.sys)) as {
    readonly config: object;
  };
  const kept = new Map<string, ts.SourceFile | undefined>();
  return (isChecked) => {
    const include = ['src', 'generated'];
    const { options, fileNames } = ts.parseJsonConfigFileContent({ ...config, include }, ts.sys, project);
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (path, ...how) => {
      if (!path.includes('/node_modules/')) return read(path, ...how);
      if (!kept.has(path)) kept.set(path, read(path, ...how));
      return kept.get(path);
    };
    const program = ts.createProgram(fileNames, options, host);
    const checked = fileNames.filter((path) => isChecked(relative(project, path)));
    const diagnostics = checked.flatMap((path) => {
      const file = program.getSourceFile(path);
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    });
    return [...program.getOptionsDiagnostics(), ...diagnostics].map(({ file, messageText }) => ({
      path: relative(project, file?.fileName ?? project),
      message: ts.flattenDiagnosticMessageText(messageText, ' '),
    }));
  };
}

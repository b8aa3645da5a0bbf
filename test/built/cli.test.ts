import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { objectAt, stringAt, type JsonObject } from '../../scripts/generate/json.js';
import { createAppserviceHandler } from '../../src/appservice/index.js';
import { createNodeListener } from '../../src/node/index.js';
import { projectRoot, readProjectFile } from '../helpers/project.js';
import { temporaryFolder } from '../node/temporary-folder.js';

const manifest = JSON.parse(readProjectFile('package.json')) as JsonObject;
const program = stringAt(objectAt(manifest, 'bin'), stringAt(manifest, 'name') ?? '') ?? '';
const path = temporaryFolder();
const hasBash = spawnSync('bash', ['-c', 'true']).status === 0;

describe('the built program', () => {
  it('is what package.json says, and begins with what makes it executable', () => {
    expect(readProjectFile(program)).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('reads standard input, prints JSON, and ends with the exit status', async () => {
    expect(await start(['--version'])).toEqual({
      status: 0,
      stdout: `${stringAt(manifest, 'version') ?? ''}\n`,
      stderr: '',
    });
    const { status, stdout } = await start(['validate', 'KeyQuery', '-', '--json'], '{"@a:b": 1}');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, files: [{ file: 'standard input', fault: { line: 1 } }] });
    expect(await start(['nonsense'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('asks an appservice over a socket, and leaves nothing open', async () => {
    const handler = createAppserviceHandler({ queryKeys: () => ({}) }, { hsToken: 'hs-token' });
    const server = createServer(createNodeListener(handler)).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const file = path('registration.yaml');
    const fields = { id: 'a', url, as_token: 'as-token', hs_token: 'hs-token', sender_localpart: 'a', namespaces: {} };
    writeFileSync(file, JSON.stringify(fields));
    const { status, stdout } = await start(['query', file, '@a:example.org', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, answer: {}, url });
    const { status: failed, stdout: refusal } = await start(['ping', file, '--url', await deadUrl()]);
    expect(failed).toBe(1);
    expect(refusal).toContain('(ECONNREFUSED)');
  });

  it.skipIf(!existsSync('/dev/full'))(
    'says so where its output cannot be written, and ends with exit status 2',
    async () => {
      const full = openSync('/dev/full', 'w');
      onTestFinished(() => {
        closeSync(full);
      });
      const child = spawn(process.execPath, [join(projectRoot, program), '--help'], {
        stdio: ['ignore', full, 'pipe'],
      });
      const ended = once(child, 'exit');
      if (child.stderr === null) throw new Error('it is a pipe');
      expect(await text(child.stderr)).toBe('error: cannot write standard output: no space is left\n');
      expect(await ended).toEqual([2, null]);
    },
  );

  it('is silent where nobody reads to the end, as behind a pipe to head', async () => {
    const events = Array.from({ length: 20_000 }, (_, i) => ({ type: 'm.test', content: { i } }));
    const child = spawn(process.execPath, [join(projectRoot, program), 'read-transaction', '-']);
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    child.stdin.end(JSON.stringify({ events }));
    child.stdout.once('data', () => void child.stdout.destroy());
    expect(await text(child.stderr)).toBe('');
    expect(await ended).toEqual([0, null]);
  });

  it.skipIf(!hasBash)('reads what a shell substitutes, and standard input that is a file', async () => {
    const file = join(projectRoot, 'openapi/examples/msc3984-key-query-response.json');
    for (const given of ['<(cat "$0")', '- <"$0"', '/dev/stdin <"$0"']) {
      const { status, stdout } = await inBash(`validate KeyQueryResponse ${given}`, file);
      expect([status, stdout], given).toEqual([0, expect.stringContaining(': ok, a KeyQueryResponse')]);
    }
    const { status, stdout } = await inBash(
      'lint <(cat "$0") --json',
      join(projectRoot, 'openapi/examples/registration.json'),
    );
    expect(status).not.toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ registration: 'example-bridge' });
  });

  it.skipIf(!hasBash)('gives up standard input that has no end, or is no file', async () => {
    const endless = await inBash('read-transaction - </dev/zero');
    expect(endless).toMatchObject({ status: 2, stderr: expect.stringContaining('it is larger than 64 MiB') as string });
    const folder = await inBash('read-transaction - </');
    expect(folder).toMatchObject({ status: 2, stderr: expect.stringContaining('it is a folder') as string });
  });
});

/** Runs the program with arguments in which a shell substitutes; `$0` is the file. */
async function inBash(args: string, file = ''): Promise<Outcome> {
  const command = `'${process.execPath}' '${join(projectRoot, program)}' ${args}`;
  return outcomeOf(spawn('bash', ['-c', command, file]));
}

/** Runs the program to its end. */
async function start(args: string[], stdin = ''): Promise<Outcome> {
  return outcomeOf(spawn(process.execPath, [join(projectRoot, program), ...args]), stdin);
}

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function outcomeOf(child: ChildProcessWithoutNullStreams, stdin = ''): Promise<Outcome> {
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  // Who does not read it, closes it.
  child.stdin.on('error', () => undefined).end(stdin);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await ended) as [number];
  return { status, stdout, stderr };
}

/** A URL at which nobody listens any more. */
async function deadUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

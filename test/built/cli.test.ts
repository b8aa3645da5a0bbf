import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
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
});

/** Runs the program to its end. */
async function start(args: string[], stdin = ''): Promise<{ status: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [join(projectRoot, program), ...args]);
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

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProxyServer } from 'httpxy';
import { runProxyProgram } from '../../helpers/proxy-program.js';
import { answerParent, sayFailed, tellParent } from './answer-parent.js';
import type { ServerReady, ServerUsage } from './server.js';

/** Forwards requests to the server at a URL. The arguments: with what, and the URL. */

const [name = '', target = ''] = process.argv.slice(2);
try {
  const port = name === 'ours' ? await runOurs() : await runBare();
  answerParent(() => {
    const { user, system } = process.cpuUsage();
    return Promise.resolve({ processorMs: (user + system) / 1000 } satisfies ServerUsage);
  });
  tellParent({ port } satisfies ServerReady);
} catch (error) {
  sayFailed(error);
}

/** The library alone, with connections that are kept, as many as are needed, and for less than the server keeps them. */
async function runBare(): Promise<number> {
  const proxy = createProxyServer({ target, agent: new Agent({ keepAlive: true, timeout: 4000 }) });
  const server = createServer((request, response) => {
    proxy.web(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The `proxy` command. */
async function runOurs(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-proxy-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true });
  });
  const registration = join(folder, 'registration.yaml');
  const namespaces = { users: [{ exclusive: true, regex: '@irc_.*' }] };
  const fields = { id: 'irc', url: 'http://127.0.0.1:1', as_token: 'a', hs_token: 'h', sender_localpart: 'irc' };
  writeFileSync(registration, JSON.stringify({ ...fields, namespaces }));
  const args = ['--homeserver-url', target, '--server-name', 'example.org', '--listen', '0'];
  return Number(new URL(await runProxyProgram([registration, ...args])).port);
}

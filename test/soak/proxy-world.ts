import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAppserviceHandler } from 'matrix-encrypted-appservice/appservice';
import { createNodeListener } from 'matrix-encrypted-appservice/node';
import type { ProxyMemory, ProxyReady } from './proxy-process.js';

/** The `proxy` command in a process of its own, between this one as its clients and this one as homeserver and appservice. */
export interface ProxyWorld {
  readonly url: string;
  /** Requests that the homeserver got. */
  readonly homeserverRequests: () => number;
  readonly memory: () => Promise<ProxyMemory>;
  /** Lets the command read its registrations again. */
  readonly reload: () => void;
  /** Ends the command as an operator does. Returns its exit status. */
  readonly close: () => Promise<number>;
}

/** Starts them all. One appservice is sound, another knows no keys, and a third is down. */
export async function startProxyWorld(): Promise<ProxyWorld> {
  let requests = 0;
  const homeserver = await listen(
    createServer((request, response) => {
      requests += 1;
      const { url = '', method } = request;
      const answer = (): void => {
        if (url.includes('/refused')) response.writeHead(401).end('{"errcode":"M_UNKNOWN_TOKEN"}');
        else if (url.includes('/cut')) response.destroy();
        else if (url.includes('/account/whoami')) response.end('{"user_id":"@bob:example.org"}');
        else if (url.includes('/keys/claim')) response.end('{"one_time_keys":{},"failures":{}}');
        else if (url.includes('/keys/query')) response.end('{"device_keys":{},"failures":{}}');
        else response.end(JSON.stringify({ method, url, padding: 'x'.repeat(2000) }));
      };
      request.resume().on('end', answer);
      // A request that waits until its client has gone.
      if (url.includes('/wait')) request.off('end', answer);
    }),
  );
  const device = { user_id: '@sound_a:example.org', device_id: 'D', algorithms: [], keys: {}, signatures: {} };
  let given = 0;
  const handler = createAppserviceHandler(
    {
      queryKeys: () => ({ device_keys: { '@sound_a:example.org': { D: device } } }),
      claimKeys: () => ({
        '@sound_a:example.org': { D: { [`signed_curve25519:${(given += 1)}`]: { key: 'key', signatures: {} } } },
      }),
    },
    { hsToken: 'h-sound' },
  );
  const keyless = createAppserviceHandler({ onEvent: () => undefined }, { hsToken: 'h-keyless' });
  const appservices: Server[] = [
    await listen(createServer(createNodeListener(handler))),
    await listen(createServer(createNodeListener(keyless))),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const ids = ['sound', 'keyless', 'down'];
  const files = ids.map((id, index) => {
    const url = appservices[index] === undefined ? 'http://127.0.0.1:1' : urlOf(appservices[index]);
    const tokens = { as_token: `a-${id}`, hs_token: `h-${id}`, sender_localpart: id };
    const namespaces = { users: [{ exclusive: true, regex: `@${id}_.*` }] };
    writeFileSync(join(folder, `${id}.yaml`), JSON.stringify({ id, url, ...tokens, namespaces }));
    return join(folder, `${id}.yaml`);
  });
  const program = fileURLToPath(new URL('proxy-process.ts', import.meta.url));
  const args = ['--homeserver-url', urlOf(homeserver), '--server-name', 'example.org', '--listen', '0'];
  const child = fork(program, [...files, ...args], { execArgv: ['--expose-gc', '--import', 'tsx'] });
  const { url } = await replyOf<ProxyReady>(child);
  return {
    url,
    homeserverRequests: () => requests,
    memory: () => {
      child.send({});
      return replyOf<ProxyMemory>(child);
    },
    reload: () => void child.kill('SIGHUP'),
    close: async () => {
      child.kill('SIGTERM');
      const [status] = (await once(child, 'exit')) as [number | null];
      for (const server of [homeserver, ...appservices]) {
        server.closeAllConnections();
        server.close();
      }
      rmSync(folder, { recursive: true });
      return status ?? -1;
    },
  };
}

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's
}

/** Waits for a message of the process, of which only its program knows the type, or for its end. */
async function replyOf<Reply>(child: ChildProcess): Promise<Reply> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('the proxy ended');
  });
  try {
    const [reply] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Reply];
    return reply;
  } finally {
    waiting.abort();
    ended.catch(() => undefined);
  }
}

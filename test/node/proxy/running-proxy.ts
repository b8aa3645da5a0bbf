import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Readable, type Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { onTestFinished } from 'vitest';
import { run } from '../../../src/cli/run.js';
import type { ProcessSignal } from '../../../src/cli/world.js';
import { createNodeTransport } from '../../../src/node/index.js';
import { createAppservices, registrationOf, type FakeAppservice } from '../../helpers/appservices.js';

/** A request as the homeserver got it. */
export interface ForwardedRequest {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A homeserver of a test: it answers whole requests, unless `raw` takes one before its body has come. */
export interface TestHomeserver {
  readonly url: string;
  readonly requests: ForwardedRequest[];
  readonly server: Server;
  /** Connections that are open. */
  readonly sockets: Set<Socket>;
}

export type Answering = (request: ForwardedRequest, response: ServerResponse, message: IncomingMessage) => void;

/** Starts a homeserver on loopback, which ends with the test. */
export async function startHomeserver(
  answer: Answering,
  raw: (message: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<TestHomeserver> {
  const requests: ForwardedRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((message, response) => {
    // The proxy asks for them when it starts.
    if (message.url === '/_matrix/client/versions') {
      response.end('{"versions":[]}');
      return;
    }
    if (raw(message, response)) return;
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('error', () => undefined);
    message.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = message;
      const request = { method, url, headers, rawHeaders, body: Buffer.concat(chunks) };
      if (url.includes('/account/whoami')) {
        requests.push(request);
        response.end('{"user_id":"@bob:example.org"}');
        return;
      }
      requests.push(request);
      answer(request, response, message);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, server, sockets };
}

/** Where it listens; an option that was not given leads nowhere. */
export type ProxyUrls = Readonly<Record<'clients' | 'federation' | 'metrics', string>>;

/** The `proxy` command at work in this process. */
export interface RunningProxy {
  readonly urls: ProxyUrls;
  /** What it asked of appservices. */
  readonly requests: readonly string[];
  readonly stderr: () => string;
  readonly signal: (signal: ProcessSignal) => void;
  /** Stops it, and returns its status and what it printed at the end. */
  readonly stop: () => Promise<{ status: number; stdout: string }>;
  /** Resolves once standard error has a text. */
  readonly printed: (text: string) => Promise<void>;
}

/** Options of {@link startProxy}. */
export interface StartProxyOptions {
  readonly folder: (name: string) => string;
  readonly homeserverUrl: string;
  readonly appservices?: Record<string, FakeAppservice>;
  readonly args?: readonly string[];
}

/** Starts the command, which ends with the test. Its appservices are reached without sockets. */
export async function startProxy(options: StartProxyOptions): Promise<RunningProxy> {
  const { folder, homeserverUrl, appservices = {}, args = [] } = options;
  const { fetch: toAppservices, requests } = createAppservices(appservices);
  const paths = Object.keys(appservices).map((id) => writeRegistration(folder, id));
  const transport = createNodeTransport();
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const listeners = new Set<(signal: ProcessSignal) => void>();
  const files = paths.length === 0 ? [writeRegistration(folder, 'none')] : paths;
  const ended = run(
    ['proxy', ...files, '--homeserver-url', homeserverUrl, '--server-name', 'example.org', '--listen', '0', ...args],
    {
      stdin: Readable.from([]),
      stdout: { write: (text) => (stdout += text) },
      stderr: {
        write: (text) => {
          stderr += text;
          for (const look of waiting) look();
        },
      },
      isTerminal: { stdout: false, stderr: false },
      columns: 100,
      env: {},
      fetch: (request) => (request.url.startsWith(homeserverUrl) ? transport(request) : toAppservices(request)),
      now: () => performance.now(),
      loadModule: () => Promise.resolve(undefined),
      randomBytes: (count) => new Uint8Array(count),
      serve: () => Promise.reject(new Error('it serves by itself')),
      connect: () => Promise.reject(new Error('the proxy opens no sockets of its own')),
      delay: () => Promise.resolve(),
      onSignal: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  );

  function printed(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!stderr.includes(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      ended.then(() => {
        if (!stderr.includes(text)) reject(new Error(`it ended, and printed: ${stderr}`));
      }, reject);
    });
  }

  const signal = (each: ProcessSignal): void => {
    for (const listener of [...listeners]) listener(each);
  };
  const stop = async (): Promise<{ status: number; stdout: string }> => {
    signal('SIGTERM');
    return { status: await ended, stdout };
  };
  onTestFinished(async () => {
    await stop();
    transport.close();
  });
  await printed('SIGHUP reads');
  const found = Object.fromEntries(
    [...stderr.matchAll(/^ {2}(\w+) +(https?:\S+)$/gm)].map(([, name = '', url = '']) => [name, url]),
  );
  const urls = { clients: '', federation: '', metrics: '', ...found };
  return { urls, requests, stderr: () => stderr, signal, stop, printed };
}

/** Writes the registration of an appservice of this name, with other users if `owned` says so. */
export function writeRegistration(folder: (name: string) => string, id: string, owned: string = id): string {
  const path = folder(`${id}.yaml`);
  const registration = registrationOf(id);
  // JSON is YAML, too.
  const users = [{ exclusive: true, regex: `@${owned}_.*` }];
  writeFileSync(path, JSON.stringify({ ...registration, namespaces: { users } }));
  return path;
}

/** A connection whose bytes are written and read by hand. */
export interface RawConnection {
  readonly socket: Duplex;
  readonly received: () => string;
  /** Resolves with all that came once it matches, or the connection has ended. */
  readonly until: (pattern: RegExp) => Promise<string>;
  readonly closed: Promise<string>;
}

/** Connects to a server, and sends a text as it is; `\n` in it becomes a line end of HTTP. */
export function connectRaw(url: string, text: string): RawConnection {
  const { hostname: host, port, protocol } = new URL(url);
  const target = { host, port: Number(port) };
  const socket = protocol === 'https:' ? connectTls({ ...target, rejectUnauthorized: false }) : connect(target);
  let received = '';
  const looks = new Set<() => void>();
  const look = (): void => {
    for (const each of looks) each();
  };
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    look();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => {
    socket.on('close', () => {
      resolve(received);
    });
  });
  socket.write(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));
  onTestFinished(() => {
    socket.destroy();
  });
  return {
    socket,
    received: () => received,
    until: (pattern) =>
      Promise.race([
        closed,
        new Promise<string>((resolve) => {
          const check = (): void => {
            if (!pattern.test(received)) return;
            looks.delete(check);
            resolve(received);
          };
          looks.add(check);
          check();
        }),
      ]),
    closed,
  };
}

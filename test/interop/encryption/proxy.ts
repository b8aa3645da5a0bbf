import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way. */
export interface PassedRequest {
  readonly method: string;
  /** Path without the query, percent-decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** The homeserver's answer, where keys were claimed. */
  answer?: string;
}

/** What becomes of a request in place of the homeserver's answer. */
export type Interference =
  | { readonly status: number; readonly body: string; readonly type?: string }
  /** The homeserver gets it, and its answer is lost. */
  | 'lose-answer'
  /** It never reaches the homeserver. */
  | 'cut'
  /** It is held until the connection's other end gives up. */
  | 'hang';

/** Stands between an appservice and its homeserver, on the way there or back: writes down what passes, and fails it where it is told to. */
export interface Proxy {
  readonly url: string;
  readonly requests: readonly PassedRequest[];
  /** Decides over each request, which waits for a promise; `undefined` lets it pass. */
  interfere: (request: PassedRequest) => Interference | undefined | Promise<Interference | undefined>;
  /** Waits until a request that comes from now on is what `isIt` is looking for, and was answered. */
  readonly next: (isIt: (request: PassedRequest) => boolean) => Promise<PassedRequest>;
}

/** Starts a proxy on loopback. What stops it is pushed to `stops`. */
export async function startProxy(target: string, stops: (() => unknown)[]): Promise<Proxy> {
  const requests: PassedRequest[] = [];
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  // Only a server on a pipe has another kind of address.
  const { port } = server.address() as AddressInfo;
  const looks = new Set<(request: PassedRequest) => void>();
  const proxy: Proxy = {
    url: `http://127.0.0.1:${port}`,
    requests,
    interfere: () => undefined,
    next: (isIt) =>
      new Promise((resolve) => {
        const look = (request: PassedRequest): void => {
          if (!isIt(request)) return;
          looks.delete(look);
          resolve(request);
        };
        looks.add(look);
      }),
  };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { pathname, searchParams } = new URL(url, target);
    const passed: PassedRequest = {
      method,
      path: decodeURIComponent(pathname),
      query: searchParams,
      body: body.toString(),
    };
    requests.push(passed);
    const interference = await proxy.interfere(passed);
    if (interference === 'hang') return;
    if (interference === 'cut') {
      response.destroy();
      return;
    }
    if (typeof interference === 'object') {
      response.writeHead(interference.status, { 'content-type': interference.type ?? 'application/json' });
      response.end(interference.body);
      return;
    }
    const { authorization, 'content-type': type = 'application/json' } = request.headers;
    const answer = await fetch(target + url, {
      method,
      headers: { ...(authorization !== undefined && { authorization }), 'content-type': type },
      ...(method !== 'GET' && { body }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (passed.path.endsWith('/keys/claim')) passed.answer = bytes.toString();
    for (const look of looks) look(passed);
    if (interference === 'lose-answer') {
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(bytes);
  }
  return proxy;
}

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on a free port of the loopback interface. */
export interface FaultyServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /**
   * Resolves as soon as no connection is open over which a request came, and rejects after ten seconds. (Where a request is
   * aborted, the `fetch` of Node may open another connection to have one ready, which it closes after some seconds.)
   */
  allSocketsClosed(): Promise<void>;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

/** Starts a server whose answers are written by hand. Where there is no `answer`, its port is free, but nobody listens. */
export async function startFaultyServer(
  answer: ((socket: Socket, request: ReceivedRequest) => void) | undefined,
): Promise<FaultyServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  const used = new Set<Socket>();
  const server = createServer((message) => {
    used.add(message.socket);
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const { method = '', url = '', headers } = message;
      const request = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(request);
      answer?.(message.socket, request);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      used.delete(socket);
    });
    // The client breaks connections off, which is what is tested.
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  if (answer === undefined) await close();
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    allSocketsClosed: () => untilClosed([...used]),
    close,
  };
}

/** Waits until sockets are closed; it rejects where one is still open after ten seconds. */
export async function untilClosed(sockets: readonly Socket[]): Promise<void> {
  const closing = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const open = sockets.filter((socket) => !socket.closed);
      reject(new Error(`after ten seconds ${open.length} of ${sockets.length} connections are still open`));
    }, 10_000);
  });
  try {
    await Promise.race([Promise.all(closing), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Writes a complete response, and ends the connection. */
export function respond(
  status: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): (socket: Socket) => void {
  return (socket) => {
    const bytes = Buffer.from(body);
    socket.write(head(status, { 'content-length': String(bytes.length), ...headers }));
    socket.end(bytes);
  };
}

/** The head of a response, as it is on the wire. */
export function head(status: number, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ 'content-type': 'application/json', connection: 'close', ...headers });
  return [`HTTP/1.1 ${status} Status`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

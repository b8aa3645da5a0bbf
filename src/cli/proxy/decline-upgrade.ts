import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Tells whether an upgrade leads to a WebSocket. Others are declined, as a server may: some clients offer HTTP/2 with
 * any request. So is one with a body, whose bytes would pass for those of the WebSocket.
 */
export function isWebSocket({ method, headers }: IncomingMessage): boolean {
  const { upgrade = '', 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  return method === 'GET' && upgrade.toLowerCase() === 'websocket' && Number(length) === 0 && encoding === undefined;
}

/**
 * Gives a connection back to its server, as if the request had not asked for an upgrade. Node before 24.9
 * leaves no other way to decline one.
 *
 * @param head Bytes that came after the head of the request.
 * @param serve Lets the server read the connection from its beginning.
 */
export function declineUpgrade(
  { method = '', url = '', httpVersion, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  serve: (socket: Duplex) => void,
): void {
  // Node confuses the answers to requests that come behind it without waiting, so it is the last one.
  let text = `${method} ${url} HTTP/${httpVersion}\r\nconnection: close\r\n`;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (!/^(?:upgrade|connection|http2-settings)$/i.test(name)) text += `${name}: ${rawHeaders[i + 1] ?? ''}\r\n`;
  }
  if (head.length > 0) socket.unshift(head);
  // Node reads heads as latin1, too.
  socket.unshift(Buffer.from(`${text}\r\n`, 'latin1'));
  serve(socket);
}

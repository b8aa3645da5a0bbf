import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ByteConnection } from '../check/appservice/byte-connection.js';
import { socketPathIn } from '../registration/registration-fields.js';

/**
 * Opens a socket to the server of an http, https or unix URL, for `checkAppservice` of `…/check`.
 *
 * @example
 * ```ts
 * const { write, close } = await connectSocket('http://127.0.0.1:29328', AbortSignal.timeout(1000));
 * ```
 * @param signal Gives up, and closes an open socket.
 */
export function connectSocket(url: string, signal: AbortSignal): Promise<ByteConnection> {
  return new Promise((resolve, reject) => {
    const path = socketPathIn(url);
    const isSecure = path === undefined && new URL(url).protocol === 'https:';
    const socket = path === undefined ? openSocket(new URL(url)) : connect({ path });
    const close = (): void => {
      socket.destroy();
    };
    if (signal.aborted) close();
    signal.addEventListener('abort', close, { once: true });
    // Without the listener, an error after the connection would end the process; the reader gets it, too.
    socket.on('error', reject);
    socket.on('close', () => {
      signal.removeEventListener('abort', close);
      reject(Object.assign(new Error('the socket was closed'), { code: 'ECONNABORTED' }));
    });
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      resolve({ write: (bytes) => writeTo(socket, bytes), received: socket, close });
    });
  });
}

function openSocket({ protocol, hostname, port }: URL): Socket {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'http:') return connect({ host, port: port === '' ? 80 : Number(port) });
  // A server name must not be an address.
  const isName = /[a-z]/i.test(host) && !host.includes(':');
  return connectTls({ host, port: port === '' ? 443 : Number(port), ...(isName && { servername: host }) });
}

function writeTo(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { endConnection } from '../../node/end-connection.js';

/**
 * Answers with an error of our own, and ends the connection, since some of the request may be unread. Where an answer
 * has begun, cuts it off.
 *
 * Web clients may read the error, as the Client-Server API demands.
 */
export function sendError(request: IncomingMessage, response: ServerResponse, status: number, error: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ errcode: 'M_UNKNOWN', error });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'access-control-allow-origin': '*',
    connection: 'close',
  });
  if (request.complete) response.end(body);
  else endConnection(request, response, body);
}

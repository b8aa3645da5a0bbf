import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** The time for a client to receive the answer and close its side, in milliseconds. */
const lingerMs = 1000;

const ending = new WeakSet<Socket>();

/** Tells whether the last answer on this connection was sent, so that all further input is ignored. */
export function isEnding(socket: Socket): boolean {
  return ending.has(socket);
}

/**
 * Sends the body of an answer, and closes the connection without waiting for the rest of the request. The head, with
 * `connection: close` and the body's length, has been written.
 *
 * A socket that is closed with unread input is reset, and the reset can overtake the answer at a client that is still
 * sending. So only our side is closed at once. Further input is discarded until the client closes its side, or for at
 * most a second.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
export function endConnection(request: IncomingMessage, response: ServerResponse, body: string): void {
  const { socket } = request;
  ending.add(socket);
  request.resume();
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // Not `response.end`: Node would destroy the socket at once.
  response.write(body, () => {
    if (socket.destroyed) return;
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => {
      clearTimeout(timer);
    });
    socket.end();
  });
}

/**
 * Makes an agent close an idle connection on which any data arrives.
 *
 * Node's own agent discards the data and reuses the connection. The rest would then pass for the answer to the next
 * request, and all later answers would be assigned to wrong requests.
 */
export function closeUnlessSilent<Closing extends Agent>(agent: Closing): Closing {
  // Both are Node's hooks for this. The first says whether to keep the connection, which its declared type leaves out.
  const keep: (socket: Duplex) => unknown = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  agent.keepSocketAlive = (socket) => {
    socket.on('data', close);
    return keep(socket);
  };
  agent.reuseSocket = (socket, request) => {
    socket.off('data', close);
    reuse(socket, request);
  };
  return agent;
}

function close(this: Duplex): void {
  this.destroy();
}

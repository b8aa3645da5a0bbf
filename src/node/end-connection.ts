import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** How long a client has to take note of the answer and close its side, in milliseconds. */
const lingerMs = 1000;

const ending = new WeakSet<Socket>();

/** Whether the last answer on this connection has been given, so that whatever still comes in is to be ignored. */
export function isEnding(socket: Socket): boolean {
  return ending.has(socket);
}

/**
 * Sends the body of an answer, and closes the connection without waiting for the rest of the request. The head, which
 * says `connection: close` and the length of the body, has been written.
 *
 * A socket that is closed with something unread in it is reset, and the reset can overtake the answer at a client that
 * is still sending. So only our side is closed at once. What still comes is thrown away until the client closes its
 * side, or for a second at the most.
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
  // Not `response.end`: Node would destroy the socket there and then.
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
 * Makes an agent close an idle connection on which anything comes. Node's own drops what it happens to read, and reuses the
 * connection: the rest would be taken for the answer to the next request, and each answer from then on for that of another.
 */
export function closeUnlessSilent<Closing extends Agent>(agent: Closing): Closing {
  // Both are Node's hooks for this. The first says whether to keep the connection, which its declared type does not know.
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

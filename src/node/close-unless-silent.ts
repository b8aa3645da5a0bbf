import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';

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

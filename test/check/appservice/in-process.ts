import { createServer, type RequestListener } from 'node:http';
import { Duplex } from 'node:stream';
import type { Connect, Delay } from '../../../src/check/appservice/byte-connection.js';

/** Connects to a listener within this process: Node's HTTP parser, and no socket. */
export function connectTo(listener: RequestListener): Connect {
  const server = createServer(listener);
  return (_url, signal) => {
    const [ours, theirs] = duplexPair();
    signal.addEventListener('abort', () => ours.destroy(), { once: true });
    ours.on('error', () => undefined);
    theirs.on('error', () => undefined);
    server.emit('connection', theirs);
    return Promise.resolve({
      write: (bytes) =>
        new Promise((resolve, reject) => {
          ours.write(bytes, (error) => {
            if (error) reject(error);
            else resolve();
          });
        }),
      received: ours,
      close: () => ours.destroy(),
    });
  };
}

/** Two ends of a connection. What one writes the other reads; where one is destroyed the other ends. */
function duplexPair(): [Duplex, Duplex] {
  const makeEnd = (other: () => Duplex): Duplex =>
    new Duplex({
      read: () => undefined,
      write: (chunk: Uint8Array, _encoding, done) => {
        const end = other();
        if (end.destroyed) {
          done(new Error('the other side has closed'));
          return;
        }
        end.push(chunk);
        setImmediate(done);
      },
      final: (done) => {
        other().push(null);
        done();
      },
      destroy: (error, done) => {
        setImmediate(() => other().destroy());
        done(error);
      },
    });
  const one: Duplex = makeEnd(() => two);
  const two: Duplex = makeEnd(() => one);
  return [one, two];
}

/** Turns of the event loop that stand for a millisecond of waiting. */
const turnsPerMs = 0.05;

/** Waits for a number of turns of the event loop instead of a time: whatever needs none of it happens meanwhile. */
export const turnsAsDelay: Delay = async (timeMs, signal) => {
  const turns = Math.ceil(timeMs * turnsPerMs);
  for (let turn = 0; turn < turns && signal?.aborted !== true; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
};

import { connect, type Socket } from 'node:net';
import { hsToken, loads, type LoadName } from '../workloads/load.js';
import { transactionBody } from '../workloads/transaction.js';
import { answerParent, tellParent } from './answer-parent.js';
import { stayAwake } from './stay-awake.js';

/**
 * Sends transactions for a while and counts the answers, on plain sockets: an HTTP client would be slower than the servers it
 * measures. It never sleeps while it does: to wake it would be the kernel time of a server, and of slow ones alone. Each connection
 * has one request under way, and each transaction an ID of its own.
 */

/** What the parent asks for. */
export interface LoadOrder {
  readonly port: number;
  readonly load: LoadName;
  readonly durationMs: number;
}

/** How many requests were answered, and in which time. */
export interface LoadCount {
  readonly requests: number;
  readonly seconds: number;
}

const bodies = new Map<LoadName, Buffer>();
let transactionId = 0;

answerParent<LoadOrder>(async ({ port, load, durationMs }) => {
  const body = bodyOf(load);
  const begin = performance.now();
  const end = begin + durationMs;
  stayAwake(end);
  const connections = Array.from({ length: loads[load].connections }, () => sendUntil(end, port, body));
  const requests = (await Promise.all(connections)).reduce((sum, count) => sum + count, 0);
  return { requests, seconds: (performance.now() - begin) / 1000 } satisfies LoadCount;
});
tellParent({});

function bodyOf(load: LoadName): Buffer {
  const body = bodies.get(load) ?? Buffer.from(JSON.stringify(transactionBody(loads[load].size)));
  bodies.set(load, body);
  return body;
}

/** One connection's requests, one after the other, until the time is over. */
function sendUntil(end: number, port: number, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let answered = 0;
    let received = '';
    socket.on('connect', () => {
      sendOne(socket, body);
    });
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (!isWhole(received)) return;
      if (!received.startsWith('HTTP/1.1 200')) {
        socket.destroy();
        reject(new Error(`a server answered: ${received.slice(0, 200)}`));
        return;
      }
      received = '';
      answered++;
      if (performance.now() < end) sendOne(socket, body);
      else socket.end();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      if (performance.now() < end) reject(new Error('a server closed a connection before the time was over'));
      else resolve(answered);
    });
  });
}

function sendOne(socket: Socket, body: Buffer): void {
  const head = [
    `PUT /_matrix/app/v1/transactions/${++transactionId} HTTP/1.1`,
    'host: localhost',
    `authorization: Bearer ${hsToken}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
  ];
  socket.cork();
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(body);
  socket.uncork();
}

/** Whether an answer has arrived to its end. */
function isWhole(received: string): boolean {
  const bodyBegin = received.indexOf('\r\n\r\n') + 4;
  if (bodyBegin < 4) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received)?.[1];
  if (length !== undefined) return received.length >= bodyBegin + Number(length);
  return received.endsWith('0\r\n\r\n');
}

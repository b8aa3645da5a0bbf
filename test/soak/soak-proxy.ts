import { Agent, request as requestHttp } from 'node:http';
import { inMegabytes } from './heap.js';
import { startProxyWorld } from './proxy-world.js';

/** How many requests go on at the same time. */
const concurrent = 32;
const tenths = 10;
const mostGrowth = 0.1;
/** What a heap of a few megabytes may grow by in any case, such as by one more buffer. */
const spareBytes = 2 ** 20;

const users = ['sound', 'keyless', 'down', 'nobody'];
const query = (id: string): string =>
  JSON.stringify({ device_keys: { [`@${id}_a:example.org`]: [], '@b:example.org': [] } });
const claim = (id: string): string =>
  JSON.stringify({ one_time_keys: { [`@${id}_a:example.org`]: { D: 'signed_curve25519' } } });

/** Puts requests of all kinds through the proxy command. Gives the exit status: 0, or 1 if its heap has grown or an answer was wrong. */
export async function soakProxy(requests: number, print: (line: string) => void): Promise<number> {
  const world = await startProxyWorld();
  const agent = new Agent({ keepAlive: true, maxSockets: concurrent });
  const heaps: number[] = [];
  let sent = 0;
  const startedMs = performance.now();

  /** Sends one request. Gives status and body, or `undefined` where it was cut, by `goneMs` after its beginning at the latest. */
  function send(
    path: string,
    turn: number,
    body?: string | Buffer,
    goneMs?: number,
  ): Promise<[number, string] | undefined> {
    return new Promise((resolve) => {
      const headers = { authorization: `Bearer token-of-${turn % 20_000}` };
      const method = body === undefined ? 'GET' : 'POST';
      const sending = requestHttp(world.url + path, { method, headers, agent }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('close', () => {
          resolve(answer.complete ? [answer.statusCode ?? 0, Buffer.concat(chunks).toString()] : undefined);
        });
      });
      sending.on('error', () => {
        resolve(undefined);
      });
      sending.end(body);
      if (goneMs !== undefined) setTimeout(() => sending.destroy(), goneMs);
    });
  }

  const upload = Buffer.alloc(200_000, 'u');
  async function sendTurn(turn: number): Promise<void> {
    const id = users[turn % users.length] ?? '';
    const [kind, expected, answer] = await (async (): Promise<[string, RegExp, [number, string] | undefined]> => {
      switch (Math.floor(turn / users.length) % 10) {
        case 0:
          return [
            'query',
            id === 'sound' ? /^200.*"D":/ : /^200.*{}/,
            await send('/_matrix/client/v3/keys/query', turn, query(id)),
          ];
        case 1:
          return [
            'claim',
            id === 'sound' ? /^200.*curve25519/ : /^200.*{}/,
            await send('/_matrix/client/r0/keys/claim', turn, claim(id)),
          ];
        case 2:
          return ['federation', /^200/, await send('/_matrix/federation/v1/user/keys/query', turn, query(id))];
        case 3:
          return ['refused', /^401/, await send('/_matrix/client/v3/keys/query?/refused', turn, query(id))];
        case 4:
          return ['cut', /^502/, await send(`/cut/${turn}`, turn)];
        case 5:
          return ['gone', /^undefined/, await send(`/wait/${turn}`, turn, undefined, 5)];
        case 6:
          return ['upload', /^200/, await send('/_matrix/media/v3/upload', turn, turn % 80 < 40 ? upload : 'small')];
        default:
          return ['passed', /^200.*xxx/, await send(`/_matrix/client/v3/sync?since=${turn}`, turn)];
      }
    })();
    const text = answer === undefined ? 'undefined' : `${answer[0]} ${answer[1]}`;
    if (!expected.test(text)) throw new Error(`${kind} of ${id}: ${text.slice(0, 200)}`);
  }

  try {
    for (let tenth = 1; tenth <= tenths; tenth++) {
      const until = (requests / tenths) * tenth;
      const work = async (): Promise<void> => {
        while (sent < until) await sendTurn((sent += 1));
      };
      await Promise.all(Array.from({ length: concurrent }, work));
      world.reload();
      const { heap, resident } = await world.memory();
      heaps.push(heap);
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
      print(`${sent} requests after ${seconds} s: heap ${inMegabytes(heap)}, process ${inMegabytes(resident)}`);
    }
  } finally {
    agent.destroy();
  }
  const status = await world.close();
  const [first = 0] = heaps;
  const last = heaps.at(-1) ?? Infinity;
  print(`the homeserver got ${world.homeserverRequests()} requests, and the proxy ended with the status ${status}`);
  print(`heap ${inMegabytes(first)} after the first tenth, ${inMegabytes(last)} at the end`);
  if (status !== 0) return 1;
  if (last <= first * (1 + mostGrowth) + spareBytes) return 0;
  print(`fails: the heap may grow by ${mostGrowth * 100} % and a megabyte`);
  return 1;
}

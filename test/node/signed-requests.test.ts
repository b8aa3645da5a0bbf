import fc from 'fast-check';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFederationClient } from '../../src/client/index.js';
import { createRequestSigner, parseXMatrix, verifyRequest, type RequestVerdict } from '../../src/federation/index.js';
import type { FederationKeyQuery } from '../../src/types.js';
import { testKey } from '../federation/signers.js';

/** A request as it came over the socket. */
interface Received {
  readonly method: string;
  readonly target: string;
  readonly authorization: string;
  readonly body: Uint8Array;
}

const origin = 'asks.test';
const asked = 'asked.test';
const keyId = 'ed25519:a_1';
const key = await testKey(7);

let server: Server;
const received: Received[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: target = '', headers } = request;
      received.push({ method, target, authorization: headers.authorization ?? '', body: Buffer.concat(chunks) });
      response.end('{"device_keys":{}}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const client = createFederationClient({
  origin,
  sign: createRequestSigner({ origin, keyId, key }),
  resolve: () => Promise.resolve(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
});

/** Sends a request, and gives out what came of it at the other end. */
async function over(send: () => Promise<unknown>): Promise<Received> {
  received.length = 0;
  await send();
  const [request] = received;
  if (request === undefined) throw new Error('nothing was received');
  return request;
}

function check(request: Received): Promise<RequestVerdict> {
  return verifyRequest({
    ...request,
    serverName: asked,
    keysOf: (server, id) => Promise.resolve(server === origin && id === keyId ? { key: key.publicKey } : undefined),
  });
}

/** The bytes with one bit changed. */
function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const index = Math.floor(bit / 8) % changed.length;
  changed[index] = (changed[index] ?? 0) ^ (1 << (bit % 8));
  return changed;
}

function flipText(text: string, bit: number): string {
  return Buffer.from(flip(Buffer.from(text, 'latin1'), bit)).toString('latin1');
}

const scripts = [
  'Ann',
  'Ærøskøbing',
  'Ελένη',
  'Юлия',
  'نورة',
  'नेहा',
  '小明',
  '지민',
  '𐌰𐌽𐌽𐌰',
  '👩🏽‍🚀',
  '\u0000\u001f"\\/',
  '\u2028',
];
/** Whatever a path segment may hold as it is, by RFC 3986, and what has to be encoded. */
const pathCharacters = `@azAZ09-._~!$&'()*+,;=:/?#[]% |"<>^\`{}\\é漢🦊`;

describe('a signed request over a socket', () => {
  it.each(scripts)('verifies with %j in its body (F2)', async (text) => {
    const query: FederationKeyQuery = { device_keys: { [`@${text}:asked.test`]: [text] } };
    const request = await over(() => client.queryKeys(asked, query));
    expect(await check(request)).toEqual({ valid: true, origin, content: query });
  });

  it.each(Array.from(pathCharacters))('verifies with %j in its path (F2)', async (character) => {
    const request = await over(() => client.userDevices(asked, `@a${character}b:asked.test`));
    expect(request.method).toBe('GET');
    expect(await check(request)).toEqual({ valid: true, origin, content: undefined });
  });

  it('verifies whatever strings are in it (F2)', async () => {
    const anything = fc.string({ unit: 'grapheme', maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(anything, fc.array(anything, { maxLength: 3 }), async (name, devices) => {
        const query: FederationKeyQuery = { device_keys: { [`@${name}:asked.test`]: devices } };
        const request = await over(() => client.queryKeys(asked, query));
        expect(await check(request)).toEqual({ valid: true, origin, content: query });
      }),
      { numRuns: 50 },
    );
  });
});

describe('a signed request of which one bit was changed on the way', () => {
  const query: FederationKeyQuery = { device_keys: { '@ann:asked.test': ['PHONE', '小明'] } };
  const bits = fc.nat(8 * 4096);

  async function isRefused(change: (request: Received, bit: number) => Received): Promise<void> {
    const request = await over(() => client.queryKeys(asked, query));
    expect(await check(request)).toMatchObject({ valid: true });
    await fc.assert(
      fc.asyncProperty(bits, async (bit) => {
        expect(await check(change(request, bit))).toMatchObject({ valid: false });
      }),
      { numRuns: 200 },
    );
  }

  it('is refused: in the body (F2)', () =>
    isRefused((request, bit) => ({ ...request, body: flip(request.body, bit) })));

  it('is refused: in the target (F2)', () =>
    isRefused((request, bit) => ({ ...request, target: flipText(request.target, bit) })));

  it('is refused: in the method (F2)', () =>
    isRefused((request, bit) => ({ ...request, method: flipText(request.method, bit) })));

  it.each(['origin', 'destination', 'key', 'sig'] as const)(
    'is refused: in the header’s %s (F2)',
    async (parameter) => {
      await isRefused((request, bit) => {
        const value = parseXMatrix(request.authorization)?.[parameter] ?? '';
        // The last digit of a signature has spare bits, which may be anything.
        const covered = parameter === 'sig' ? value.slice(0, -1) : value;
        return { ...request, authorization: request.authorization.replace(covered, () => flipText(covered, bit)) };
      });
    },
  );
});

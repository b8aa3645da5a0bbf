import { describe, expect, it, vi } from 'vitest';
import {
  createRequestSigner,
  importSigningKey,
  parseXMatrix,
  verifyRequest,
  type IncomingRequest,
  type OutgoingRequest,
  type RequestVerdict,
  type XMatrix,
} from '../../src/federation/index.js';
import { formatXMatrix } from '../../src/federation/x-matrix.js';
import { publishedSeed, spareBitSet, testKey } from './signers.js';
import { processorMs } from '../helpers/processor-time.js';

const key = await importSigningKey(publishedSeed);
const sign = createRequestSigner({ origin: 'a.example', keyId: 'ed25519:1', key });
const keysOf = (origin: string, keyId: string): Promise<{ key: string } | undefined> =>
  Promise.resolve(origin === 'a.example' && keyId === 'ed25519:1' ? { key: key.publicKey } : undefined);

const path = '/_matrix/federation/v1/user/keys/query';
const content = { device_keys: { '@alice:b.example': [] } };

const notHeld =
  'the signature does not hold; often a proxy has decoded the target, which must be the one that was sent';

/** The request as it comes to b.example. */
async function sent(request: Partial<OutgoingRequest> = {}): Promise<IncomingRequest & { authorization: string }> {
  const outgoing: OutgoingRequest = { method: 'POST', target: path, destination: 'b.example', content, ...request };
  return {
    method: outgoing.method,
    target: outgoing.target,
    authorization: await sign(outgoing),
    body: outgoing.content === undefined ? undefined : encode(JSON.stringify(outgoing.content)),
    serverName: 'b.example',
    keysOf,
  };
}

describe('a request that was signed', () => {
  it('is accepted, and its content read (rule F2)', async () => {
    expect(await verifyRequest(await sent())).toEqual({ valid: true, origin: 'a.example', content });
  });

  it.each([
    ['GET', '/_matrix/federation/v1/user/devices/%40alice%3Ab.example', undefined],
    ['GET', '/_matrix/federation/v1/version?', undefined],
    ['DELETE', "/-._~!$&'()*+,;=:@/%00/%2F%e2%82%AC//?a=b&a&=c/?;'#".replace('#', ''), undefined],
    ['PUT', path, null],
    ['POST', path, []],
    ['POST', path, 'just text'],
    ['POST', path, { signatures: { a: 1 }, unsigned: { b: 1 }, method: 'GET', uri: '/' }],
    ['POST', path, JSON.parse('{"__proto__":{"a":1},"constructor":2}') as unknown],
    [
      'POST',
      path,
      { Ελληνικά: 'кириллица', עברית: 'العربية', हिन्दी: '日本語', 한국어: '😀\u{10ffff}', '\u0000': '\u007f\u2028' },
    ],
  ])('is accepted as %s %s with the content %j (F2)', async (method, target, content) => {
    expect(await verifyRequest(await sent({ method, target, content }))).toEqual({
      valid: true,
      origin: 'a.example',
      content,
    });
  });

  it('is accepted however its body is spelled: what is signed is the value (F2)', async () => {
    const body = encode(' {"device_keys" :\n{"\\u0040alice:b.example":[ ]}}\t');
    expect(await verifyRequest({ ...(await sent()), body })).toMatchObject({ valid: true });
  });

  it('is accepted without a destination, with our name in what is checked (F2)', async () => {
    const { origin, key, sig } = parseXMatrix((await sent()).authorization) ?? { origin: '', key: '', sig: '' };
    const authorization = formatXMatrix({ origin, key, sig });
    expect(await verifyRequest({ ...(await sent()), authorization })).toMatchObject({ valid: true });
    expect(await verifyRequest({ ...(await sent()), authorization, serverName: 'c.example' })).toMatchObject({
      valid: false,
    });
  });

  it('always names its destination (F2)', async () => {
    expect((await sent()).authorization).toMatch(
      /^X-Matrix origin="a\.example",destination="b\.example",key="ed25519:1",sig="[A-Za-z0-9+/]{86}"$/,
    );
  });

  it('does not take a content that is null for none (F2)', async () => {
    const request = await sent({ content: null });
    expect(await verifyRequest({ ...request, body: undefined })).toMatchObject({ valid: false, status: 401 });
    const { authorization } = await sent({ content: undefined });
    expect(await verifyRequest({ ...request, authorization })).toMatchObject({ valid: false, status: 401 });
  });

  it('counts an empty body as none (F2)', async () => {
    const request = await sent({ method: 'GET', content: undefined });
    const expected = { valid: true, origin: 'a.example', content: undefined };
    expect(await verifyRequest({ ...request, body: new Uint8Array(0) })).toEqual(expected);
    expect(await verifyRequest({ ...request, body: encode('{}') })).toMatchObject({ valid: false, status: 401 });
    expect(await verifyRequest({ ...(await sent()), body: undefined })).toMatchObject({ valid: false, status: 401 });
  });
});

describe('a request in which one bit was changed', () => {
  // Without letters in escapes: 'A' and 'a' would mean the same there.
  const text = { abc: ['Ελ', 'кир', 'עב', '日本', '😀', '\\"\n\u0001', 1, -20, null, true], '': {} };

  it('is refused when the bit is in the body (F2)', async () => {
    const request = await sent({ content: text });
    await expectRefusals(flipped(request.body ?? new Uint8Array()), (body) => verifyRequest({ ...request, body }));
  });

  it.each(['method', 'target'] as const)('is refused when the bit is in the %s (F2)', async (part) => {
    const request = await sent({ target: "/a/%E2%82%AC/-._~!$&'()*+,;=:@?x=1&y" });
    await expectRefusals(flipped(encode(request[part])), (bytes) =>
      verifyRequest({ ...request, [part]: decode(bytes) }),
    );
  });

  it('is refused when the bit is in the header, unless the header means the same (F2)', async () => {
    const request = await sent();
    for (const bytes of flipped(encode(request.authorization))) {
      const authorization = decode(bytes);
      const verdict = await verifyRequest({ ...request, authorization });
      if (!verdict.valid) continue;
      // Another case of the scheme or a name, another name for the destination, which then is ours all the same, or a spare
      // bit in the last digit of the signature.
      const read = parseXMatrix(authorization);
      expect({ ...read, destination: 'b.example', sig: bytesOf(read?.sig) }).toEqual({
        ...parseXMatrix(request.authorization),
        sig: bytesOf(parseXMatrix(request.authorization)?.sig),
      });
    }
  });
});

describe('several Authorization headers (F2)', () => {
  const bearer = 'Bearer "abc", ';
  const unknownKey = 'X-Matrix origin="a.example",destination="b.example",key="ed25519:2",sig="AAAA"';
  const foreign = 'X-Matrix origin="a.example",destination="c.example",key="ed25519:1",sig="AAAA"';

  it.each([
    ['twice the same', (good: string) => `${good}, ${good}`],
    ['joined without a space', (good: string) => `${unknownKey},${good}`],
    ['with one of another key before', (good: string) => `${unknownKey}, ${good}`],
    ['with one of another key after', (good: string) => `${good}, ${unknownKey}`],
    ['with one for another server before', (good: string) => `${foreign}, ${good}`],
    ['with one that cannot be read before', (good: string) => `X-Matrix origin=a b, ${good}`],
    ['with one that cannot be read after', (good: string) => `${good}, X-Matrix sig=`],
    ['after a bearer token', (good: string) => `Bearer c2VjcmV0+/==, ${good}`],
    ['before a bearer token', (good: string) => `${good}, Bearer c2VjcmV0`],
    ['after a scheme without parameters', (good: string) => `Negotiate, ${good}`],
    [
      'between schemes whose parameters look like ours',
      (good: string) =>
        String.raw`Digest username="x\", X-Matrix origin=a.example", uri="/", ${good}, Basic YTpi, Digest a="b"`,
    ],
    ['with empty members', (good: string) => `, ,${good},,\t, ${unknownKey},`],
    ['not joined', (good: string) => ['Bearer secret', unknownKey, good]],
    ['partly joined', (good: string) => [`Bearer secret, ${unknownKey}`, `${unknownKey}, ${good}`]],
    ['with spaces at equals signs', (good: string) => `${unknownKey}, ${good.replaceAll('=', ' = ')}`],
  ])('are accepted where one holds: %s', async (_, joined) => {
    const request = await sent();
    const authorization = joined(request.authorization);
    expect(await verifyRequest({ ...request, authorization })).toEqual({ valid: true, origin: 'a.example', content });
  });

  it('are accepted as `Headers` joins them', async () => {
    const request = await sent();
    const headers = new Headers([
      ['authorization', unknownKey],
      ['authorization', request.authorization],
    ]);
    const authorization = headers.get('authorization') ?? '';
    expect(await verifyRequest({ ...request, authorization })).toMatchObject({ valid: true });
  });

  it('give the origin of the one that holds, and never of another', async () => {
    const request = await sent();
    const other = 'X-Matrix origin="evil.example",key="ed25519:1",sig="AAAA"';
    for (const authorization of [`${other}, ${request.authorization}`, `${request.authorization}, ${other}`]) {
      expect(await verifyRequest({ ...request, authorization })).toMatchObject({ origin: 'a.example' });
    }
    // The parameters of two headers do not make a third one.
    const halves = request.authorization.replace(/,key=/, ', X-Matrix key=');
    expect(await verifyRequest({ ...request, authorization: halves })).toMatchObject({ valid: false });
  });

  it('are refused where none holds, with what is wrong with each', async () => {
    const request = await sent({ target: '/other' });
    const authorization = [foreign, unknownKey, unknownKey, request.authorization].join(', ');
    expect(await verifyRequest({ ...request, target: path, authorization })).toEqual({
      valid: false,
      status: 401,
      errcode: 'M_UNAUTHORIZED',
      reason: `the request is meant for another server: c.example (this is b.example); the key is unknown; ${notHeld}`,
    });
    expect(await verifyRequest({ ...request, authorization: `${bearer}${foreign}` })).toMatchObject({
      status: 401,
      reason: expect.stringContaining('c.example') as string,
    });
  });

  it('cost no more than ten look-ups, however many there are', async () => {
    const request = await sent();
    const many = Array.from({ length: 1000 }, (_, i) => `X-Matrix origin="a${i}.example",key="ed25519:1",sig="AAAA"`);
    const keysOf = vi.fn(() => Promise.resolve(undefined));
    const authorization = many.join(', ');
    expect(await verifyRequest({ ...request, authorization, keysOf })).toMatchObject({ status: 401 });
    expect(keysOf).toHaveBeenCalledTimes(10);
    // The same header a thousand times is one.
    const repeated = [...Array<string>(1000).fill(unknownKey), request.authorization];
    expect(await verifyRequest({ ...request, authorization: repeated })).toMatchObject({ valid: true });
  });

  it('are split in time that grows with their length alone', async () => {
    const request = await sent();
    for (const piece of [',', ', ', ',a ', 'a ', ',a b', '"', '\\', ',"a', ' ,a =', '\t']) {
      const before = processorMs();
      const authorization = piece.repeat(1e5);
      expect(await verifyRequest({ ...request, authorization })).toMatchObject({ status: 401 });
      expect(processorMs() - before).toBeLessThan(1000);
    }
  });

  it('are accepted although the key of another one cannot be looked up, and rejected where none holds', async () => {
    const request = await sent();
    const failure = new Error('the server cannot be reached');
    const failing: IncomingRequest['keysOf'] = (origin, keyId) =>
      keyId === 'ed25519:2' ? Promise.reject(failure) : keysOf(origin, keyId);
    const authorization = `${unknownKey}, ${request.authorization}`;
    expect(await verifyRequest({ ...request, authorization, keysOf: failing })).toMatchObject({ valid: true });
    const wrong = verifyRequest({ ...request, method: 'PUT', authorization, keysOf: failing });
    await expect(wrong).rejects.toBe(failure);
  });
});

describe('verifyRequest', () => {
  it('says that a proxy may have decoded the target (F2)', async () => {
    const request = await sent({
      method: 'GET',
      target: '/_matrix/federation/v1/user/devices/%40a%3Ab',
      content: undefined,
    });
    const decoded = { ...request, target: '/_matrix/federation/v1/user/devices/@a:b' };
    expect(await verifyRequest(request)).toMatchObject({ valid: true });
    expect(await verifyRequest(decoded)).toMatchObject({
      reason: expect.stringMatching(/proxy has decoded/) as string,
    });
  });

  it.each(['', 'b.example/', 'b.example"\\', 'b'.repeat(300), 'b example'])(
    'names no destination that cannot be a server: %j (F2)',
    async (destination) => {
      const { authorization } = await sent();
      const changed = formatXMatrix({ ...parseXMatrix(authorization), destination } as XMatrix);
      expect(await verifyRequest({ ...(await sent()), authorization: changed })).toMatchObject({
        status: 401,
        reason: 'the request is meant for another server: its name is malformed (this is b.example)',
      });
    },
  );

  it('accepts a signature and a key with spare bits and padding (F2)', async () => {
    const request = await sent();
    const { sig = '', ...header } = parseXMatrix(request.authorization) ?? {};
    for (const spelling of [spareBitSet(sig), `${sig}==`, `${spareBitSet(sig)}==`]) {
      const authorization = formatXMatrix({ ...header, sig: spelling } as XMatrix);
      expect(await verifyRequest({ ...request, authorization })).toMatchObject({ valid: true });
    }
    const spelled = (): Promise<{ key: string }> => Promise.resolve({ key: `${spareBitSet(key.publicKey)}=` });
    expect(await verifyRequest({ ...request, keysOf: spelled })).toMatchObject({ valid: true });
  });

  it.each([
    ['no header', { authorization: undefined }, 'there is no Authorization header'],
    ['a bearer token', { authorization: 'Bearer secret' }, 'the Authorization header is not a valid X-Matrix header'],
    [
      'another server as destination',
      { serverName: 'c.example' },
      'the request is meant for another server: b.example (this is c.example)',
    ],
    [
      'our name in another case',
      { serverName: 'B.example' },
      'the request is meant for another server: b.example (this is B.example)',
    ],
    ['an unknown key', { keysOf: () => Promise.resolve(undefined) }, 'the key is unknown'],
    ['an expired key', { keysOf: keyValidUntil(999), now: () => 1000 }, 'the key has expired'],
    ['a key valid until NaN', { keysOf: keyValidUntil(NaN), now: () => 1000 }, 'the key has expired'],
    [
      'a malformed key',
      { keysOf: () => Promise.resolve({ key: 'x' }) },
      'the public key is not 32 bytes in unpadded base64',
    ],
    ['another method', { method: 'PUT' }, notHeld],
    ['a method in another case', { method: 'post' }, notHeld],
    ['another query', { target: `${path}?` }, notHeld],
    ['a path that was decoded', { target: decodeURIComponent(path + '%2F') }, notHeld],
    ['another body', { body: encode('{}') }, notHeld],
  ])('refuses %s with 401 (F2)', async (_, change: Partial<IncomingRequest>, reason) => {
    expect(await verifyRequest({ ...(await sent()), ...change })).toEqual({
      valid: false,
      status: 401,
      errcode: 'M_UNAUTHORIZED',
      reason,
    });
  });

  it.each([
    ['text', encode('hello'), 'M_NOT_JSON'],
    ['bad UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'M_NOT_JSON'],
    ['a byte order mark', encode('\ufeff{}'), 'M_NOT_JSON'],
    ['a duplicate key', encode('{"a":1,"a":1}'), 'M_NOT_JSON'],
    ['513 levels', encode('['.repeat(513) + ']'.repeat(513)), 'M_NOT_JSON'],
    ['a fraction', encode('{"a":0.5}'), 'M_BAD_JSON'],
    ['an integer beyond 2⁵³', encode('{"a":9007199254740992}'), 'M_BAD_JSON'],
    ['what are not bytes at all', { byteLength: 1 } as Uint8Array, 'M_NOT_JSON'],
  ])('refuses a body with %s with 400, and looks no key up (F1, F2, S1)', async (_, body, errcode) => {
    const keysOf = vi.fn(() => Promise.resolve({ key: key.publicKey }));
    const verdict = await verifyRequest({ ...(await sent()), body, keysOf });
    expect(verdict).toMatchObject({ valid: false, status: 400, errcode });
    expect(keysOf).not.toHaveBeenCalled();
  });

  it('takes the depth of a body as an option (S2)', async () => {
    const content: unknown = JSON.parse('['.repeat(513) + ']'.repeat(513));
    const request = await sent({ content });
    expect(await verifyRequest(request, { depth: 513 })).toMatchObject({ valid: true });
    expect(await verifyRequest(request)).toMatchObject({ valid: false, status: 400 });
  });

  it('asks for the key that the header names, and takes it until it expires (F2)', async () => {
    const keysOf = vi.fn(keyValidUntil(1000));
    expect(await verifyRequest({ ...(await sent()), keysOf, now: () => 1000 })).toMatchObject({ valid: true });
    expect(keysOf.mock.calls).toEqual([['a.example', 'ed25519:1']]);
  });

  it('looks no key up for a header with a key that is not ed25519 (F2)', async () => {
    const keysOf = vi.fn(() => Promise.resolve({ key: key.publicKey }));
    const authorization = (await sent()).authorization.replace('ed25519:', 'rsa:');
    expect(await verifyRequest({ ...(await sent()), authorization, keysOf })).toMatchObject({
      valid: false,
      status: 401,
    });
    expect(keysOf).not.toHaveBeenCalled();
  });

  it('does not take the signature of one origin or key for that of another (F2)', async () => {
    const other = await testKey(9);
    const keysOf = (): Promise<{ key: string }> => Promise.resolve({ key: other.publicKey });
    expect(await verifyRequest({ ...(await sent()), keysOf })).toMatchObject({ valid: false });
    const everyone = (): Promise<{ key: string }> => Promise.resolve({ key: key.publicKey });
    for (const [from, to] of [
      ['a.example', 'evil.example'],
      ['ed25519:1', 'ed25519:2'],
    ] as const) {
      // oxfmt-ignore
      const authorization = (await sent()).authorization.replace(from, to);
      // The key ID is not signed: it only says which key is asked for.
      const isValid = to === 'ed25519:2';
      expect(await verifyRequest({ ...(await sent()), authorization, keysOf: everyone })).toMatchObject({
        valid: isValid,
      });
    }
  });

  it('passes on what the lookup of a key rejects with', async () => {
    const failure = new Error('the database is gone');
    const request = { ...(await sent()), keysOf: () => Promise.reject(failure) };
    await expect(verifyRequest(request)).rejects.toBe(failure);
  });
});

describe('what a store or a caller may get wrong', () => {
  it.each([[null], [{ key: key.publicKey, validUntilMs: null }], [{ key: key.publicKey, validUntilMs: NaN }]])(
    'is refused and does not throw: the key %j',
    async (stored) => {
      const request = { ...(await sent()), keysOf: () => Promise.resolve(stored) } as unknown as IncomingRequest;
      expect(await verifyRequest(request)).toMatchObject({ valid: false, status: 401 });
    },
  );

  it.each([[[]], [['X-Matrix origin=a']], [[null, 1]], [1], [null], [{}]])(
    'is refused and does not throw: %j as header',
    async (authorization) => {
      const request = { ...(await sent()), authorization } as unknown as IncomingRequest;
      expect(await verifyRequest(request)).toMatchObject({ valid: false, status: 401 });
      expect(parseXMatrix(authorization)).toBeUndefined();
    },
  );

  it('is refused: a body whose numbers are another once they are parsed (F1)', async () => {
    const request = await sent({ content: { a: 1 } });
    const body = encode('{"a":0.99999999999999999999}');
    expect(await verifyRequest({ ...request, body })).toMatchObject({ valid: false, errcode: 'M_NOT_JSON' });
  });
});

describe('createRequestSigner', () => {
  it.each([
    ['get', '/a'],
    ['', '/a'],
    ['GET', '/a b'],
    ['GET', '/é'],
    ['GET', '/a#b'],
    ['GET', '/a\n'],
  ])('refuses to sign %j %j, which cannot be sent as it is (F2)', async (method, target) => {
    await expect(sign({ method, target, destination: 'b.example' })).rejects.toThrow(RangeError);
  });

  it('gives the header that the example code of the specification gives (F2)', async () => {
    const header = await sign({ method: 'GET', target: '/target', destination: 'b.example' });
    expect(parseXMatrix(header)).toEqual({
      origin: 'a.example',
      destination: 'b.example',
      key: 'ed25519:1',
      // From Python's signedjson, with the same key.
      sig: 'omdKYDbElkkyts8tqprD2yIBc1kopPHMEm827nsT493zB+yZlFHQFyJndY8Dmv5BsA8KaxseQFgCAPcd4KSUAw',
    });
  });

  it.each([
    [{ origin: 'a b', keyId: 'ed25519:1' }],
    [{ origin: 'https://a.example', keyId: 'ed25519:1' }],
    [{ origin: 'a.example', keyId: 'ed25519:' }],
    [{ origin: 'a.example', keyId: 'rsa:1' }],
    [{ origin: 'a.example', keyId: 'ed25519:1\r\nX: y' }],
  ])('refuses to be made for %j (F2)', (signer) => {
    expect(() => createRequestSigner({ ...signer, key })).toThrow(RangeError);
  });

  it.each([
    [{ destination: 'b.example"' }, RangeError],
    [{ destination: '' }, RangeError],
    [{ target: 'https://b.example/' }, RangeError],
    [{ target: '' }, RangeError],
    [{ content: { a: 0.5 } }, '/content/a'],
    [{ content: () => 1 }, '/content'],
  ])('rejects a request with %j (F2)', async (change, error) => {
    await expect(sign({ method: 'GET', target: '/', destination: 'b.example', ...change })).rejects.toThrow(error);
  });
});

function keyValidUntil(validUntilMs: number): IncomingRequest['keysOf'] {
  return () => Promise.resolve({ key: key.publicKey, validUntilMs });
}

/** The bytes with one bit changed, for each bit. */
function flipped(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length * 8 }, (_, bit) =>
    bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
  );
}

async function expectRefusals<T>(changes: readonly T[], verify: (change: T) => Promise<RequestVerdict>): Promise<void> {
  expect(changes.length).toBeGreaterThan(16);
  for (const change of changes) expect(await verify(change)).toMatchObject({ valid: false });
}

function bytesOf(base64 = ''): string {
  return Buffer.from(base64, 'base64').toString('hex');
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** As bytes of a request line or a header are read: one character for each. */
function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

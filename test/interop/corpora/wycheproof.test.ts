import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verifyJson, verifyRequest, type Ed25519 } from '../../../src/federation/index.js';
import { formatXMatrix } from '../../../src/federation/x-matrix.js';
import { verifyByWebCrypto } from '../../../src/federation/ed25519.js';
import { findInCorpora, howToGet } from './corpora.js';

interface Vectors {
  readonly numberOfTests: number;
  readonly testGroups: readonly {
    readonly publicKey: { readonly pk: string };
    readonly tests: readonly {
      readonly tcId: number;
      readonly comment: string;
      readonly flags: readonly string[];
      readonly msg: string;
      readonly sig: string;
      readonly result: 'valid' | 'invalid';
    }[];
  }[];
}

interface Vector {
  readonly id: number;
  readonly about: string;
  readonly message: Uint8Array;
  readonly signature: string;
  readonly publicKey: string;
  readonly valid: boolean;
}

const path = findInCorpora('wycheproof/testvectors_v1/ed25519_test.json', 'wycheproof/ed25519_test.json');
const { numberOfTests, testGroups } =
  path === undefined ? { numberOfTests: 0, testGroups: [] } : (JSON.parse(readFileSync(path, 'utf8')) as Vectors);
const vectors: Vector[] = testGroups.flatMap(({ publicKey, tests }) =>
  tests.map(({ tcId, comment, flags, msg, sig, result }) => ({
    id: tcId,
    about: `${flags.join(', ')} ${comment}`.trim(),
    message: Buffer.from(msg, 'hex'),
    signature: base64Of(sig),
    publicKey: base64Of(publicKey.pk),
    valid: result === 'valid',
  })),
);

it("Wycheproof's ed25519 vectors are there, all of them", ({ skip }) => {
  skip(path === undefined, howToGet('wycheproof'));
  expect(vectors).toHaveLength(numberOfTests);
  expect(vectors.filter(({ valid }) => valid).length).toBeGreaterThan(50);
  expect(vectors.filter(({ valid }) => !valid).length).toBeGreaterThan(50);
});

describe.runIf(path !== undefined)("Wycheproof's ed25519 vectors", () => {
  it.each(vectors)('hold for verifyJson where they hold at all: $id, $about (F1)', async (vector) => {
    const { signature, publicKey, valid } = vector;
    const signed = { signatures: { '@a:b': { 'ed25519:A': signature } } };
    const verifier = { entity: '@a:b', keys: { 'ed25519:A': publicKey } };
    expect(await verifyJson(signed, verifier, { ed25519: over(vector) })).toMatchObject({ valid });
  });

  it.each(vectors)('hold for verifyRequest where they hold at all: $id, $about (F2)', async (vector) => {
    const { signature, publicKey, valid } = vector;
    const header = { origin: 'a.example', key: 'ed25519:1', sig: signature };
    const request = {
      method: 'GET',
      target: '/',
      authorization: formatXMatrix(header),
      serverName: 'b.example',
      keysOf: () => Promise.resolve({ key: publicKey }),
    };
    expect(await verifyRequest(request, { ed25519: over(vector) })).toMatchObject({ valid });
  });
});

/** The runtime's ed25519 over a vector's own message, which is no JSON: all other checks are ours. */
function over({ message }: Vector): Ed25519 {
  const verify: Ed25519['verify'] = (signature, _, publicKey) => verifyByWebCrypto(signature, message, publicKey);
  return { verify, sign: notAsked, getPublicKey: notAsked };
}

function notAsked(): never {
  throw new Error('a check asks for nothing else');
}

function base64Of(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64').replaceAll('=', '');
}

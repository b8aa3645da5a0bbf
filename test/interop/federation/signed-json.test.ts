import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  canonicalJson,
  createRequestSigner,
  parseSignedBody,
  signJson,
  verifyJson,
  verifyRequest,
} from '../../../src/federation/index.js';
import { jsonObject, jsonValue } from '../../federation/json-arbitraries.js';
import { publishedSeed, publishedSigner } from '../../federation/signers.js';
import { askPython, python, type Job } from './python-peer.js';

/** A nightly run takes 100,000 of each kind. */
const runs = Number(process.env['INTEROP_RUNS'] ?? 300);
const seed = Number(process.env['INTEROP_SEED'] ?? 1);
const timeoutMs = 20_000 + runs * 10;

const { entity, keyId, key } = await publishedSigner();
const keys = { [keyId]: key.publicKey };

beforeEach(({ skip }) => {
  skip(
    python === undefined,
    'no Python with canonicaljson and signedjson: run test/interop/federation/install-peer.sh',
  );
});

describe('objects', () => {
  const objects = fc.sample(jsonObject, { numRuns: runs, seed }).map(({ signatures: _, ...object }) => object);
  const texts = objects.map((object) => JSON.stringify(object));

  it('have the same canonical JSON here and in Python (F1)', { timeout: timeoutMs }, () => {
    const answers = askPython(texts.map((text) => ({ do: 'canonical', text })));
    expect(objects.map((object) => ({ value: canonicalJson(object) }))).toEqual(answers);
  });

  it(
    'get the same signature here and in Python, and what Python signs verifies here (F1)',
    { timeout: timeoutMs },
    async () => {
      const answers = askPython(texts.map((text) => ({ do: 'sign', text, entity, seed: publishedSeed })));
      for (const [index, object] of objects.entries()) {
        const signed = await signJson(object, { entity, keyId, key });
        expect(answers[index]).toEqual({ value: signed.signatures[entity]?.[keyId] });
        expect(await verifyJson(signed, { entity, keys })).toEqual({ valid: true });
      }
    },
  );

  it(
    'that are signed here verify in Python, and do not once they are changed (F1)',
    { timeout: timeoutMs },
    async () => {
      const jobs: Job[] = [];
      for (const object of objects) {
        const signed = await signJson(object, { entity, keyId, key });
        jobs.push({ do: 'verify', text: JSON.stringify(signed), entity, key: key.publicKey });
        jobs.push({ do: 'verify', text: JSON.stringify({ ...signed, 'added member': 1 }), entity, key: key.publicKey });
      }
      const expected = objects.flatMap(() => [{ value: true }, { refused: 'SignatureVerifyException' }]);
      expect(askPython(jobs)).toEqual(expected);
    },
  );
});

describe('requests', () => {
  const request = fc.record({
    method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
    target: fc
      .webUrl({ withQueryParameters: true, validSchemes: ['https'] })
      .map((url) => url.replace(/^https:\/\/[^/?]*\/?/, '/')),
    destination: fc.oneof(fc.domain(), fc.constantFrom('[::1]:8448', '1.2.3.4', 'LOCALHOST:1')),
    content: fc.option(jsonValue, { nil: undefined }),
  });
  const requests = fc.sample(request, { numRuns: runs, seed });
  const textOf = (content: unknown): string | null => (content === undefined ? null : JSON.stringify(content));
  const sign = createRequestSigner({ origin: 'a.example', keyId, key });

  it('that are signed in Python are accepted here (F2)', { timeout: timeoutMs }, async () => {
    const headers = askPython(
      requests.map(({ method, target, destination, content }) => {
        return {
          do: 'header',
          method,
          target,
          origin: 'a.example',
          destination,
          text: textOf(content),
          seed: publishedSeed,
        };
      }),
    );
    for (const [index, { method, target, destination, content }] of requests.entries()) {
      const answer = headers[index] ?? {};
      const body = new TextEncoder().encode(textOf(content) ?? '');
      const incoming = {
        method,
        target,
        authorization: 'value' in answer ? String(answer.value) : undefined,
        body,
        serverName: destination,
        keysOf: () => Promise.resolve({ key: key.publicKey }),
      };
      expect(await verifyRequest(incoming)).toMatchObject({ valid: true, origin: 'a.example' });
      expect(await verifyRequest({ ...incoming, target: `${target}?` })).toMatchObject({ valid: false, status: 401 });
    }
  });

  it(
    'that are signed here are accepted in Python, and are not once they are changed (F2)',
    { timeout: timeoutMs },
    async () => {
      const jobs: Job[] = [];
      for (const { method, target, destination, content } of requests) {
        const authorization = await sign({ method, target, destination, content });
        const job: Job = {
          do: 'check',
          method,
          target,
          destination,
          text: textOf(content),
          authorization,
          key: key.publicKey,
        };
        jobs.push(job, { ...job, target: `${target}?` });
      }
      const expected = requests.flatMap(() => [{ value: true }, { refused: 'SignatureVerifyException' }]);
      expect(askPython(jobs)).toEqual(expected);
    },
  );
});

describe('differences', () => {
  it(
    'in canonical JSON of any JSON at all are about numbers that the specification forbids (F1)',
    { timeout: timeoutMs },
    () => {
      const values = fc.sample(fc.jsonValue({ stringUnit: 'binary' }), { numRuns: runs, seed });
      const answers = askPython(values.map((value) => ({ do: 'canonical', text: JSON.stringify(value) })));
      for (const [index, value] of values.entries()) {
        const ours = attempt(() => canonicalJson(JSON.parse(JSON.stringify(value))));
        // Python writes fractions, and integers of any size; we refuse both.
        if (ours === undefined) expect(JSON.stringify(value)).toMatch(/\d\.\d|\de[-+]|\d{16}/);
        else expect(answers[index]).toEqual({ value: ours });
      }
    },
  );

  const escaped = String.raw;

  it.each([
    ['an exponent: the example of the specification gives 10000000000', '[1e10]', '[10000000000]', '[10000000000.0]'],
    ['a fraction of zero: a number is its value, and -0 is 0', '[1.0,-0.0]', '[1,0]', '[1.0,-0.0]'],
    ['no difference: negative zero', '[-0]', '[0]', '[0]'],
    ['a fraction, which the specification forbids', '[0.5]', undefined, '[0.5]'],
    ['an integer beyond the range of the specification', '[9007199254740992]', undefined, '[9007199254740992]'],
    [
      'no difference: the ends of the range',
      '[9007199254740991,-9007199254740991]',
      '[9007199254740991,-9007199254740991]',
      '[9007199254740991,-9007199254740991]',
    ],
    ['a duplicate key: Python takes the last', '{"a":1,"a":2}', undefined, '{"a":2}'],
    ['no difference: a number that is none', '[1e400]', undefined, undefined],
    ['no difference: NaN', '[NaN]', undefined, undefined],
    ['no difference: a lone surrogate', escaped`["\ud800"]`, undefined, undefined],
    ['no difference: order by code point', '{"\uffff":1,"😀":2}', '{"\uffff":1,"😀":2}', '{"\uffff":1,"😀":2}'],
    [
      'no difference: controls',
      escaped`["\u0000\u001f\u007f\u2028"]`,
      '["\\u0000\\u001f\u007f\u2028"]',
      '["\\u0000\\u001f\u007f\u2028"]',
    ],
  ])('are known and meant: %s (F1)', (_, text, ours, theirs) => {
    expect(attempt(() => canonicalJson(parseSignedBody(new TextEncoder().encode(text))))).toBe(ours);
    const [answer] = askPython([{ do: 'canonical', text }]);
    expect(answer !== undefined && 'value' in answer ? answer.value : undefined).toBe(theirs);
  });

  it.each([
    ['no difference: padding', (signature: string) => `${signature}==`, true, true],
    [
      'the URL-safe alphabet: Python takes it',
      (signature: string) => signature.replaceAll('+', '-').replaceAll('/', '_'),
      false,
      true,
    ],
    [
      'spare bits: Python drops them',
      (signature: string) => signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(85) + 1),
      false,
      true,
    ],
    ['a line break: Python skips it', (signature: string) => `${signature}\n==`, false, true],
    ['no difference: one digit less', (signature: string) => signature.slice(0, -1), false, false],
    ['no difference: nothing', () => '', false, false],
    ['no difference: S + L in place of S', withUnreducedScalar, false, false],
  ])('in the spelling of signatures are known and meant: %s (F1)', async (_, spell, ours, theirs) => {
    // A signature with both of the digits that the other alphabet spells otherwise.
    const signed = await signJson({ one: 1, two: 'Two' }, { entity, keyId, key });
    const signature = signed.signatures[entity]?.[keyId] ?? '';
    expect(signature).toMatch(/\+.*\/|\/.*\+/);
    const spelled = { ...signed, signatures: { [entity]: { [keyId]: spell(signature) } } };
    expect((await verifyJson(spelled, { entity, keys })).valid).toBe(ours);
    const [answer] = askPython([{ do: 'verify', text: JSON.stringify(spelled), entity, key: key.publicKey }]);
    expect(answer !== undefined && 'value' in answer).toBe(theirs);
  });

  it('are none where a key is of small order (F1)', async () => {
    const zero = 'A'.repeat(43);
    const all = `AQ${'A'.repeat(84)}`;
    const signed = { signatures: { [entity]: { [keyId]: all } } };
    for (const publicKey of [`AQ${'A'.repeat(41)}`, zero, '7v///////////////////////////////////////38']) {
      expect((await verifyJson(signed, { entity, keys: { [keyId]: publicKey } })).valid).toBe(false);
      const [answer] = askPython([{ do: 'verify', text: JSON.stringify(signed), entity, key: publicKey }]);
      expect(answer).toEqual({ refused: 'SignatureVerifyException' });
    }
  });
});

/** The signature with the group's order added to its second half. */
function withUnreducedScalar(signature: string): string {
  const bytes = Buffer.from(signature, 'base64');
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const scalar = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order;
  const half = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse();
  return Buffer.concat([bytes.subarray(0, 32), half])
    .toString('base64')
    .replaceAll('=', '');
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKeyClaimResponse } from '../../generated/validators/index.js';
import { outstandingKeyClaim } from '../../src/keys/outstanding-key-claim.js';
import { restrictKeyClaim } from '../../src/keys/restrict-key-claim.js';
import { checkLeniently } from '../../src/lenient-check.js';
import type { KeyClaim, UserId } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { awkwardNames, keyClaim, keyClaimResponse, mutated } from '../helpers/key-arbitraries.js';
import { readExample } from '../helpers/read-example.js';

const alice: UserId = '@alice:example.org';
const signed = { key: 'x', signatures: {} };
const fallback = { ...signed, fallback: true };

/** The findings in short, and without the message. */
function faults(answer: unknown, claim: KeyClaim): string[] {
  return restrictKeyClaim(answer, claim).findings.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('restrictKeyClaim', () => {
  it('leaves an answer that has nothing but what was claimed as it is (C4)', () => {
    const answer = deepFreeze(readExample('key-claim-response')) as object;

    const restricted = restrictKeyClaim(answer, readExample('key-claim') as KeyClaim);

    expect(restricted).toEqual({ answer, findings: [] });
    expect(restricted.answer).not.toBe(answer);
  });

  it('drops users, devices and algorithms that were not claimed, and reports each (rule C4)', () => {
    const answer = {
      [alice]: { ONE: { 'a:1': 'x', 'b:1': 'x' }, TWO: { 'a:1': 'x' } },
      '@bob:example.org': { ONE: { 'a:1': 'x' } },
    };

    const { answer: left, findings } = restrictKeyClaim(answer, { [alice]: { ONE: ['a'] } });

    expect(left).toEqual({ [alice]: { ONE: { 'a:1': 'x' } } });
    expect(findings.map(({ code, severity, pointer }) => [code, severity, pointer])).toEqual([
      ['key-not-asked', 'error', '/@alice:example.org/ONE/b:1'],
      ['device-not-asked', 'error', '/@alice:example.org/TWO'],
      ['user-not-asked', 'error', '/@bob:example.org'],
    ]);
  });

  it.each<[string, string[], Record<string, unknown>, string[], string[]]>([
    ['as many as were claimed', ['a', 'a'], { 'a:1': 'x', 'a:2': signed }, ['a:1', 'a:2'], []],
    ['the first ones of too many', ['a'], { 'a:1': 'x', 'a:2': 'x' }, ['a:1'], ['key-beyond-count a:2']],
    ['a fallback key beside the count', ['a'], { 'a:1': fallback, 'a:2': 'x' }, ['a:1', 'a:2'], []],
    [
      'one fallback key and no second',
      ['a', 'a'],
      { 'a:1': fallback, 'a:2': fallback },
      ['a:1'],
      ['key-beyond-count a:2'],
    ],
    [
      'a one-time key that says it is no fallback key within the count',
      ['a'],
      { 'a:1': { ...signed, fallback: false }, 'a:2': 'x' },
      ['a:1'],
      ['key-beyond-count a:2'],
    ],
    [
      'each algorithm by its whole name',
      ['signed'],
      { 'signed_curve25519:1': 'x', 'signed:1': 'x' },
      ['signed:1'],
      ['key-not-asked signed_curve25519:1'],
    ],
    ['no fallback key of another algorithm', ['a'], { 'b:1': fallback }, [], ['key-not-asked b:1']],
    ['no key whose id names no algorithm', ['a'], { a: 'x' }, [], ['malformed-entry a']],
    ['no key where no algorithm was claimed', [], { 'a:1': 'x' }, [], ['key-not-asked a:1']],
    ['no algorithm that every object inherits', ['a'], { 'toString:1': 'x' }, [], ['key-not-asked toString:1']],
    [
      'a good key after malformed ones, which do not count',
      ['a'],
      { 'a:1': 5, 'a:2': null, 'a:3': { key: 'x' }, 'a:4': 'x' },
      ['a:4'],
      ['malformed-entry a:1', 'malformed-entry a:2', 'malformed-entry a:3'],
    ],
  ])('keeps %s (C2, C4)', (_what, algorithms, keys, kept, reported) => {
    const answer = deepFreeze({ [alice]: { ONE: keys } });
    const claim = deepFreeze({ [alice]: { ONE: algorithms } });

    expect(Object.keys(restrictKeyClaim(answer, claim).answer[alice]?.['ONE'] ?? {})).toEqual(kept);
    expect(faults(answer, claim)).toEqual(reported.map((fault) => fault.replace(' ', ' /@alice:example.org/ONE/')));
  });

  it('counts for each device on its own (C4)', () => {
    const answer = { [alice]: { ONE: { 'a:1': 'x' }, TWO: { 'a:1': 'x' } } };

    expect(faults(answer, { [alice]: { ONE: ['a'], TWO: ['a'] } })).toEqual([]);
  });

  it('drops users and devices that are not maps (C4)', () => {
    const claim: KeyClaim = { [alice]: { ONE: ['a'] }, '@bob:x': {} };

    expect(faults({ [alice]: { ONE: ['a:1'] }, '@bob:x': null }, claim)).toEqual([
      'malformed-entry /@alice:example.org/ONE',
      'malformed-entry /@bob:x',
    ]);
  });

  it('drops users whose name does not begin with @, even if they are in the claim (W5)', () => {
    const both = '{"bob":{"ONE":["a"]},"__proto__":{"ONE":["a"]}}';

    const restricted = restrictKeyClaim(
      JSON.parse(both.replaceAll('["a"]', '{"a:1":"x"}')),
      JSON.parse(both) as KeyClaim,
    );

    expect(restricted.answer).toEqual({});
    expect(restricted.findings.map(({ pointer }) => pointer)).toEqual(['/bob', '/__proto__']);
  });

  it.each(awkwardNames)('neither finds %j in a claim that lacks it, nor loses it where it is claimed (M6)', (name) => {
    const answer = deepFreeze({ [alice]: Object.fromEntries([[name, { 'a:__proto__': 'x', 'b:1': 1 }]]) });
    const claim = { [alice]: Object.fromEntries([[name, ['a']]]) };

    const devices = restrictKeyClaim(answer, claim).answer[alice];
    expect(Object.getOwnPropertyDescriptor(devices, name)?.value).toEqual({ 'a:__proto__': 'x' });
    expect(Object.getPrototypeOf(devices)).toBe(Object.prototype);
    expect(restrictKeyClaim(answer, { [alice]: {} }).answer).toEqual({ [alice]: {} });
    expect(restrictKeyClaim({ [name]: {} }, {}).answer).toEqual({});
  });

  it.each([[null], [[]], ['text'], [5], [undefined]])('counts %j as {} and reports it', (answer) => {
    const restricted = restrictKeyClaim(answer, { [alice]: { ONE: ['a'] } });

    expect(restricted.answer).toEqual({});
    expect(restricted.findings).toMatchObject([{ code: 'not-an-object', severity: 'error', pointer: '' }]);
  });

  it('shares the keys that stay, with every field that it does not know (W4)', () => {
    const key = deepFreeze({ ...signed, 'org.example.signed': [1] });

    const { answer } = restrictKeyClaim({ [alice]: { ONE: { 'a:1': key, 'b:1': 1 } } }, { [alice]: { ONE: ['a'] } });

    expect(answer[alice]?.['ONE']?.['a:1']).toBe(key);
  });

  it('keeps a key with null in an optional field as it came, and drops a key that is null (S4)', () => {
    const key = { key: 'a', signatures: {}, fallback: null, 'org.example': null };
    const answer = deepFreeze({ [alice]: { ONE: { 'a:1': key, 'a:2': null, 'a:3': { key: null, signatures: {} } } } });
    const restricted = restrictKeyClaim(answer, { [alice]: { ONE: ['a', 'a', 'a'] } });
    expect(restricted.answer[alice]?.['ONE']).toEqual({ 'a:1': key });
    expect(restricted.answer[alice]?.['ONE']?.['a:1']).toBe(key);
    expect(restricted.findings.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`)).toEqual([
      `info malformed-field /${alice}/ONE/a:1/fallback`,
      `error malformed-entry /${alice}/ONE/a:2`,
      `error malformed-entry /${alice}/ONE/a:3`,
    ]);
  });

  it('never throws, gives nothing malformed, and gives no more than was claimed (C4)', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(keyClaimResponse()), fc.jsonValue()), keyClaim, (value, claim) => {
        const { answer } = restrictKeyClaim(deepFreeze(value), deepFreeze(claim));

        expect(checkLeniently(isKeyClaimResponse, answer)).not.toHaveProperty('fault');
        const again = restrictKeyClaim(answer, claim);
        expect(again.answer).toEqual(answer);
        expect(again.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
        expect(oneTimeKeysIn(answer) + algorithmsIn(outstandingKeyClaim(claim, answer))).toBe(algorithmsIn(claim));
      }),
      { numRuns: 300 },
    );
  });
});

function oneTimeKeysIn(answer: object): number {
  const keys = Object.values(answer).flatMap((devices: object) =>
    Object.values(devices).flatMap((byId: object) => Object.values(byId) as unknown[]),
  );
  return keys.filter((key) => typeof key === 'string' || (key as { fallback?: boolean }).fallback !== true).length;
}

function algorithmsIn(claim: KeyClaim): number {
  return Object.values(claim).flatMap((devices) => Object.values(devices).flat()).length;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outstandingKeyClaim } from '../../src/keys/outstanding-key-claim.js';
import type { KeyClaim, KeyClaimResponse } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { awkwardNames, keyClaim, keyClaimResponse, mutated } from '../helpers/key-arbitraries.js';

const alice = '@alice:example.org';
const signed = { key: 'x', signatures: {} };

describe('outstandingKeyClaim', () => {
  it.each([
    ['one key that came', ['a'], { 'a:1': 'x' }, undefined],
    ['one key that did not come', ['a'], {}, ['a']],
    ['three of which one came', ['a', 'a', 'a'], { 'a:1': 'x' }, ['a', 'a']],
    ['more than were claimed', ['a'], { 'a:1': 'x', 'a:2': 'x' }, undefined],
    ['two algorithms of which one came', ['a', 'b'], { 'a:1': signed }, ['b']],
    ['an order that is kept', ['b', 'a', 'b', 'a'], { 'a:1': signed }, ['b', 'b', 'a']],
    ['a longer algorithm with the same beginning', ['signed'], { 'signed_curve25519:1': 'x' }, ['signed']],
    ['a key id without a colon', ['a'], { a: 'x' }, ['a']],
    ['a fallback key, which counts for nothing', ['a'], { 'a:1': { ...signed, fallback: true } }, ['a']],
    ['a key that says it is none', ['a'], { 'a:1': { ...signed, fallback: false } }, undefined],
    ['no algorithm at all', [], { 'a:1': 'x' }, undefined],
    ['algorithms that every object inherits', ['toString', '__proto__'], {}, ['toString', '__proto__']],
  ])('tells what is missing of %s (C1, C2)', (_what, algorithms, keys, missing) => {
    const outstanding = outstandingKeyClaim(
      deepFreeze({ [alice]: { ONE: algorithms } }),
      deepFreeze({ [alice]: { ONE: keys } }),
    );

    expect(outstanding).toEqual(missing === undefined ? {} : { [alice]: { ONE: missing } });
  });

  it('leaves out users and devices for whom nothing is missing (C1)', () => {
    const claim = deepFreeze({ [alice]: { ONE: ['a'], TWO: ['a'] }, '@bob:x': { ONE: ['a'] }, '@carol:x': {} });
    const answer = deepFreeze({ [alice]: { ONE: { 'a:1': 'x' } }, '@bob:x': { ONE: { 'a:1': 'x' } } });

    expect(outstandingKeyClaim(claim, answer)).toEqual({ [alice]: { TWO: ['a'] } });
  });

  it.each(awkwardNames)('does not take a device called %j for one that is answered (M6)', (name) => {
    const claim = { [alice]: Object.fromEntries([[name, ['a']]]) };

    expect(outstandingKeyClaim(claim, { [alice]: {} })).toEqual(claim);
    expect(outstandingKeyClaim(claim, { [alice]: Object.fromEntries([[name, { 'a:1': 'x' }]]) })).toEqual({});
  });

  it('asks for nobody whose name does not begin with @ (W5)', () => {
    expect(outstandingKeyClaim(JSON.parse('{"bob":{"ONE":["a"]},"__proto__":{"ONE":["a"]}}') as KeyClaim, {})).toEqual(
      {},
    );
  });

  it('is the whole claim, but for those who want nothing, when nothing came (C1)', () => {
    fc.assert(
      fc.property(keyClaim, (claim) => {
        const wanted = listOf(claim);
        const outstanding = outstandingKeyClaim(deepFreeze(claim), {});
        expect(listOf(outstanding)).toEqual(wanted);
        expect(outstanding).not.toBe(claim);
      }),
    );
  });

  it('is satisfied as soon as what it asks for has come, and only then (C1)', () => {
    fc.assert(
      fc.property(keyClaim, keyClaimResponse(), (claim, answer) => {
        const outstanding = outstandingKeyClaim(claim, deepFreeze(answer));
        expect(outstandingKeyClaim(outstanding, answerTo(outstanding))).toEqual({});
        expect(outstandingKeyClaim(outstanding, {})).toEqual(outstanding);
      }),
    );
  });

  it('takes any answer for one that lacks what cannot be read', () => {
    fc.assert(
      fc.property(keyClaim, mutated(keyClaimResponse()), (claim, answer) => {
        outstandingKeyClaim(claim, answer as KeyClaimResponse);
      }),
    );
  });
});

/** Every algorithm that is asked for, with its place. */
function listOf(claim: KeyClaim): string[] {
  return Object.entries(claim).flatMap(([userId, devices]) =>
    Object.entries(devices).flatMap(([deviceId, algorithms]) =>
      algorithms.map((algorithm) => JSON.stringify([userId, deviceId, algorithm])),
    ),
  );
}

/** An answer with exactly the keys that are claimed. */
function answerTo(claim: KeyClaim): KeyClaimResponse {
  return Object.fromEntries(
    Object.entries(claim).map(([userId, devices]) => [
      userId,
      Object.fromEntries(
        Object.entries(devices).map(([deviceId, algorithms]) => [
          deviceId,
          Object.fromEntries(algorithms.map((algorithm, index) => [`${algorithm}:${String(index)}`, 'x'])),
        ]),
      ),
    ]),
  );
}

import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from '../../src/cli/nearest.js';

const names = ['KeyQuery', 'KeyQueryResponse', 'KeyClaim', 'DeviceKeys', 'TransactionBody'];

describe('nearest', () => {
  it.each([
    ['keyquery', ['KeyQuery', 'KeyQueryResponse']],
    ['KeyQuerRespones', ['KeyQueryResponse']],
    ['transaction', ['TransactionBody']],
    ['Devicekey', ['DeviceKeys']],
    ['nonsense', []],
    ['', []],
    ['x'.repeat(100_000), []],
  ])('of %.20s are %j', (name, expected) => {
    expect(nearest(name, names)).toEqual(expected);
  });
});

describe('didYouMean', () => {
  it('asks a question, or nothing', () => {
    expect(didYouMean('keyquery', names)).toBe('Did you mean KeyQuery or KeyQueryResponse?');
    expect(didYouMean('nonsense', names)).toBeUndefined();
  });
});

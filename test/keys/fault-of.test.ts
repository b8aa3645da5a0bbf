import { describe, expect, it } from 'vitest';
import { faultOf } from '../../src/keys/fault-of.js';

describe('faultOf', () => {
  it('gives the first fault that a guard found, with its place', () => {
    const errors = [
      { pointer: '/keys', message: 'must be object' },
      { pointer: '/user_id', message: 'must be string' },
    ];
    expect(faultOf({ errors })).toBe('/keys must be object');
    expect(faultOf({ errors: [{ pointer: '', message: 'must be object' }] })).toBe('must be object');
  });

  it('has a word for a guard that does not tell', () => {
    expect(faultOf({ errors: [] })).toBe('malformed');
  });
});

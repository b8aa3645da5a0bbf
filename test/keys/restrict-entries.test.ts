import { describe, expect, it } from 'vitest';
import { malformed } from '../../src/keys/restrict-entries.js';

describe('malformed', () => {
  it('drops an entry for the first fault that a guard found, with its place', () => {
    const errors = [
      { pointer: '/keys', message: 'must be object' },
      { pointer: '/user_id', message: 'must be string' },
    ];
    expect(malformed({ errors })).toMatchObject({ message: 'must be object', place: '/keys' });
  });

  it('has a word for a guard that does not tell', () => {
    expect(malformed({ errors: [] })).toMatchObject({ code: 'malformed-entry', message: 'malformed', place: '' });
  });
});

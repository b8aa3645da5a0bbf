import { describe, expect, it } from 'vitest';
import { readOptions } from './options.js';

describe('readOptions', () => {
  it('takes names of groups and the options', () => {
    expect(readOptions(['validate', 'merge', '--rounds', '3', '--json', '--clock', 'processor'])).toEqual({
      groups: ['validate', 'merge'],
      rounds: 3,
      clock: 'processor',
      quick: false,
      json: true,
      help: false,
    });
  });

  it.each([[['--rounds', '0']], [['--rounds', 'many']], [['--clock', 'sun']], [['--fast']]])('refuses %j', (args) => {
    expect(() => readOptions(args)).toThrow(TypeError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PrefixIndex } from '../../src/registration/prefix-index.js';

const text = fc.stringMatching(/^[ab]{0,5}$/);

describe('PrefixIndex', () => {
  it('finds what a search through all prefixes finds', () => {
    fc.assert(
      fc.property(fc.array(text), text, (prefixes, searched) => {
        const index = new PrefixIndex<number>();
        for (const [i, prefix] of prefixes.entries()) index.add(prefix, i);
        const expected = [...prefixes.entries()].filter(([, prefix]) => searched.startsWith(prefix)).map(([i]) => i);
        expect(index.find(searched).sort((a, b) => a - b)).toEqual(expected);
      }),
    );
  });

  it('takes `__proto__` and the empty text for prefixes like any other (M6)', () => {
    const index = new PrefixIndex<string>();
    index.add('__proto__', 'a');
    index.add('', 'b');
    expect(index.find('__proto__x')).toEqual(['b', 'a']);
    expect(index.find('constructor')).toEqual(['b']);
  });
});

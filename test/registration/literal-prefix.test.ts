import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegistrationError } from '../../src/errors.js';
import { literalPrefix, PrefixIndex } from '../../src/registration/literal-prefix.js';
import { compileNamespace, type NamespacePattern } from '../../src/registration/namespace-pattern.js';

const text = fc.stringMatching(/^[ab]{0,5}$/);

describe('literalPrefix', () => {
  it.each([
    ['@irc_.*', '@irc_'],
    ['^@irc_.*$', '@irc_'],
    ['\\A^@irc_', '@irc_'],
    ['@_irc_.*:example\\.org', '@_irc_'],
    ['@bot:example\\.org', '@bot:example.org'],
    ['@irc\\-[a-z|]+', '@irc-'],
    ['@irc_(a|b).*', '@irc_'],
    ['@irc_(?:a|(?P<x>b))', '@irc_'],
    ['@irc_\\d+', '@irc_'],
    ['@irc\\|x', '@irc|x'],
    ['@a/b=c', '@a/b=c'],
  ])('of %j is %j (G2)', (regex, expected) => {
    expect(literalPrefix(regex)).toBe(expected);
  });

  it.each([
    ['@ab*', '@a'],
    ['@ab?c', '@a'],
    ['@ab{0,3}', '@a'],
    ['@ab+', '@a'],
    ['@a\\.*', '@a'],
    ['a*', ''],
  ])('leaves out what a quantifier may make optional: %j → %j (G2)', (regex, expected) => {
    expect(literalPrefix(regex)).toBe(expected);
  });

  it.each([
    '',
    '.*',
    '(@irc_.*)',
    '@a|@b',
    '@a(b)|c',
    '@a[)]|@b',
    '@a\\)|@b',
    '@a(\\()|@b',
    '@a[\\])(]|@b',
    '(?i)@irc_',
    '@irc_(?i:a)',
    '@irc_[[:alpha:]]',
    '@irc_[]a]',
    '\\Q@irc_|\\E',
    '[@]irc_',
    '\\x40irc',
    '$@a',
    '|@a',
  ])('is empty in doubt: %j (G2)', (regex) => {
    expect(literalPrefix(regex)).toBe('');
  });

  it('stops before what is not visible ASCII', () => {
    expect(literalPrefix('@é')).toBe('@');
    expect(literalPrefix('@a😀*')).toBe('@a');
    expect(literalPrefix('@a b')).toBe('@a');
  });

  it('begins whatever the expression matches, for expressions of any syntax that compile (G2)', () => {
    const syntax = [
      '@',
      'a',
      'b',
      'A',
      '.',
      '*',
      '+',
      '?',
      '|',
      '(',
      ')',
      '[',
      ']',
      '^',
      '$',
      '\\',
      '-',
      '{0}',
      '{1,2}',
    ];
    const more = [
      '(?i)',
      '(?s)',
      '(?:',
      '(?i:',
      '(?P<n>',
      '\\A',
      '\\Q',
      '\\E',
      '\\x40',
      '\\.',
      '\\|',
      '[^',
      '[:alpha:]',
      '{',
    ];
    const regex = fc.array(fc.constantFrom(...syntax, ...more), { maxLength: 10 }).map((parts) => parts.join(''));
    const id = fc
      .array(fc.constantFrom('@', 'a', 'b', 'A', '|', '.', '('), { maxLength: 5 })
      .map((parts) => parts.join(''));
    let compared = 0;
    fc.assert(
      fc.property(regex, fc.array(id, { minLength: 8, maxLength: 8 }), (source, ids) => {
        const pattern = compiled(source);
        if (pattern === undefined) return;
        const matched = ids.filter((each) => pattern.matches(each));
        compared += matched.length;
        expect(matched.filter((each) => !each.startsWith(literalPrefix(source)))).toEqual([]);
      }),
      { numRuns: 5000 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});

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

function compiled(regex: string): NamespacePattern | undefined {
  try {
    return compileNamespace(regex, 'regex');
  } catch (error) {
    if (error instanceof RegistrationError) return undefined;
    throw error;
  }
}

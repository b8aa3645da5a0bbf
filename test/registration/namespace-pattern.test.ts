import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegistrationError } from '../../src/errors.js';
import { compileNamespace, createNamespaceCompiler } from '../../src/registration/namespace-pattern.js';
import { processorMs } from '../helpers/processor-time.js';

const matches = (regex: string, id: string): boolean => compileNamespace(regex, 'regex').matches(id);

describe('compileNamespace', () => {
  it.each([
    ['@bridge_.*:example\\.org', '@bridge_a:example.org', true],
    ['@bridge_', '@bridge_a:example.org', true],
    ['bridge_', '@bridge_a:example.org', false],
    ['.*bridge_', '@bridge_a:example.org', true],
    ['^@bridge_', '@bridge_a:example.org', true],
    ['@a$', '@ab', false],
    ['@b|@a', '@ab', true],
    ['@b|a', '@ab', false],
    ['x|@a', '@ab', true],
    ['@a(b|c)', '@ac', true],
    ['', '@a', true],
    ['@.:x', '@😀:x', true],
  ])('anchors %j at the start alone and as a whole: %j → %j (rule G2)', (regex, id, expected) => {
    expect(matches(regex, id)).toBe(expected);
  });

  it('takes linear time where V8 takes seconds (G2)', () => {
    const pattern = compileNamespace('(a+)+$', 'regex');
    const startedAt = processorMs();
    expect(pattern.matches(`${'a'.repeat(10_000)}!`)).toBe(false);
    expect(processorMs() - startedAt).toBeLessThan(2_000);
  });

  it('agrees with ^(?:regex) for expressions made of letters, dots, stars, groups and alternatives (G2)', () => {
    const { regex } = fc.letrec<{ regex: string }>((tie) => ({
      regex: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('@', 'a', 'b', '.', '', 'a*', '.*', '$', '^'),
        fc.tuple(tie('regex'), tie('regex')).map((parts) => parts.join('')),
        fc.tuple(tie('regex'), tie('regex')).map((parts) => parts.join('|')),
        tie('regex').map((inner) => `(${inner})?`),
      ),
    }));
    fc.assert(
      fc.property(regex, fc.stringMatching(/^@?[ab]{0,4}$/), (source, id) => {
        expect(matches(source, id)).toBe(new RegExp(`^(?:${source})`).test(id));
      }),
      { numRuns: 500 },
    );
  });

  it('matches any string without throwing, lone surrogates too', () => {
    const pattern = compileNamespace('@.*:x', 'regex');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(pattern.matches(`@${text.replaceAll('\n', '')}:x`)).toBe(true);
      }),
    );
    expect(pattern.matches('@\ud800:x')).toBe(true);
  });

  it('names the field and the reason where an expression does not compile (G2)', () => {
    expect(() => compileNamespace('@a(?=b)', 'namespaces.users[3].regex')).toThrow(RegistrationError);
    expect(() => compileNamespace('@a(?=b)', 'namespaces.users[3].regex')).toThrow(
      /^namespaces\.users\[3\]\.regex: .*\(\?=/,
    );
  });
});

describe('createNamespaceCompiler', () => {
  /** Compiles all of these as the expressions of one registration; gives the message of the refusal. */
  function refusalOf(expressions: Iterable<string>): string | undefined {
    const compile = createNamespaceCompiler();
    try {
      let index = 0;
      for (const regex of expressions) compile(regex, `users[${index++}]`);
    } catch (error) {
      if (error instanceof RegistrationError) return error.message;
      throw error;
    }
    return undefined;
  }

  it('takes a thousand expressions, and one with thousands of names', () => {
    expect(refusalOf(Array.from({ length: 1000 }, (_, i) => `@_irc_${i}_.*:x`))).toBeUndefined();
    expect(refusalOf([Array.from({ length: 5000 }, (_, i) => `@irc${10_000 + i}:x`).join('|')])).toBeUndefined();
  });

  it.each([
    ['of a megabyte', ['a'.repeat(2 ** 20)], 'users[0]: all expressions together must not have more than 100,000'],
    ['that has a megabyte of brackets', ['('.repeat(2 ** 20)], 'users[0]: all expressions together must not'],
    ['of 10,000 characters, the eleventh', Array<string>(11).fill('[abc]'.repeat(2000)), 'users[10]: all expressions'],
    ['of 100,000 empty alternatives, twice', ['|'.repeat(90_000), '|'.repeat(90_000)], 'users[1]: all expressions'],
    [
      'that repeats classes',
      ['(?:[a-z]?){1000}', ...Array<string>(25).fill('[a-z]{1000}')],
      'users[23]: all expressions together are too large',
    ],
    ['that repeats repetitions', ['(?:(?:.?){1000}){1000}'], 'users[0]: '],
  ])('refuses an expression %s, without compiling for long (G2)', (_kind, expressions, message) => {
    expect(refusalOf(expressions)).toContain(message);
  });
});

import { expect, it } from 'vitest';
import { dialectFault } from '../../src/registration/regex-dialects.js';
import { compileNamespace } from '../../src/registration/namespace-pattern.js';

/** Each was given to `re` of Python 3.11 and to the crate `regex` 1.12: `+` it takes it, `-` it refuses it, `?` it reads something else. */
const verdicts: readonly [regex: string, python: string, rust: string][] = [
  ['@_irc_.*', '+', '+'],
  ['^@irc_[a-z]+:example\\.org$', '+', '+'],
  ['@(irc|xmpp)_.*', '+', '+'],
  ['#irc_.*', '+', '+'],
  ['!.*:example.org', '+', '+'],
  ['(?i)x', '+', '+'],
  ['(?i)(?s)x', '+', '+'],
  ['x(?i)y', '-', '+'],
  ['^(?i)y', '-', '+'],
  ['((?i)x)', '-', '+'],
  ['(?i-s)x', '-', '+'],
  ['(?-i)x', '-', '+'],
  ['(?-i:x)', '+', '+'],
  ['(?i:x)', '+', '+'],
  ['(?i-s:x)', '+', '+'],
  ['(?U)x', '-', '+'],
  ['(?U:x)', '-', '+'],
  ['(?P<n>a)', '+', '+'],
  ['(?<n>a)', '-', '+'],
  ['\\pL', '-', '+'],
  ['\\p{Greek}', '-', '+'],
  ['[\\pL]', '-', '+'],
  ['\\\\pL', '+', '+'],
  ['\\z', '-', '+'],
  ['\\A', '+', '+'],
  ['\\Q.\\E', '-', '-'],
  ['\\x41', '+', '+'],
  ['\\x{41}', '-', '+'],
  ['\\123', '+', '-'],
  ['\\/', '+', '+'],
  ['\\_', '+', '+'],
  ['[[:alpha:]]', '?', '+'],
  ['[^[:alpha:]_]', '?', '+'],
  ['[[]', '+', '-'],
  ['[[a]', '+', '-'],
  ['[\\[a]', '+', '+'],
  ['[]a]', '+', '+'],
  ['[^]a]', '+', '+'],
  ['[a\\]]{2}', '+', '+'],
  ['[\\w-.]', '-', '-'],
  ['[\\d-z]', '-', '-'],
  ['[\\w-]', '+', '+'],
  ['[\\w.-]', '+', '+'],
  ['[\\w\\-.]', '+', '+'],
  ['[(?i)]', '+', '+'],
  ['[{]', '+', '+'],
  ['a{', '+', '-'],
  ['a{,5}', '+', '-'],
  ['a{foo}', '+', '-'],
  ['\\{a', '+', '+'],
  ['a{2}', '+', '+'],
  ['a{2,}', '+', '+'],
  ['a{2,3}?', '+', '+'],
];

it.each(verdicts)('says of %j that Python %s and Rust %s (G9)', (regex, python, rust) => {
  compileNamespace(regex, '');
  const verdictOf = (dialect: 'python' | 'rust'): string => {
    const fault = dialectFault(regex, dialect);
    return fault === undefined ? '+' : fault.refused ? '-' : '?';
  };
  expect([verdictOf('python'), verdictOf('rust')]).toEqual([python, rust]);
  expect(dialectFault(regex, 'go')).toBeUndefined();
});

it('names what is not known, and to which engine (G9)', () => {
  expect(dialectFault('@irc_\\p{Greek}', 'python')?.text).toBe('`\\p{…}` is not known to Python');
  expect(dialectFault('@irc_[\\w-.]+', 'rust')?.text).toMatch(/^`\\w-` is not known to Rust/);
});

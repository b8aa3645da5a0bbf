import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleId, type NamespaceKind } from '../../src/registration/example-id.js';
import { compileNamespace } from '../../src/registration/namespace-pattern.js';

describe('exampleId', () => {
  it.each<[string, NamespaceKind, string | null]>([
    ['@_irc_.*', 'users', '@_irc_:a'],
    ['^@irc_[a-z]+:example\\.org$', 'users', '@irc_a:example.org'],
    ['@(irc|xmpp)_.*', 'users', '@irc_:a'],
    ['xmpp|@irc', 'users', '@irc:a'],
    ['(?i)@irc_.*', 'users', '@IRC_:a'],
    ['[@]irc', 'users', '@irc:a'],
    ['\\Q@irc_\\E.*', 'users', '@irc_:a'],
    ['\\A@irc_\\b', 'users', '@irc_:a'],
    ['.*irc', 'users', '@irc:a'],
    ['.', 'users', '@:a'],
    ['', 'users', '@:a'],
    ['@[^:]+:', 'users', '@!:a'],
    ['@a{200}$', 'users', null],
    ['irc_.*:example\\.org', 'users', null],
    ['^irc', 'users', null],
    ['(irc|xmpp)_.*', 'users', null],
    ['[a-z]+_irc', 'users', null],
    ['#irc_.*', 'users', null],
    ['@irc_[a-z]+$', 'users', null],
    ['@irc .*', 'users', null],
    ['@irc_.*\\n', 'users', null],
    ['a^', 'users', null],
    ['#irc_.*', 'aliases', '#irc_:a'],
    ['#канал_.*', 'aliases', '#канал_:a'],
    ['irc_.*', 'aliases', null],
    ['@irc_.*', 'aliases', null],
    ['!.*:example.org', 'rooms', '!:example-org'],
    ['![a-z]$', 'rooms', '!a'],
    ['#irc_.*', 'rooms', null],
  ])('finds for %j of %s: %j (G2)', (regex, kind, id) => {
    expect(exampleId(regex, kind)).toBe(id);
  });

  it.each([
    ['@irc_.*', 'example.org', '@irc_:example.org'],
    ['@irc_.*:example\\.org', 'example.org', '@irc_:example.org'],
    ['@irc_.*:example\\.org', 'example.com', null],
    ['@irc_.*:example\\.org$', 'example.org:8448', null],
    ['@irc_.*:.*\\.org', 'a.example.org', '@irc_:a.example.org'],
  ])('finds for %j on %s: %j', (regex, serverName, id) => {
    expect(exampleId(regex, 'users', serverName)).toBe(id);
  });

  it('does not walk through a huge expression to its end', () => {
    expect(exampleId(`@${'[a-y]{900}'.repeat(10)}$`, 'users')).toBeNull();
    expect(exampleId(`@${'[a-y]{900}'.repeat(25)}$`, 'users')).toBeUndefined();
  });

  it('finds what the engine matches', () => {
    const parts = fc.constantFrom(
      '@',
      '#',
      'a',
      'b*',
      '.',
      '.*',
      '[a-c]',
      '(a|@)',
      ':',
      ':x',
      '$',
      '^',
      'e?',
      '\\.',
      '[^:]+',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 6 }), (pieces) => {
        const regex = pieces.join('').replaceAll('^*', '^').replaceAll('$*', '$');
        const id = exampleId(regex, 'users');
        if (typeof id === 'string') expect(compileNamespace(regex, '').matches(id), `${regex} ${id}`).toBe(true);
      }),
    );
  });

  it('misses no ID that the engine matches', () => {
    const ids = fc.stringMatching(/^@[a-c.]{0,4}:[a-c.]{1,4}$/);
    const parts = fc.constantFrom('@', 'a', 'b*', '.', '[a-c]', '(a|@)', ':', '$', '^', 'c?', '\\.', '[^:]+');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 6 }), ids, (pieces, id) => {
        const regex = pieces.join('');
        if (compileNamespace(regex, '').matches(id)) expect(exampleId(regex, 'users'), regex).not.toBeNull();
      }),
    );
  });
});

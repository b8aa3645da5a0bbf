import { describe, expect, it } from 'vitest';
import { faultOfHttpUrl, fieldOf, isToken } from '../../src/registration/registration-fields.js';

describe('fieldOf', () => {
  it.each([
    [[], ''],
    [['hs_token'], 'hs_token'],
    [['namespaces', 'users', 0, 'regex'], 'namespaces.users[0].regex'],
    [['namespaces', 'users', '12'], 'namespaces.users[12]'],
    [['org.example.some-field', 'a'], 'org.example.some-field.a'],
    [['org.example.msc1234.proxy_url'], 'org.example.msc1234.proxy_url'],
  ])('writes %j as %s', (steps, path) => {
    expect(fieldOf(steps)).toBe(path);
  });

  it('shows no step that does not look like a name, and no more than eight of them (S5)', () => {
    expect(fieldOf(['as_token: secret', 'a'])).toBe('….a');
    expect(fieldOf(['d41d8cd98f00b204e9800998ecf8427e'])).toBe('…');
    expect(fieldOf(['wGx8nQ_3-KzPp', '_a', 'a__b'])).toBe('….….…');
    expect(fieldOf(['a', 'x'.repeat(61)])).toBe('a.…');
    expect(fieldOf(Array<number>(9).fill(1))).toBe('[1][1][1][1][1][1][1][1]…');
  });
});

describe('faultOfHttpUrl', () => {
  it('accepts a host with an umlaut however often it is asked, which URL.canParse does not in Node 20 and 22 (G8)', () => {
    const faults = Array.from({ length: 20_000 }, () => faultOfHttpUrl('http://bücher.example'));
    expect(new Set(faults)).toEqual(new Set([undefined]));
  });
});

describe('isToken', () => {
  it.each(['a', '!', '~', 'syt_abc-DEF.123=/+'])('accepts visible ASCII: %j (G8)', (value) => {
    expect(isToken(value)).toBe(true);
  });

  it.each([
    '',
    ' ',
    'a b',
    'a\n',
    '\na',
    'a\tb',
    'a\u007f',
    'é',
    '\u0000',
    'a\r\nx-header: y',
    1e5,
    null,
    undefined,
    ['a'],
  ])('refuses %j (A1, G8)', (value) => {
    expect(isToken(value)).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatXMatrix, parseXMatrix } from '../../src/federation/x-matrix.js';
import { processorMs } from '../helpers/processor-time.js';

const minimal = { origin: 'a.example', key: 'ed25519:1', sig: 'c2ln' };
const full = { ...minimal, destination: 'b.example:8448' };

describe('parseXMatrix', () => {
  it.each([
    ['as it is sent', 'X-Matrix origin="a.example",destination="b.example:8448",key="ed25519:1",sig="c2ln"', full],
    ['without destination', 'X-Matrix origin="a.example",key="ed25519:1",sig="c2ln"', minimal],
    ['without quotes', 'X-Matrix origin=a.example,destination=b.example:8448,key=ed25519:1,sig=c2ln', full],
    ['in another order', 'X-Matrix sig="c2ln",key=ed25519:1,origin="a.example"', minimal],
    ['in another case', 'x-mAtRiX ORIGIN=a.example,Key="ed25519:1",sIg=c2ln', minimal],
    ['with spaces and tabs', 'X-Matrix   origin = "a.example"\t, key\t=ed25519:1 ,\t sig= c2ln \t', minimal],
    ['with empty members', 'X-Matrix ,origin=a.example,, ,\t,key=ed25519:1,sig=c2ln,,', minimal],
    ['with unknown parameters, twice', 'X-Matrix v=1,origin=a.example,v="2,",key=ed25519:1,sig=c2ln,v=3', minimal],
    ['with backslashes', String.raw`X-Matrix origin="a\.exa\mple",key="ed25519:\1",sig="\c2ln"`, minimal],
    [
      'with quotes and commas in quotes',
      String.raw`X-Matrix origin="a.example",key="ed25519:\"\\,=",sig="c2ln"`,
      { ...minimal, key: 'ed25519:"\\,=' },
    ],
    ['with base64 that is no token', 'X-Matrix origin=a.example,key=ed25519:1,sig=/+9=', { ...minimal, sig: '/+9=' }],
    ['with an IPv6 origin', 'X-Matrix origin=[::1]:8448,key=ed25519:1,sig=c2ln', { ...minimal, origin: '[::1]:8448' }],
    ['with another algorithm', 'X-Matrix origin=a.example,key="rsa:1",sig=c2ln', { ...minimal, key: 'rsa:1' }],
    [
      'with a key ID of another script',
      'X-Matrix origin=a.example,key="ed25519:ключ",sig=c2ln',
      { ...minimal, key: 'ed25519:ключ' },
    ],
    [
      'with an empty destination',
      'X-Matrix origin=a.example,destination="",key=ed25519:1,sig=c2ln',
      { ...minimal, destination: '' },
    ],
    [
      'with names that mean something to JavaScript',
      'X-Matrix __proto__=x,constructor=y,origin=a.example,key=ed25519:1,sig=c2ln',
      minimal,
    ],
  ])('reads a header %s (F2)', (_, header, expected) => {
    expect(parseXMatrix(header)).toEqual(expected);
  });

  it.each(hostileHeaders())('refuses %s, quickly and without throwing (F2)', (_, header) => {
    const before = processorMs();
    expect(parseXMatrix(header)).toBeUndefined();
    expect(processorMs() - before).toBeLessThan(1000);
  });

  it('reads what was formatted (F2)', () => {
    const serverName = fc.oneof(fc.stringMatching(/^[a-zA-Z0-9.-]{1,30}(:[0-9]{1,5})?$/), fc.constant('[1234::ff]:1'));
    const value = fc.string({ unit: fc.integer({ min: 32, max: 255 }).filter((unit) => unit !== 127).map((unit) => String.fromCharCode(unit)), minLength: 1 }); // oxfmt-ignore
    const header = fc.record(
      { origin: serverName, destination: serverName, key: value, sig: value },
      { requiredKeys: ['origin', 'key', 'sig'] },
    );
    fc.assert(
      fc.property(header, (header) => {
        expect(parseXMatrix(formatXMatrix(header))).toEqual(header);
      }),
    );
  });

  it('answers for any string (F2)', () => {
    const piece = fc.constantFrom(
      ...'X-Matrix |origin|destination|key|sig|=|"|\\|,| |\t|a.example|ed25519:1|,,|é'.split('|'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const read = parseXMatrix(`X-Matrix ${pieces.join('')}`);
        if (read !== undefined) expect(Object.keys(read).length).toBeGreaterThanOrEqual(3);
      }),
    );
  });
});

describe('formatXMatrix', () => {
  it('writes what old servers can read: one space, lower case, quotes, no space at commas (F2)', () => {
    expect(formatXMatrix(full)).toBe(
      'X-Matrix origin="a.example",destination="b.example:8448",key="ed25519:1",sig="c2ln"',
    );
    expect(formatXMatrix(minimal)).toBe('X-Matrix origin="a.example",key="ed25519:1",sig="c2ln"');
  });
});

function hostileHeaders(): [string, string][] {
  const rest = 'key=ed25519:1,sig=c2ln';
  const good = `origin=a.example,${rest}`;
  return [
    ['nothing', ''],
    ['the scheme alone', 'X-Matrix'],
    ['the scheme and a space', 'X-Matrix '],
    ['commas alone', 'X-Matrix ,,,'],
    ['another scheme', `Bearer ${good}`],
    ['a longer scheme', `X-Matrixx ${good}`],
    ['the scheme twice', `X-Matrix X-Matrix ${good}`],
    ['two headers that were joined', `X-Matrix ${good}, X-Matrix ${good}`],
    ['no space after the scheme', `X-Matrix${good}`],
    ['a comma after the scheme', `X-Matrix,${good}`],
    ['a tab after the scheme', `X-Matrix\t${good}`],
    ['a space before the scheme', ` X-Matrix ${good}`],
    ['a bare token', 'X-Matrix c2ln'],
    ['a token among parameters', `X-Matrix ${good},c2ln`],
    ['no origin', `X-Matrix ${rest}`],
    ['no key', 'X-Matrix origin=a.example,sig=c2ln'],
    ['no sig', 'X-Matrix origin=a.example,key=ed25519:1'],
    ['signature for sig', 'X-Matrix origin=a.example,key=ed25519:1,signature=c2ln'],
    ['an empty origin', `X-Matrix origin="",${rest}`],
    ['an empty key', 'X-Matrix origin=a.example,key="",sig=c2ln'],
    ['an empty sig', 'X-Matrix origin=a.example,key=ed25519:1,sig=""'],
    ['an origin twice', `X-Matrix ${good},origin=a.example`],
    ['an origin twice, in another case', `X-Matrix ${good},ORIGIN=b.example`],
    ['a key twice', `X-Matrix ${good},key=ed25519:1`],
    ['a sig twice', `X-Matrix ${good},sig="c2ln"`],
    ['a destination twice', `X-Matrix destination=b.example,${good},destination=b.example`],
    ['an origin with a space', `X-Matrix origin="a example",${rest}`],
    ['an origin with a slash', `X-Matrix origin="a.example/x",${rest}`],
    ['an origin with a user', `X-Matrix origin="u@a.example",${rest}`],
    ['an origin that is a URL', `X-Matrix origin="https://a.example",${rest}`],
    ['an origin with an empty port', `X-Matrix origin="a.example:",${rest}`],
    ['an origin with a port of six digits', `X-Matrix origin="a.example:123456",${rest}`],
    ['an origin with two ports', `X-Matrix origin="a.example:1:2",${rest}`],
    ['an origin with an underscore', `X-Matrix origin="a_b.example",${rest}`],
    ['an origin of another script', `X-Matrix origin="пример.рф",${rest}`],
    ['an origin in open brackets', `X-Matrix origin="[::1",${rest}`],
    ['an origin of 256 characters', `X-Matrix origin="${'a'.repeat(256)}",${rest}`],
    ['an origin with a line break at its end', `X-Matrix origin="a.example\n",${rest}`],
    ['a line break', `X-Matrix origin=a.example,\r\nkey=ed25519:1,sig=c2ln`],
    ['a NUL', `X-Matrix ${good},x="\0"`],
    ['an escape character', `X-Matrix ${good},x="\u001b[2J"`],
    ['an open quote', `X-Matrix origin="a.example,${rest}`],
    ['an open quote at the end', `X-Matrix ${good},x="`],
    ['a backslash at the end', `X-Matrix ${good},x="\\`],
    ['a quote inside a bare value', `X-Matrix origin=a"b,${rest}`],
    ['text after a quoted value', `X-Matrix origin="a.example"b,${rest}`],
    ['a backslash in a bare value', `X-Matrix origin=a\\.example,${rest}`],
    ['a space in a bare value', `X-Matrix origin=a example,${rest}`],
    ['a semicolon for a comma', `X-Matrix origin=a.example;${rest}`],
    ['a missing value', `X-Matrix origin=,${rest}`],
    ['a missing value at the end', `X-Matrix ${good},x=`],
    ['a missing name', `X-Matrix =a.example,${good}`],
    ['a name in quotes', `X-Matrix "origin"=a.example,${rest}`],
    ['a name with a colon', `X-Matrix ${good},a:b=c`],
    ['a name with spaces', `X-Matrix ${good},a b=c`],
    ['two equals signs, the first without a value', `X-Matrix origin= =a.example,${rest}`],
    ['a million commas and no end', `X-Matrix ${','.repeat(1e6)}"`],
    ['a million spaces and no end', `X-Matrix origin${' '.repeat(1e6)}`],
    ['a million backslashes and no end', `X-Matrix origin="${'\\'.repeat(1e6)}`],
    ['a hundred thousand parameters and a fault', `X-Matrix ${'a=b,'.repeat(1e5)}"`],
    ['a value of a million characters', `X-Matrix origin=${'a'.repeat(1e6)},${rest}`],
    ['a million equals signs', `X-Matrix ${'='.repeat(1e6)}`],
  ];
}

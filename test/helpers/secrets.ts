import fc from 'fast-check';
import { jsonPointer } from '../../src/findings.js';

/** Tokens of visible ASCII (G8): many of the signs that are escaped somewhere, or mean something to expressions. */
export function tokens(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const signs = fc.constantFrom(...Array.from('/~%+"\\\'&<>.*?()[]{}|^$-_=:#@'));
  const anySign = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  const letters = fc.constantFrom(...Array.from('abcdefXYZ0123456789'));
  const unit = fc.oneof(
    { weight: 6, arbitrary: letters },
    { weight: 1, arbitrary: signs },
    { weight: 1, arbitrary: anySign },
  );
  return fc.array(unit, { minLength, maxLength }).map((units) => units.join(''));
}

/** What may become of a token on its way: as it is, and as various encoders write it. */
export function spellingsOf(token: string): string[] {
  const json = (text: string): string => JSON.stringify(text).slice(1, -1);
  const html = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const strict = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return [
    token,
    json(token),
    json(json(token)),
    json(token).replaceAll('/', '\\/'),
    json(token).replace(/[<>&'+]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
    jsonPointer(token).slice(1),
    json(jsonPointer(token).slice(1)),
    encodeURIComponent(token),
    encodeURIComponent(encodeURIComponent(token)),
    strict(token),
    strict(token).toLowerCase() === strict(token) ? strict(token) : token,
    token.replaceAll('+', ' '),
    html(token),
    token.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    btoa(token),
    btoa(`Bearer ${token}`),
    btoa(`user:${token}!`),
  ];
}

/** Eight characters in a row, or all of a shorter token, that a text shows of it; `undefined` where there are none. */
export function partOf(token: string, text: string): string | undefined {
  const length = Math.min(token.length, 8);
  for (let at = 0; at + length <= token.length; at++) {
    const part = token.slice(at, at + length);
    if (text.includes(part)) return part;
  }
  return undefined;
}

/** A token, and how it is written where the other side sends it back. */
export interface EchoedToken {
  readonly token: string;
  readonly written: string;
}

/** Tokens of realistic length, and a few short ones, each in any of its spellings. */
export function echoedTokens(): fc.Arbitrary<EchoedToken> {
  const token = fc.oneof({ weight: 4, arbitrary: tokens(20, 64) }, { weight: 1, arbitrary: tokens(4, 12) });
  return token.chain((each) => fc.constantFrom(...spellingsOf(each)).map((written) => ({ token: each, written })));
}

/**
 * JSON values with the text anywhere in names and strings, alone or among other characters, so many that it may stand at any limit
 * of length.
 *
 * @param names Names of fields that something is looked for under.
 */
export function poisoned(text: string, names: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  const filling = fc
    .constantFrom(0, 0, 0, 1, 20, 180, 230, 239, 250, 270, 290, 299, 900, 1900)
    .map((n) => '@'.padEnd(n, 'x').slice(0, n));
  const poison = fc.tuple(filling, filling).map(([before, after]) => `${before}${text}${after}`);
  const user = poison.map((each) => `@${each}:example.org`);
  const name = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...names) }, poison, user);
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.oneof(poison, user, fc.constantFrom(null, 1, true, '', {}, [])),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    ),
  }));
  return fc.dictionary(name, value, { minKeys: 1, maxKeys: 5 });
}

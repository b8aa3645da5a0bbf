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

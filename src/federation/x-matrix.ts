import { isServerName } from '../identifiers.js';

/** The content of an `Authorization: X-Matrix` header. */
export interface XMatrix {
  /** Server name of the sender. */
  readonly origin: string;
  /** Server name of the intended receiver. Servers from before Matrix 1.3 leave it out. */
  readonly destination?: string;
  /** Key ID: `ed25519:` and an identifier. */
  readonly key: string;
  /** Signature, in unpadded base64. */
  readonly sig: string;
}

/** Writes the header's value: one space, lower-case names, quoted values, readable by old and new servers. */
export function formatXMatrix({ origin, destination, key, sig }: XMatrix): string {
  const parameters = { origin, destination, key, sig };
  const written = Object.entries(parameters).map(([name, value]) =>
    value === undefined ? [] : `${name}=${quote(value)}`,
  );
  return `X-Matrix ${written.flat().join(',')}`;
}

function quote(value: string): string {
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** The most X-Matrix headers of one request that are checked, since each may cost a key lookup. */
const mostHeaders = 10;

/**
 * Parses all X-Matrix headers of a request (F2), also those that a proxy joined with commas.
 *
 * Other schemes, unreadable headers and repetitions are left out, and so is everything after the tenth.
 */
export function parseXMatrixHeaders(authorization: string | readonly string[]): XMatrix[] {
  const headers = new Map<string, XMatrix>();
  for (const value of [authorization].flat()) {
    for (const header of splitHeaders(value)) {
      const parsed = parseXMatrix(header);
      if (parsed !== undefined) headers.set(formatXMatrix(parsed), parsed);
      if (headers.size === mostHeaders) return [...headers.values()];
    }
  }
  return [...headers.values()];
}

/** Splits joined headers: at commas that a scheme follows, and not just another parameter. */
function splitHeaders(joined: unknown): string[] {
  if (typeof joined !== 'string') return [];
  const headers: string[] = [];
  let isQuoted = false;
  let start = skip(joined, 0, /[ \t,]*/y);
  for (let at = start; at < joined.length; at++) {
    if (joined[at] === '"') isQuoted = !isQuoted;
    else if (joined[at] === '\\' && isQuoted) at++;
    else if (joined[at] === ',' && !isQuoted) {
      const next = skip(joined, at, /[ \t,]*/y);
      if (skip(joined, next, /[!#$%&'*+.^_`|~0-9A-Za-z-]+ [ \t]*[^ \t=]/y) > next) {
        headers.push(joined.slice(start, at));
        start = next;
      }
      at = next - 1;
    }
  }
  return [...headers, joined.slice(start)];
}

/**
 * Parses the value of one header (F2); `undefined` if it is malformed.
 *
 * Accepted: values with and without quotes, any order, any case of the scheme and the names, spaces and tabs around
 * commas and equals signs, empty list members, unknown parameters, and any key ID. Refused: a known parameter that
 * comes twice, a missing or empty `key` or `sig`, an `origin` that is not a server name, and control characters. The
 * meaning of the values is not checked.
 *
 * @example
 * ```ts
 * const header = parseXMatrix('X-Matrix origin=example.org,key="ed25519:1",sig="c2ln"');
 * header?.origin; // 'example.org'
 * ```
 * @see https://spec.matrix.org/v1.19/server-server-api/#request-authentication
 */
export function parseXMatrix(header: unknown): XMatrix | undefined {
  if (typeof header !== 'string') return undefined;
  const scheme = /^X-Matrix +/i.exec(header);
  // oxlint-disable-next-line no-control-regex -- they are what is refused; a tab counts as a space
  if (scheme === null || /[\0-\x08\x0a-\x1f\x7f]/.test(header)) return undefined;
  const parameters = readParameters(header, scheme[0].length);
  const origin = parameters?.get('origin');
  const destination = parameters?.get('destination');
  const key = parameters?.get('key');
  const sig = parameters?.get('sig');
  if (origin === undefined || !isServerName(origin)) return undefined;
  if (key === undefined || key === '' || sig === undefined || sig === '') return undefined;
  return { origin, ...(destination === undefined ? {} : { destination }), key, sig };
}

const knownNames: readonly string[] = ['origin', 'destination', 'key', 'sig'];

/**
 * Reads the parameters by their names in lower case; `undefined` where the list is malformed or a known name comes
 * twice.
 */
function readParameters(header: string, start: number): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  let at = start;
  for (;;) {
    at = skip(header, at, /[ \t,]*/y);
    if (at === header.length) return parameters;
    const nameEnd = skip(header, at, /[!#$%&'*+.^_`|~0-9A-Za-z-]*/y);
    const name = header.slice(at, nameEnd).toLowerCase();
    const valueStart = skip(header, nameEnd, /[ \t]*=[ \t]*/y);
    const value = readValue(header, valueStart);
    if (name === '' || valueStart === nameEnd || value === undefined) return undefined;
    if (knownNames.includes(name) && parameters.has(name)) return undefined;
    parameters.set(name, value.text);
    at = skip(header, value.end, /[ \t]*/y);
    if (at < header.length && header[at] !== ',') return undefined;
  }
}

interface Value {
  readonly text: string;
  /** Position where the header goes on. */
  readonly end: number;
}

function readValue(header: string, start: number): Value | undefined {
  if (header[start] === '"') return readQuoted(header, start + 1);
  // More than a token: old servers send colons without quotes, and base64 has slashes and equals signs.
  const end = skip(header, start, /[^\s",\\]*/y);
  return end === start ? undefined : { text: header.slice(start, end), end };
}

function readQuoted(header: string, start: number): Value | undefined {
  let text = '';
  for (let at = start; at < header.length; at++) {
    if (header[at] === '"') return { text, end: at + 1 };
    // A backslash stands for the character that follows it.
    if (header[at] === '\\') at++;
    text += header[at] ?? '';
  }
  return undefined;
}

/** Returns the end of a pattern that begins at `at`; `at` itself where it does not match. */
function skip(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

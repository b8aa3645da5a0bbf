import { RegistrationError } from '../errors.js';

/**
 * Tells whether an appservice with this URL is called at all: null and an empty URL mean "no traffic" (N9, G8).
 */
export function isCalled(url: string | null): url is string {
  return url !== null && url !== '';
}

/**
 * Finds the fault of a registration's URL, which is that of a server ({@link faultOfHttpUrl}) or of a unix socket
 * ({@link socketPathIn}); `undefined` if there is none (G8). The URL is not quoted, since it may hold a password.
 *
 * @param alternatives Other values that may take the URL's place, for the message.
 */
export function faultOfUrl(url: string, ...alternatives: readonly string[]): string | undefined {
  if (!isSocketUrl(url)) return faultOfHttpUrl(url, ...alternatives, 'unix:///path');
  if (url.includes('?')) return 'must not have a query';
  if (url.includes('#')) return 'must not have a fragment';
  return socketPathIn(url) === undefined
    ? 'must be unix:// and the absolute path of a socket, percent-encoded'
    : undefined;
}

/**
 * Finds the fault of a server's URL: its scheme is http or https, it may have a path, and it has neither user nor query nor
 * fragment. `undefined` if there is none. The URL is not quoted, since it may hold a password.
 *
 * @param alternatives Other values that may take the URL's place, for the message.
 */
export function faultOfHttpUrl(url: string, ...alternatives: readonly string[]): string | undefined {
  // The parser drops tabs and line breaks, takes a backslash for a slash and mends missing slashes: none of that is a URL here.
  if (!/^https?:\/\/[^/]/i.test(url) || /[\s\\]/.test(url) || !URL.canParse(url)) {
    return ['must be an http or https URL', ...alternatives].join(', or ');
  }
  if (url.includes('?')) return 'must not have a query';
  if (url.includes('#')) return 'must not have a fragment';
  const [, , authority = ''] = url.split('/');
  return authority.includes('@') ? 'must not have a user or password' : undefined;
}

/**
 * Returns the path of the socket that a `unix:///path` URL names, with its percent-encoding undone; `undefined` where the URL
 * names none.
 */
export function socketPathIn(url: string): string | undefined {
  const encoded = url.slice(socketScheme.length);
  // A raw space or control character belongs percent-encoded into a URL, and a lone surrogate into none.
  if (!isSocketUrl(url) || !/^\/[^\s\p{Cc}\p{Cs}]+$/u.test(encoded)) return undefined;
  try {
    const path = decodeURIComponent(encoded);
    // To the operating system a null character ends the path.
    return path.includes('\0') ? undefined : path;
  } catch {
    return undefined;
  }
}

const socketScheme = 'unix://';

function isSocketUrl(url: string): boolean {
  return url.slice(0, socketScheme.length).toLowerCase() === socketScheme;
}

/** The most steps of a path that are shown: a hostile one can be of any length. */
const mostSteps = 8;

/**
 * Names a field by the steps that lead to it from the top of a registration: `namespaces.users[0].regex`.
 *
 * A step that is not made of words, as names of fields are, is not shown: a slip of the pen may have made a name of a token (S5).
 */
export function fieldOf(steps: readonly (string | number)[]): string {
  const shown = steps.slice(0, mostSteps).map((step, i) => {
    if (/^\d+$/.test(String(step))) return `[${step}]`;
    const name = String(step).length <= longestName && fieldName.test(String(step)) ? step : '…';
    return i === 0 ? name : `.${name}`;
  });
  return `${shown.join('')}${steps.length > mostSteps ? '…' : ''}`;
}

const longestName = 60;

/** `rate_limited`, or what a draft calls a field. */
const fieldName = /^(?:[A-Za-z]{1,20}|msc\d+)(?:[._-](?:[A-Za-z]{1,20}|msc\d+))*$/;

/** Whether a value can be a token: visible ASCII, at least one character (A1, G8). */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

/**
 * Refuses what cannot be a token, without showing it.
 *
 * @throws {RegistrationError}
 */
export function requireToken(field: 'as_token' | 'hs_token', value: unknown): void {
  if (!isToken(value)) throw new RegistrationError(field, 'must be visible ASCII characters, without spaces');
}

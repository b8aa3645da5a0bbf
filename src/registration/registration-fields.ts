import { RegistrationError } from '../errors.js';

/** Tells whether an appservice with this URL is called at all: null and an empty URL mean "no traffic" (N9, G8). */
export function isCalled(url: string | null): url is string {
  return url !== null && url !== '';
}

/**
 * Finds a fault in a registration's URL, which names a server ({@link faultOfHttpUrl}) or a unix socket ({@link
 * socketPathIn}); `undefined` if there is none (G8). The URL is not quoted, since it may hold a password.
 *
 * @param alternatives Other values allowed in the URL's place, for the message.
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
 * Finds a fault in a server's URL; `undefined` if there is none.
 *
 * The scheme is http or https. A path is allowed; user, query and fragment are not. The URL is not quoted, since it may
 * hold a password.
 *
 * @param alternatives Other values allowed in the URL's place, for the message.
 */
export function faultOfHttpUrl(url: string, ...alternatives: readonly string[]): string | undefined {
  // The parser drops tabs and line breaks, reads a backslash as a slash and adds missing slashes: here these are
  // faults.
  if (!/^https?:\/\/[^/]/i.test(url) || /[\s\\]/.test(url) || !canParse(url)) {
    return ['must be an http or https URL', ...alternatives].join(', or ');
  }
  if (url.includes('?')) return 'must not have a query';
  if (url.includes('#')) return 'must not have a fragment';
  const [, , authority = ''] = url.split('/');
  return authority.includes('@') ? 'must not have a user or password' : undefined;
}

/** Does what `URL.canParse` is for, which in Node 20 and 22 refuses "bücher.example" once it has been called some thousand times. */
function canParse(url: string): boolean {
  try {
    new URL(url);
    return true;
  } catch {
    return false;
  }
}

/** Returns the decoded socket path of a `unix:///path` URL; `undefined` if the URL names none. */
export function socketPathIn(url: string): string | undefined {
  const encoded = url.slice(socketScheme.length);
  // A raw space or control character must be percent-encoded in a URL, and a lone surrogate cannot be.
  if (!isSocketUrl(url) || !/^\/[^\s\p{Cc}\p{Cs}]+$/u.test(encoded)) return undefined;
  try {
    const path = decodeURIComponent(encoded);
    // For the operating system a null character ends the path.
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
 * Names a field by the steps to it from the top of a registration: `namespaces.users[0].regex`.
 *
 * A step that does not look like a field name is not shown: a slip of the pen may have made a name of a token (S5).
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

/** Matches `rate_limited`, or a draft's name of a field. */
const fieldName = /^(?:[A-Za-z]{1,20}|msc\d+)(?:[._-](?:[A-Za-z]{1,20}|msc\d+))*$/;

/** Tells whether a value can be a token: visible ASCII, at least one character (A1, G8). */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

/**
 * Refuses a value that cannot be a token, without showing it.
 *
 * @throws {RegistrationError}
 */
export function requireToken(field: 'as_token' | 'hs_token', value: unknown): void {
  if (!isToken(value)) throw new RegistrationError(field, 'must be visible ASCII characters, without spaces');
}

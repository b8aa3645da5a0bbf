import { MatrixHttpError, UnrecognizedEndpointError } from '../errors.js';
import type { HideSecrets } from '../hide-secrets.js';
import { isJsonObject, own } from '../json-objects.js';
import { isSocketUrl, socketPathOf } from './base-url.js';
import { httpErrorOf } from './read-answer.js';
import type { ClientRequest } from './request.js';
import type { Exchange } from './send.js';

/** The most characters of a text that a message repeats: a homeserver or a room chooses its length. */
const mostCharacters = 300;

/** Makes the error of a homeserver's answer, with the homeserver's own words. The request is named by {@link nameRequest}. */
export function homeserverErrorOf(answer: Exchange, body: unknown, hide: HideSecrets): MatrixHttpError {
  const { status, errcode, retryAfterMs } = httpErrorOf(answer, body, hide, {});
  const given = isJsonObject(body) ? body : {};
  const text = own(given, 'error');
  const words = typeof text === 'string' ? shownText(hide(text)) : '';
  const code = errcode === undefined ? '' : ` ${errcode}`;
  const message = `${meaningOf(status, given)}the homeserver answered ${status}${code}${words === '' ? '' : `: ${words}`}`;
  return new MatrixHttpError(status, errcode, { message, retryAfterMs });
}

/**
 * Explains a 401, whose code alone says too little: before Matrix 1.17, homeservers demand interactive authentication
 * from appservices too (G7). A 403 needs no words: it may refuse a user or an action.
 */
function meaningOf(status: number, body: Readonly<Record<string, unknown>>): string {
  if (status !== 401) return '';
  const isDemand = own(body, 'flows') !== undefined;
  return isDemand ? 'the homeserver demands interactive authentication: ' : 'the as_token was refused: ';
}

/**
 * Puts the request in front of an error's message: method and path, and the homeserver's address where no usable answer
 * came from it. The query is left out, and secrets are hidden (S5).
 */
export function nameRequest(error: unknown, { method, url }: ClientRequest, hide: HideSecrets): unknown {
  if (!(error instanceof Error)) return error;
  const { origin, pathname } = new URL(url);
  const address = isSocketUrl(url) ? `unix:${socketPathOf(new URL(url).host)}:` : origin;
  const hasAnswered = error instanceof MatrixHttpError || error instanceof UnrecognizedEndpointError;
  const request = `${method} ${hasAnswered ? '' : address}${shownText(hide(pathname))}`;
  const fact = error instanceof UnrecognizedEndpointError ? 'the homeserver does not know this request' : error.message;
  const message = `${request}: ${fact}`;
  // The stack has the message as well, and is what runtimes print.
  const { stack } = error;
  if (stack !== undefined) error.stack = stack.replace(error.message, () => message);
  error.message = message;
  return error;
}

/** Shortens a text to one line of bounded length. Secrets in it are hidden before (S7). */
function shownText(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const characters = Array.from(line.slice(0, 2 * mostCharacters));
  return line.length > mostCharacters ? `${characters.slice(0, mostCharacters).join('')}…` : line;
}

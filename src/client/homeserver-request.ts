import type { ClientServerCall } from '../../generated/client-server-calls.js';
import { masqueradeParameters, type MasqueradeIdentity, type MasqueradeNames } from '../registration/masquerade.js';
import { own } from '../json-objects.js';
import { type ClientRequest, requirePathSegment } from './request.js';

/** The parameters of a call, as the caller gave them. */
export type GivenParameters = Readonly<Record<string, unknown>>;

/** The user and device for whom the client acts, and the names under which it says so (G6). */
export interface Acting {
  readonly identity: MasqueradeIdentity;
  readonly names: MasqueradeNames;
}

/**
 * Writes path and query of a call, percent-encoded.
 *
 * @throws {RangeError} for a missing parameter of the path, for one that no path can hold, and for half a surrogate
 *   pair in the query.
 */
export function targetOf(call: ClientServerCall, parameters: GivenParameters, acting: Acting): string {
  const path = call.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const given = own(parameters, name);
    const value = typeof given === 'string' ? given : '';
    if (value !== '' || typeof given !== 'string' || name !== call.mayBeEmpty) requirePathSegment(name, value);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const name of call.query ?? []) {
    const given = own(parameters, name);
    // The documents have strings, numbers, booleans and lists of strings here.
    for (const value of [given].flat() as (string | number | boolean | undefined)[]) {
      if (value !== undefined) query.append(name, requireText(name, String(value)));
    }
  }
  return withQuery(path, query, call.acts === true ? acting : undefined);
}

/**
 * Adds parameters to the query of a target, and those that name the acting user and device (G6).
 *
 * @throws {RangeError} for half a surrogate pair in a name of these.
 */
export function withQuery(target: string, query: URLSearchParams, acting?: Acting): string {
  const all = new URLSearchParams(query);
  if (acting !== undefined) {
    const { identity, names } = acting;
    for (const name of ['userId', 'deviceId'] as const) requireText(name, identity[name] ?? '');
    for (const [name, value] of masqueradeParameters(identity, names)) all.append(name, value);
  }
  // Not every server reads a plus sign as a space.
  const text = all.toString().replaceAll('+', '%20');
  return text === '' ? target : `${target}${target.includes('?') ? '&' : '?'}${text}`;
}

/** Refuses text that has no encoding, for which the runtime would write another. */
function requireText(name: string, value: string): string {
  if (/\p{Surrogate}/u.test(value)) throw new RangeError(`${name} must not contain half a surrogate pair`);
  return value;
}

/** The parts of a request besides its target. */
interface RequestParts {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body: bytes as they are, all else as JSON; `undefined` for none. */
  readonly body: unknown;
  /** Type of a body of bytes. */
  readonly contentType?: unknown;
}

/** Makes a request; the body is serialised here, once. @throws {RangeError} for a content type that no header can hold. */
export function homeserverRequest({ url, method, headers, body, contentType }: RequestParts): ClientRequest {
  if (body === undefined) return { url, method, headers, body: null };
  if (body instanceof Uint8Array) {
    const type = contentType ?? 'application/octet-stream';
    if (typeof type !== 'string' || !/^[\x21-\x7e][\x20-\x7e]*$/.test(type)) {
      throw new RangeError('contentType must be visible ASCII characters');
    }
    return { url, method, headers: { ...headers, 'content-type': type }, body };
  }
  return { url, method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

import { shortPointer } from '../findings.js';
import type { HideSecrets } from '../hide-secrets.js';
import { decodeJson } from '../http/decode-json.js';
import { matrixErrorResponse, type HttpResponse } from '../http/matrix-response.js';

/** The result of checking input: a value, or the answer that refuses the request. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: HttpResponse };

/** Lets a value through. */
export function accept<T>(value: T): Checked<T> {
  return { ok: true, value };
}

/** Refuses the request with a Matrix error. */
export function refuse(
  status: number,
  errcode: string,
  error: string,
  headers?: Readonly<Record<string, string>>,
): Checked<never> {
  return { ok: false, refusal: matrixErrorResponse(status, errcode, error, headers) };
}

/** Refuses JSON of the wrong shape, with the JSON pointer of its first fault (A3). */
export function refuseShape(
  [fault]: readonly { readonly pointer: string; readonly message: string }[],
  hide: HideSecrets,
): Checked<never> {
  const { pointer, message } = fault ?? { pointer: '', message: 'has the wrong shape' };
  // A pointer can be as long as the body.
  const place = hide(shortPointer(pointer));
  return refuse(400, 'M_BAD_JSON', `${place === '' ? 'the body' : place}: ${message}`);
}

/** Decodes a JSON body; one that is not JSON is refused with 400 `M_NOT_JSON` (A3, S1). */
export function decodeBody(body: Uint8Array): Checked<unknown> {
  const decoded = decodeJson(body);
  return decoded.ok ? accept(decoded.value) : refuse(400, 'M_NOT_JSON', decoded.message);
}

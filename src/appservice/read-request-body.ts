import { BodyTooLargeError } from '../errors.js';
import type { AppserviceRequest } from './request.js';
import { accept, refuse, type Checked } from './checked.js';

/**
 * Reads a request's body, up to a limit (A3, S2).
 *
 * A larger one is refused with 413 `M_TOO_LARGE` and `connection: close`, since the rest of it still stands in the
 * connection. One that breaks off before its end is refused with 400 `M_NOT_JSON`.
 */
export async function readRequestBody(request: AppserviceRequest, limitBytes: number): Promise<Checked<Uint8Array>> {
  try {
    const body = await request.readBody(limitBytes);
    return body.byteLength > limitBytes ? tooLarge(limitBytes) : accept(body);
  } catch (error) {
    if (error instanceof BodyTooLargeError) return tooLarge(limitBytes);
    return refuse(400, 'M_NOT_JSON', 'the body could not be read to its end');
  }
}

function tooLarge(limitBytes: number): Checked<never> {
  const error = `the body is larger than ${limitBytes} bytes`;
  return refuse(413, 'M_TOO_LARGE', error, { connection: 'close' });
}

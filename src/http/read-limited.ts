import { BodyTooLargeError } from '../errors.js';

/**
 * Reads a body to its end, counting while it reads (S2).
 *
 * @throws {BodyTooLargeError} as soon as it is larger than `limitBytes`; the rest is cancelled, not read.
 */
export async function readLimited(body: ReadableStream<Uint8Array> | null, limitBytes: number): Promise<Uint8Array> {
  if (body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.byteLength;
    if (length > limitBytes) {
      // Not awaited: a source that never settles its cancellation must not hold the answer up.
      reader.cancel().catch(() => undefined);
      throw new BodyTooLargeError(limitBytes);
    }
    chunks.push(next.value);
  }
  return concatenate(chunks, length);
}

/** One array out of chunks whose lengths add up to `length`. */
export function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

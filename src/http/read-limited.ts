import { BodyTooLargeError } from '../errors.js';

/**
 * Reads a body to its end, counting while it reads (S2), and lets go of it whenever it stops early.
 *
 * @throws {BodyTooLargeError} as soon as it is larger than `limitBytes`.
 * @throws The signal's reason, as soon as it is aborted, even if whoever sends the body takes no notice.
 */
export async function readLimited(
  body: ReadableStream<Uint8Array> | null,
  limitBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  const cancel = (): void => {
    // Not awaited: a source that never settles its cancellation must not hold the caller up.
    reader.cancel(signal?.reason).catch(() => undefined);
  };
  signal?.addEventListener('abort', cancel);
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.byteLength;
      if (length > limitBytes) {
        cancel();
        throw new BodyTooLargeError(limitBytes);
      }
      chunks.push(next.value);
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
  // A body that was cancelled looks like one that has ended.
  signal?.throwIfAborted();
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

import { onAbort } from '../async/abort-actions.js';
import { BodyTooLargeError } from '../errors.js';
import { ByteCollector } from './byte-collector.js';

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
  const collector = new ByteCollector();
  const reader = body.getReader();
  const cancel = (): void => {
    // Not awaited: a source that never settles its cancellation must not hold the caller up.
    reader.cancel(signal?.reason).catch(() => undefined);
  };
  const callOff = signal && onAbort(signal, cancel);
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      collector.push(next.value);
      if (collector.length > limitBytes) {
        cancel();
        throw new BodyTooLargeError(limitBytes);
      }
    }
  } finally {
    callOff?.();
  }
  // A body that was cancelled looks like one that has ended.
  signal?.throwIfAborted();
  return collector.bytes();
}

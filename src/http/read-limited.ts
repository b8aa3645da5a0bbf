import { onAbort } from '../async/abort-actions.js';
import { BodyTooLargeError } from '../errors.js';

/**
 * Reads a body to its end, within a limit (S2), and releases it if it stops early.
 *
 * @throws {BodyTooLargeError} as soon as it is larger than `limitBytes`.
 * @throws The signal's reason, as soon as it is aborted, even if the sender ignores it.
 * @rule S2
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
    // Not awaited: a source that never settles its cancellation must not block the caller.
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
  // A cancelled body looks like one that has ended.
  signal?.throwIfAborted();
  return collector.bytes();
}

const noBytes = new Uint8Array(0);

/**
 * The largest ratio of reserved memory to received bytes, since a body may lie about its length (S2). With chunks of 64
 * kB, the first reserves a megabyte.
 */
const mostPerReceived = 16;

/**
 * Collects the chunks of a body in one growing buffer, so memory is proportional to the bytes, however small the chunks
 * are. A body of a single chunk is not copied.
 */
export class ByteCollector {
  /** The first chunk, as long as it is the only one. */
  #only: Uint8Array | undefined;
  #buffer = noBytes;
  #length = 0;
  readonly #declaredBytes: number;

  /**
   * @param declaredBytes The declared length of the body, which saves copies. Reserves at most 16 times the bytes
   *   received so far (S2).
   */
  constructor(declaredBytes = 0) {
    this.#declaredBytes = declaredBytes;
  }

  /** Number of bytes so far. */
  get length(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): void {
    if (this.#length === 0) {
      this.#only = chunk;
      this.#length = chunk.byteLength;
      return;
    }
    if (this.#only) this.#append(this.#only, 0);
    this.#only = undefined;
    this.#append(chunk, this.#length);
    this.#length += chunk.byteLength;
  }

  /** Returns all bytes so far. Do not use the result after pushing more. */
  bytes(): Uint8Array {
    return this.#only ?? this.#buffer.subarray(0, this.#length);
  }

  #append(chunk: Uint8Array, at: number): void {
    const needed = at + chunk.byteLength;
    if (needed > this.#buffer.byteLength) {
      const declared = Math.min(this.#declaredBytes, mostPerReceived * needed);
      const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.byteLength, 1024, declared));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, at);
  }
}

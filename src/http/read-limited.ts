import { onAbort } from '../async/abort-actions.js';
import { BodyTooLargeError } from '../errors.js';

/**
 * Reads a body to its end, counting while it reads (S2), and lets go of it whenever it stops early.
 *
 * @throws {BodyTooLargeError} as soon as it is larger than `limitBytes`.
 * @throws The signal's reason, as soon as it is aborted, even if whoever sends the body takes no notice.
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

const noBytes = new Uint8Array(0);

/**
 * A body may lie about its length, so this many times what has come is the most that is held for it (S2): where chunks of 64 kB come,
 * the first makes room for a megabyte.
 */
const mostPerReceived = 16;

/**
 * Collects the chunks of a body in one buffer that grows with what has come, so what is held is in proportion to the bytes,
 * however small the chunks are. A body that comes in one chunk is not copied.
 */
export class ByteCollector {
  /** The first chunk, as long as it is the only one. */
  #only: Uint8Array | undefined;
  #buffer = noBytes;
  #length = 0;
  readonly #declaredBytes: number;

  /** @param declaredBytes How long the body says it is: saves copies. At most sixteen times what has come is held on its word (S2). */
  constructor(declaredBytes = 0) {
    this.#declaredBytes = declaredBytes;
  }

  /** How many bytes there are so far. */
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

  /** All bytes so far. Not to be used while more are pushed. */
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

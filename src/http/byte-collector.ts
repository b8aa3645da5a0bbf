/**
 * Collects the chunks of a body in one buffer that doubles as it fills, so what is held is in proportion to the bytes,
 * however small the chunks are. A body that comes in one chunk is not copied.
 */
export class ByteCollector {
  /** The first chunk, as long as it is the only one. */
  #only: Uint8Array | undefined;
  #buffer = nothing;
  #length = 0;
  readonly #expectedBytes: number;

  /** @param expectedBytes How many there will be, if that is known. It saves copying, and is believed within limits. */
  constructor(expectedBytes = 0) {
    this.#expectedBytes = expectedBytes;
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
      const expected = Math.min(this.#expectedBytes, mostGrowth * needed);
      const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.byteLength, 1024, expected));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, at);
  }
}

/** How many times what has come may be held for what was announced. */
const mostGrowth = 16;

const nothing = new Uint8Array(0);

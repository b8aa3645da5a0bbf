import { Transform, type TransformCallback } from 'node:stream';
import { ByteCollector } from '../../http/read-limited.js';

/** Passes a body on, and keeps a copy of it if it is small enough. */
export class BodyRecorder extends Transform {
  readonly #limitBytes: number;
  #collector: ByteCollector | undefined = new ByteCollector();
  #isWhole = false;

  constructor(limitBytes: number) {
    super();
    this.#limitBytes = limitBytes;
  }

  /** The body; `undefined` if it is too large, or has not all come. */
  get body(): Uint8Array | undefined {
    return this.#isWhole ? this.#collector?.bytes() : undefined;
  }

  override _transform(chunk: Uint8Array, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#collector?.push(chunk);
    if (this.#collector !== undefined && this.#collector.length > this.#limitBytes) this.#collector = undefined;
    callback(null, chunk);
  }

  override _flush(callback: TransformCallback): void {
    this.#isWhole = true;
    callback();
  }
}

import { Transform, type TransformCallback } from 'node:stream';
import { ByteCollector } from '../../http/read-limited.js';

/** The memory for copies of bodies, which all recorders share. */
export interface RecordingBudget {
  leftBytes: number;
}

/** Passes a body on, and keeps a copy of it if it is small enough and the budget allows it. */
export class BodyRecorder extends Transform {
  readonly #limitBytes: number;
  readonly #budget: RecordingBudget;
  #collector: ByteCollector | undefined = new ByteCollector();
  #isWhole = false;

  constructor(limitBytes: number, budget: RecordingBudget) {
    super();
    this.#limitBytes = limitBytes;
    this.#budget = budget;
  }

  /** The body; `undefined` if it is not kept, or has not all come. */
  get body(): Uint8Array | undefined {
    return this.#isWhole ? this.#collector?.bytes() : undefined;
  }

  /** Drops the copy, whose memory others can use. No more is kept. */
  release(): void {
    this.#budget.leftBytes += this.#collector?.length ?? 0;
    this.#collector = undefined;
  }

  override _transform(chunk: Uint8Array, _encoding: BufferEncoding, callback: TransformCallback): void {
    const length = (this.#collector?.length ?? 0) + chunk.byteLength;
    if (length > this.#limitBytes || chunk.byteLength > this.#budget.leftBytes) this.release();
    if (this.#collector !== undefined) {
      this.#collector.push(chunk);
      this.#budget.leftBytes -= chunk.byteLength;
    }
    callback(null, chunk);
  }

  override _flush(callback: TransformCallback): void {
    this.#isWhole = true;
    callback();
  }
}

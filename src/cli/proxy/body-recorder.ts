import { Transform, type TransformCallback } from 'node:stream';
import { ByteCollector } from '../../http/read-limited.js';

/** The reason why a body is not kept. */
export type RecordingLoss = 'request-too-large' | 'request-too-slow' | 'memory-full';

/** The memory for copies of bodies, which all recorders share. */
export interface RecordingBudget {
  leftBytes: number;
  /** The first bytes of each body, which are not taken out of it: else a few large bodies would keep out all others. */
  readonly unsharedBytes: number;
}

/** Passes a body on, and keeps a copy of it if it is small enough and the budget allows it. */
export class BodyRecorder extends Transform {
  readonly #limitBytes: number;
  readonly #budget: RecordingBudget;
  #collector: ByteCollector | undefined = new ByteCollector();
  #isWhole = false;
  #loss: RecordingLoss | undefined;

  constructor(limitBytes: number, budget: RecordingBudget) {
    super();
    this.#limitBytes = limitBytes;
    this.#budget = budget;
  }

  /** The body; `undefined` if it is not kept, or has not all come. */
  get body(): Uint8Array | undefined {
    return this.#isWhole ? this.#collector?.bytes() : undefined;
  }

  /** The reason why the body is not kept, where that is not the sender's doing. */
  get loss(): RecordingLoss | undefined {
    return this.#loss;
  }

  /** Drops the copy for a reason, unless there is one already. */
  giveUp(loss: RecordingLoss): void {
    this.#loss ??= loss;
    this.release();
  }

  /** Drops the copy, whose memory others can use. No more is kept. */
  release(): void {
    this.#budget.leftBytes += this.#sharedBytes(this.#collector?.length ?? 0);
    this.#collector = undefined;
  }

  #sharedBytes(length: number): number {
    return Math.max(0, length - this.#budget.unsharedBytes);
  }

  override _transform(chunk: Uint8Array, _encoding: BufferEncoding, callback: TransformCallback): void {
    if (this.#collector !== undefined) {
      const { length } = this.#collector;
      const longer = length + chunk.byteLength;
      const shared = this.#sharedBytes(longer) - this.#sharedBytes(length);
      if (longer > this.#limitBytes) this.giveUp('request-too-large');
      else if (shared > this.#budget.leftBytes) this.giveUp('memory-full');
      else {
        this.#collector.push(chunk);
        this.#budget.leftBytes -= shared;
      }
    }
    callback(null, chunk);
  }

  override _flush(callback: TransformCallback): void {
    this.#isWhole = true;
    callback();
  }
}

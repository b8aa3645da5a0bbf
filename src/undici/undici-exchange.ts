import type { Answer, AnswerHeaders } from '../client/answer.js';
import { BodyTooLargeError, ConnectionError } from '../errors.js';
import { ByteCollector } from '../http/read-limited.js';
import type { UndiciController, UndiciHandler, UndiciHeaders } from './undici-dispatcher.js';

/** The receiver of a body, as it comes. */
interface BodyReader {
  data(chunk: Uint8Array): void;
  end(): void;
  fail(error: unknown): void;
}

/** The receiver of an exchange's outcome. */
export interface ExchangeOutcome {
  /** The head of the answer is there. */
  answered(answer: UndiciAnswer): void;
  /** There will be no answer, if there is none yet. */
  failed(error: unknown): void;
  /** Nothing more comes; called at least once. */
  ended(): void;
}

/** One request and its answer: what undici reports, turned into an answer that is read once. */
export class UndiciExchange implements UndiciHandler {
  readonly #outcome: ExchangeOutcome;
  #controller: UndiciController | undefined;
  #answer: UndiciAnswer | undefined;
  #abandoned: Error | undefined;

  constructor(outcome: ExchangeOutcome) {
    this.#outcome = outcome;
  }

  /** Ends the exchange, and its connection. A request that waits for one is not sent. */
  abandon(error: Error): void {
    this.#abandoned ??= error;
    this.#fail(error);
    this.#controller?.abort(error);
  }

  onRequestStart(controller: UndiciController): void {
    // A second start would be a second request (N3).
    if (this.#controller !== undefined) this.abandon(new ConnectionError('ECONNRESET'));
    this.#controller = controller;
    if (this.#abandoned !== undefined) controller.abort(this.#abandoned);
  }

  onResponseStart(controller: UndiciController, status: number, headers: UndiciHeaders): void {
    if (status < 200) return;
    this.#answer = new UndiciAnswer(status, headers, controller);
    this.#outcome.answered(this.#answer);
  }

  onResponseData(_: UndiciController, chunk: Uint8Array): void {
    // undici gives an empty one each time that it goes on. Pausing for it would never end.
    if (chunk.byteLength > 0) this.#answer?.body.data(chunk);
  }

  onResponseEnd(): void {
    this.#answer?.body.end();
    this.#outcome.ended();
  }

  onResponseError(_: UndiciController, error: Error): void {
    this.#fail(error);
  }

  #fail(error: unknown): void {
    this.#outcome.failed(error);
    this.#answer?.body.fail(error);
    this.#outcome.ended();
  }
}

/** An answer whose body is coming. */
export class UndiciAnswer implements Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly redirected = false;
  readonly body: ArrivingBody = new ArrivingBody();
  readonly #declaredBytes: number;
  readonly #controller: UndiciController;

  constructor(status: number, headers: UndiciHeaders, controller: UndiciController) {
    this.status = status;
    this.headers = new UndiciHeaderView(headers);
    this.#declaredBytes = Number(this.headers.get('content-length')) || 0;
    this.#controller = controller;
  }

  /** Tells whether an answer of this status has no body by the web's rules, whatever is sent. */
  get bodiless(): boolean {
    return this.status === 204 || this.status === 205 || this.status === 304;
  }

  read(limitBytes: number): Promise<Uint8Array> {
    if (this.bodiless) {
      this.discard();
      return Promise.resolve(new Uint8Array(0));
    }
    return new Promise((resolve, reject) => {
      const collector = new ByteCollector(this.#declaredBytes);
      const refuse = (): void => {
        // In this order: the connection's end is reported at once, too.
        reject(new BodyTooLargeError(limitBytes));
        this.discard();
      };
      if (this.#declaredBytes > limitBytes) {
        refuse();
        return;
      }
      this.body.readWith({
        data: (chunk) => {
          collector.push(chunk);
          if (collector.length > limitBytes) refuse();
        },
        end: () => {
          resolve(collector.bytes());
        },
        fail: reject,
      });
    });
  }

  discard(): void {
    // One that has ended leaves its connection to the next request.
    if (!this.body.hasEnded) this.#controller.abort(new ConnectionError('ECONNRESET'));
  }

  /** Converts the answer to a web-standard one, which reads its body from the connection on demand. */
  toResponse(): Response {
    const init = { status: this.status, headers: [...this.headers] };
    try {
      if (!this.bodiless) return new Response(this.#stream(), init);
      this.discard();
      return new Response(null, init);
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  #stream(): ReadableStream<Uint8Array> {
    const controller = this.#controller;
    return new ReadableStream<Uint8Array>({
      start: (stream) => {
        this.body.readWith({
          data: (chunk) => {
            stream.enqueue(chunk);
            if ((stream.desiredSize ?? 0) <= 0) controller.pause();
          },
          end: () => {
            stream.close();
          },
          fail: (error) => {
            stream.error(error);
          },
        });
      },
      pull: () => {
        controller.resume();
      },
      cancel: () => {
        this.discard();
      },
    });
  }
}

/** A body that may come before its reader: its first chunks are in the packet that has the head. */
class ArrivingBody {
  #reader: BodyReader | undefined;
  #early: Uint8Array[] = [];
  #outcome: (() => void) | undefined;
  hasEnded = false;

  readWith(reader: BodyReader): void {
    this.#reader = reader;
    for (const chunk of this.#early.splice(0)) reader.data(chunk);
    this.#outcome?.();
  }

  data(chunk: Uint8Array): void {
    if (this.#reader === undefined) this.#early.push(chunk);
    else this.#reader.data(chunk);
  }

  end(): void {
    this.hasEnded = true;
    this.#settle((reader) => {
      reader.end();
    });
  }

  fail(error: unknown): void {
    this.#settle((reader) => {
      reader.fail(error);
    });
  }

  /** Tells the reader how it ended, once there is one. Only the first end counts. */
  #settle(tell: (reader: BodyReader) => void): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = () => {
      if (this.#reader !== undefined) tell(this.#reader);
    };
    this.#outcome();
  }
}

/** A view of undici's headers; building `Headers` would cost more than the few look-ups. */
class UndiciHeaderView implements AnswerHeaders {
  readonly #headers: UndiciHeaders;

  constructor(headers: UndiciHeaders) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    const value = Object.hasOwn(this.#headers, name) ? this.#headers[name] : undefined;
    return (Array.isArray(value) ? value.join(', ') : value) ?? null;
  }

  *[Symbol.iterator](): Generator<[string, string]> {
    for (const [name, value = ''] of Object.entries(this.#headers)) {
      for (const each of Array.isArray(value) ? value : [value]) yield [name, each];
    }
  }
}

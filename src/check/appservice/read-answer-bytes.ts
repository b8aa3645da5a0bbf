import { ByteCollector } from '../../http/read-limited.js';

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** The most bytes of an answer that are read. */
const mostBytes = 4 * 1024 * 1024;

/**
 * Reads an HTTP/1 answer: interim answers are skipped, and the body is read by its length, in chunks, or to the end.
 *
 * @throws {AnswerBytesError} if the bytes are no answer, end too early or are too many.
 */
export async function readAnswerBytes(received: AsyncIterable<Uint8Array>): Promise<RawAnswer> {
  const input = new ByteInput(received);
  for (;;) {
    const line = await input.line();
    const [, digits] = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(line) ?? [];
    if (digits === undefined) throw new AnswerBytesError('not-http');
    const status = Number(digits);
    const headers = await readHeaders(input);
    if (status >= 200) return { status, headers, body: await readBody(input, status, headers) };
  }
}

/** The bytes of an answer could not be used: they are not HTTP, end too early, or are too many. */
export class AnswerBytesError extends Error {
  override readonly name = 'AnswerBytesError';
  readonly reason: 'not-http' | 'closed' | 'too-long';

  constructor(reason: AnswerBytesError['reason']) {
    super(reason);
    this.reason = reason;
  }
}

async function readHeaders(input: ByteInput): Promise<Headers> {
  const headers = new Headers();
  for (let line = await input.line(); line !== ''; line = await input.line()) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([^\0\r]*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new AnswerBytesError('not-http');
    headers.append(name, value);
  }
  return headers;
}

async function readBody(input: ByteInput, status: number, headers: Headers): Promise<Uint8Array> {
  if (status === 204 || status === 304) return new Uint8Array(0);
  if (headers.get('transfer-encoding')?.toLowerCase() === 'chunked') return readChunks(input);
  const length = headers.get('content-length');
  if (length === null) return input.rest();
  if (!/^\d+$/.test(length)) throw new AnswerBytesError('not-http');
  return input.bytes(Number(length));
}

async function readChunks(input: ByteInput): Promise<Uint8Array> {
  const collector = new ByteCollector();
  for (;;) {
    const [digits] = /^[\da-f]+/i.exec(await input.line()) ?? [];
    if (digits === undefined) throw new AnswerBytesError('not-http');
    const length = Number.parseInt(digits, 16);
    if (length === 0) return collector.bytes();
    collector.push(await input.bytes(length));
    await input.line();
  }
}

/** Takes lines and bytes from a stream. */
class ByteInput {
  readonly #source: AsyncIterator<Uint8Array>;
  /** Bytes that were received and not taken, and zeros behind them. */
  #buffer = new Uint8Array(4096);
  #length = 0;
  #receivedBytes = 0;

  constructor(received: AsyncIterable<Uint8Array>) {
    this.#source = received[Symbol.asyncIterator]();
  }

  /** Takes a line, without its end. */
  async line(): Promise<string> {
    for (let seen = 0; ;) {
      const end = this.#buffer.indexOf(10, seen);
      if (end !== -1) return ascii(this.#take(end + 1)).replace(/\r?\n$/, '');
      seen = this.#length;
      if (!(await this.#more())) throw new AnswerBytesError('closed');
    }
  }

  /** Takes that many bytes. */
  async bytes(count: number): Promise<Uint8Array> {
    if (count > mostBytes) throw new AnswerBytesError('too-long');
    while (this.#length < count) if (!(await this.#more())) throw new AnswerBytesError('closed');
    return this.#take(count);
  }

  /** Takes all bytes up to the end. */
  async rest(): Promise<Uint8Array> {
    while (await this.#more());
    return this.#take(this.#length);
  }

  #take(count: number): Uint8Array {
    const taken = this.#buffer.subarray(0, count);
    this.#buffer = this.#buffer.subarray(count);
    this.#length -= count;
    return taken;
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    const { byteLength } = next.value;
    // Heads count, too: interim answers and headers may go on for ever.
    this.#receivedBytes += byteLength;
    if (this.#receivedBytes > mostBytes) throw new AnswerBytesError('too-long');
    if (this.#length + byteLength > this.#buffer.byteLength) {
      // Twice as long, so that each byte is copied a few times at most.
      const longer = new Uint8Array(2 * (this.#length + byteLength));
      longer.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = longer;
    }
    this.#buffer.set(next.value, this.#length);
    this.#length += byteLength;
    return true;
  }
}

/** Decodes the bytes of a head, each as one character. */
function ascii(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Answer, AnswerHeaders } from '../client/answer.js';
import { readIncoming } from './read-incoming.js';

/** Wraps a response that Node's client has received as an answer. */
export function answerOfIncoming(message: IncomingMessage): Answer {
  return {
    status: message.statusCode ?? 0,
    headers: new IncomingHeaders(message),
    redirected: false,
    read: async (maxBodyBytes) => {
      if (isBodiless(message)) {
        message.destroy();
        return new Uint8Array(0);
      }
      try {
        return await readIncoming(message, maxBodyBytes);
      } catch (error) {
        message.destroy();
        throw error;
      }
    },
    discard: () => {
      message.destroy();
    },
  };
}

/** Converts the response to a web-standard one, which reads its body from the connection on demand. */
export function responseOfIncoming(message: IncomingMessage): Response {
  const { statusCode: status = 0 } = message;
  const headers = [...new IncomingHeaders(message)];
  try {
    if (isBodiless(message)) {
      message.destroy();
      return new Response(null, { status, headers });
    }
    // Node declares its own type for web streams.
    return new Response(Readable.toWeb(message) as ReadableStream<Uint8Array>, { status, headers });
  } catch (error) {
    message.destroy();
    throw error;
  }
}

/** Tells whether a response of this status has no body by the web's rules, whatever is sent. */
function isBodiless({ statusCode }: IncomingMessage): boolean {
  return statusCode === 204 || statusCode === 205 || statusCode === 304;
}

/** A view of a message's headers; building `Headers` would cost more than the few lookups. */
class IncomingHeaders implements AnswerHeaders {
  readonly #message: IncomingMessage;

  constructor(message: IncomingMessage) {
    this.#message = message;
  }

  get(name: string): string | null {
    const value = this.#message.headers[name];
    return (Array.isArray(value) ? value.join(', ') : value) ?? null;
  }

  *[Symbol.iterator](): Generator<[string, string]> {
    const { rawHeaders } = this.#message;
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) yield [rawHeaders[i] ?? '', rawHeaders[i + 1] ?? ''];
  }
}

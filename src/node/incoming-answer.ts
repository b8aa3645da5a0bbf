import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Answer, AnswerHeaders } from '../client/answer.js';
import { readIncoming } from './read-incoming.js';

/** The answer in a response that Node's client has received. */
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

/** The response as the web has it. Its body is read from the connection as it is read. */
export function responseOfIncoming(message: IncomingMessage): Response {
  const { statusCode: status = 0 } = message;
  const headers = [...new IncomingHeaders(message)];
  try {
    if (isBodiless(message)) {
      message.destroy();
      return new Response(null, { status, headers });
    }
    // Node declares a type of its own for the stream of the web.
    return new Response(Readable.toWeb(message) as ReadableStream<Uint8Array>, { status, headers });
  } catch (error) {
    message.destroy();
    throw error;
  }
}

/** To the web, answers of these statuses have no body, whatever is sent. */
function isBodiless({ statusCode }: IncomingMessage): boolean {
  return statusCode === 204 || statusCode === 205 || statusCode === 304;
}

/** A view of a message's headers, since `Headers` would cost more than is looked up. */
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

import { ConnectionError } from '../../errors.js';
import type { HideSecrets } from '../../hide-secrets.js';
import { socketPathIn } from '../../registration/registration-fields.js';
import type { Connect, Delay } from './byte-connection.js';
import { AnswerBytesError, readAnswerBytes } from './read-answer-bytes.js';
import { inWords, type Reply, replyOf, type Silence } from './reply.js';
import { type ProbeRequest, writeRequest } from './write-request.js';

/** Sends requests as a homeserver does, and odd ones. */
export interface Prober {
  /** Numbers of what was sent so far. */
  readonly sent: { readonly requests: number; readonly transactions: number };
  /** Answers with a token of the registration in them, in words. */
  readonly shown: ReadonlySet<string>;
  /** Sends a request and waits for the reply. */
  readonly send: (request: ProbeRequest) => Promise<Reply>;
  /** Begins a request, and leaves its connection open until it is closed. */
  readonly begin: (request: ProbeRequest) => BegunRequest;
}

/** A request that is under way. */
interface BegunRequest {
  /** Never rejects. */
  readonly reply: Promise<Reply>;
  /** Resolves once all bytes have been handed over, or cannot be. */
  readonly written: Promise<void>;
  /** Closes the connection. */
  readonly close: () => void;
}

/** The settings of a prober. */
interface ProberOptions {
  readonly url: string;
  readonly hsToken: string;
  readonly connect: Connect;
  readonly delay: Delay;
  readonly timeoutMs: number;
  readonly hide: HideSecrets;
  /** Closes all connections. What is sent after that gets no connection. */
  readonly signal?: AbortSignal | undefined;
}

/** Time between the pieces of a slow body. */
const pieceIntervalMs = 500;

/**
 * Creates a prober. Each request has a connection of its own and a deadline, from the connection to the answer's end. The
 * pauses between the pieces of a slow body are added to that.
 */
export function createProber(options: ProberOptions): Prober {
  const { url, hsToken, connect, delay, timeoutMs, hide, signal } = options;
  const addressee = { ...placeOf(url), hsToken };
  const sent = { requests: 0, transactions: 0 };
  const shown = new Set<string>();

  function begin(request: ProbeRequest): BegunRequest {
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
    };
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end);
    const connection = connect(url, ending.signal);
    const close = (): void => {
      end();
      connection.then((open) => {
        open.close();
      }, ignore);
    };
    const write = async (): Promise<void> => {
      const { write: writeTo } = await connection;
      sent.requests += 1;
      if (request.method === 'PUT') sent.transactions += 1;
      const [first, ...others] = writeRequest(request, addressee);
      if (first !== undefined) await writeTo(first);
      for (const piece of others) {
        await delay(pieceIntervalMs, ending.signal);
        await writeTo(piece);
      }
    };
    const read = async (): Promise<Reply> => {
      try {
        const answer = await readAnswerBytes((await connection).received);
        const reply = replyOf(answer, hide);
        const text = new TextDecoder().decode(answer.body);
        if (hide(text) !== text) shown.add(inWords(reply));
        return reply;
      } catch (error) {
        return silenceOf(error);
      }
    };
    const tooLate: Silence = { answered: false, reason: `no answer within ${timeoutMs / 1000} s`, isLate: true };
    const pausesMs = ((request.pieces ?? 1) - 1) * pieceIntervalMs;
    const late = delay(timeoutMs + pausesMs, ending.signal).then(
      () => tooLate,
      () => tooLate,
    );
    return {
      reply: Promise.race([read(), late]).finally(() => {
        signal?.removeEventListener('abort', end);
        end();
      }),
      // An answer may come before the body is complete; then the connection closes while it is written.
      written: write().catch(ignore),
      close,
    };
  }

  async function send(request: ProbeRequest): Promise<Reply> {
    const { reply, close } = begin(request);
    return reply.finally(close);
  }

  return { sent, shown, send, begin };
}

function ignore(): void {
  // The reply tells.
}

/** Divides a valid URL of a registration into the host and the path before the API's. */
function placeOf(url: string): { host: string; basePath: string } {
  if (socketPathIn(url) !== undefined) return { host: 'localhost', basePath: '' };
  const { host, pathname } = new URL(url);
  return { host, basePath: pathname.replace(/\/+$/, '') };
}

function silence(reason: string): Silence {
  return { answered: false, reason, isLate: false };
}

function silenceOf(error: unknown): Silence {
  if (error instanceof AnswerBytesError) {
    const { reason } = error;
    if (reason === 'closed') return silence('the connection was closed without an answer');
    return silence(reason === 'not-http' ? 'an answer that is not HTTP' : 'an answer of more than 4 MiB');
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return silence(new ConnectionError(typeof code === 'string' ? code : undefined).message);
}

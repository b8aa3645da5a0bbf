import type { AppserviceHandler } from '../../src/appservice/index.js';

/** The token of every handler in these tests. */
export const hsToken = 'hs-secret-token';

export interface Question {
  readonly method?: string;
  readonly target?: string;
  /** The whole `Authorization` header; `null` sends none. Default: the right token. */
  readonly authorization?: string | null;
  /** Bytes, text, or a value that is sent as JSON. */
  readonly body?: unknown;
  readonly readBody?: (limitBytes: number) => Promise<Uint8Array>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body, parsed. */
  readonly json: Record<string, unknown>;
}

/** Sends a handler a request: by default a ping with the right token. */
export async function ask(handler: Pick<AppserviceHandler, 'handle'>, question: Question = {}): Promise<Answer> {
  const { authorization = `Bearer ${hsToken}`, readBody } = question;
  const { status, headers, body } = await handler.handle({
    method: question.method ?? 'POST',
    target: question.target ?? '/_matrix/app/v1/ping',
    header: (name) => (name === 'authorization' ? authorization : null),
    readBody: readBody ?? (() => Promise.resolve(bytesOf(question.body ?? {}))),
  });
  return { status, headers, text: body, json: JSON.parse(body) as Record<string, unknown> };
}

/** Sends a handler a transaction. */
export function send(handler: Pick<AppserviceHandler, 'handle'>, id: string, body: unknown): Promise<Answer> {
  return ask(handler, { method: 'PUT', target: `/_matrix/app/v1/transactions/${encodeURIComponent(id)}`, body });
}

export function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A promise that a test settles. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export function deferred<T = undefined>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (!settle) throw new Error('a promise runs its executor at once');
  return { promise, ...settle };
}

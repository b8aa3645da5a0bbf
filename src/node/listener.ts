import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppserviceHandler } from '../appservice/index.js';
import { stepsOf, type RequestHead, type RequestSteps } from '../appservice/open-request.js';
import { unreadAnswer } from '../appservice/request-body.js';
import { parseRequestTarget, type AppserviceRequest } from '../appservice/request-target.js';
import { createRoutes, type Routed } from '../appservice/routes.js';
import type { HttpResponse } from '../http/matrix-response.js';
import { applicationServiceOperations } from '../operations.js';
import { requireOptionNames, type OptionNames } from '../option-names.js';
import { endConnection, isEnding } from './end-connection.js';
import { readIncoming, receiveIncoming } from './read-incoming.js';

/** A listener for the `request` event of a node:http or node:https server. */
export type NodeListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Options of {@link createNodeListener}. */
export interface NodeListenerOptions {
  /**
   * Handles requests to other routes than the handler's, untouched: nothing was read or authenticated (A5). Default:
   * the handler's own 401 or 404.
   */
  readonly fallback?: NodeListener | undefined;
}

/**
 * Creates a listener that serves an appservice handler on a node:http server.
 *
 * A handler without `serves` is taken to serve every operation of the API. The listener calls `handle` directly, since
 * building a `Request` and a `Response` dominates a small call. If an answer is sent before the whole body has arrived,
 * the connection ends with it, without waiting for the rest.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 *
 * const handler = createAppserviceHandler({ onEvent: (event) => console.log(event.type) }, { hsToken: 'secret' });
 * createServer(createNodeListener(handler)).listen(29333, '127.0.0.1');
 * ```
 * @throws {TypeError} if `handler` is no handler, and for an option of an unknown name.
 * @rule A5
 */
export function createNodeListener(
  handler: Pick<AppserviceHandler, 'handle'> & Partial<Pick<AppserviceHandler, 'serves'>>,
  options: NodeListenerOptions = {},
): NodeListener {
  requireHandler(handler);
  requireOptionNames('createNodeListener', options, { fallback: true } satisfies OptionNames<NodeListenerOptions>);
  const { fallback } = options;
  const serves = handler.serves ?? servesAnyOperation;
  return (request, response) => {
    // "MUST NOT process any further requests received on that connection" (RFC 9112, 9.6).
    if (isEnding(request.socket)) return;
    if (fallback && !serves(request.url ?? '')) {
      fallback(request, response);
      return;
    }
    serve(handler, request, response);
  };
}

function requireHandler(handler: unknown): void {
  const given = typeof handler === 'object' && handler !== null ? handler : {};
  if ('handle' in given && typeof given.handle === 'function') return;
  throw new TypeError('createNodeListener takes a handler, such as createAppserviceHandler(handlers, options)');
}

const everyRoute = /*@__PURE__*/ createRoutes<Routed>(Object.values(applicationServiceOperations), true);

function servesAnyOperation(target: string): boolean {
  return everyRoute.find(parseRequestTarget(target).path) !== undefined;
}

function serve(handler: Pick<AppserviceHandler, 'handle'>, request: IncomingMessage, response: ServerResponse): void {
  const head: RequestHead = {
    method: request.method ?? '',
    target: request.url ?? '',
    header: (name) => headerOf(request, name),
  };
  const finish = (reply: HttpResponse): void => {
    finishWith(reply, request, response);
  };
  const steps = stepsOf(handler.handle);
  if (steps) {
    answerInSteps(steps, head, request, finish);
    return;
  }
  const whole = { ...head, readBody: (limitBytes: number) => readIncoming(request, limitBytes) };
  answerWhole(handler, whole, finish).catch(() => response.destroy());
}

/** Answers without a promise, unless the application returns one. */
function answerInSteps(
  { open, fail }: RequestSteps,
  head: RequestHead,
  request: IncomingMessage,
  finish: (reply: HttpResponse) => void,
): void {
  const attempt = (work: () => HttpResponse | Promise<HttpResponse> | undefined): void => {
    try {
      const reply = work();
      if (reply instanceof Promise) void reply.catch(fail).then(finish);
      else if (reply) finish(reply);
    } catch (error) {
      finish(fail(error));
    }
  };
  attempt(() => {
    const opened = open(head);
    if (!opened.ok) return opened.refusal;
    const { bodyLimitBytes, answer } = opened.value;
    receiveIncoming(
      request,
      bodyLimitBytes,
      (body) => {
        attempt(() => answer(body));
      },
      (error) => {
        finish(unreadAnswer(error, bodyLimitBytes));
      },
    );
    return undefined;
  });
}

/** Answers by a handler of another make, which may fail, or return anything. */
async function answerWhole(
  handler: Pick<AppserviceHandler, 'handle'>,
  request: AppserviceRequest,
  finish: (reply: HttpResponse) => void,
): Promise<void> {
  finish(await handler.handle(request));
}

/** Sends an answer, or ends the connection where that cannot be. */
function finishWith(reply: HttpResponse, request: IncomingMessage, response: ServerResponse): void {
  // A body sent in one piece with the head is parsed after it, so that an unread body is often complete a turn later.
  if (!request.complete && reply.headers['connection'] !== 'close') setImmediate(sendIfOpen, reply, request, response);
  else sendIfOpen(reply, request, response);
}

function sendIfOpen(reply: HttpResponse, request: IncomingMessage, response: ServerResponse): void {
  // Otherwise the client is gone, and no one waits for an answer.
  if (response.destroyed) return;
  try {
    send(request, response, reply);
  } catch {
    response.destroy();
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpResponse): void {
  const head = headerList(headers, body);
  if (request.complete && headers['connection'] !== 'close') {
    response.writeHead(status, head).end(body);
  } else {
    if (headers['connection'] !== 'close') head.push('connection', 'close');
    response.writeHead(status, head);
    endConnection(request, response, body);
  }
}

/**
 * Lists names and values in turn, with the body's length: Node takes them as they are, which it does not do with an
 * object.
 */
function headerList(headers: HttpResponse['headers'], body: string): string[] {
  const list: string[] = [];
  for (const name in headers) list.push(name, headers[name] ?? '');
  list.push('content-length', String(Buffer.byteLength(body)));
  return list;
}

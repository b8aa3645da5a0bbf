import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { quietly } from '../../async/quietly.js';
import { isEnding } from '../../node/end-connection.js';
import type { AnswerMerger } from '../../proxy/answer-merger.js';
import { findKeyRoute, type KeyRoute } from '../../proxy/key-routes.js';
import type { ClientCredentials, Viewers } from '../../proxy/viewers.js';
import { BodyRecorder, type RecordingLoss } from './body-recorder.js';
import { answerHeadersOf, refusalOf, requestHeadersOf, type Trusts } from './forwarded-headers.js';
import type { Forwarding } from './forwarding.js';
import { readBeginning } from './read-beginning.js';
import { sendError } from './send-error.js';

/**
 * The reason why keys could not be merged into an answer: the request or the answer was larger than what is kept, the
 * request came too slowly, too many large requests are in progress, the homeserver compressed its answer although it was
 * asked not to, or the merge failed.
 */
export type UnmergedReason = RecordingLoss | 'compressed' | 'answer-too-large' | 'failed';

/** Counts what becomes of requests. */
export interface ProxyCounts {
  requests: number;
  /** Answers into which keys were merged, by operation. */
  merged: Record<KeyRoute['operation'], number>;
  /** Answers to requests for keys that stayed as they came although an appservice might have had some, by reason. */
  unmerged: Record<UnmergedReason, number>;
  upgrades: number;
  /** Failures to reach the homeserver, by the code of the error. */
  failures: Record<string, number>;
}

/** Options of {@link createRequestHandler}. */
export interface RequestHandlerOptions {
  readonly forwarding: Forwarding;
  readonly merger: AnswerMerger;
  readonly viewers: Viewers;
  readonly trusts: Trusts;
  readonly isLast: (request: IncomingMessage) => boolean;
  readonly counts: ProxyCounts;
  /** Receives the reason why an answer stayed as it came, and the error of a merge that failed. */
  readonly onUnmerged: (reason: UnmergedReason, error?: unknown) => void;
  readonly limits?: MergeLimits;
}

/** Limits of what is merged. */
export interface MergeLimits {
  /** The most bytes of a request that are kept. Default: 8 MiB. */
  readonly requestBytes: number;
  /** The same for all requests in progress, since anyone can send one. Default: 128 MiB. */
  readonly allRequestsBytes: number;
  /** The time for which the bytes of a request are kept that has not all come, in milliseconds. Default: two minutes. */
  readonly requestMs: number;
  /** The first bytes of each request, which do not count there. Default: 64 KiB. */
  readonly unsharedBytes: number;
  /** The most bytes of an answer. Default: 64 MiB. */
  readonly answerBytes: number;
}

const usualLimits: MergeLimits = {
  requestBytes: 8 * 2 ** 20,
  requestMs: 120_000,
  allRequestsBytes: 128 * 2 ** 20,
  unsharedBytes: 64 * 2 ** 10,
  answerBytes: 64 * 2 ** 20,
};

/** Handles the requests of clients and other servers. */
export interface RequestHandler {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/**
 * Creates the handler of the proxy: every request goes to the homeserver, and into a 200 to a request for keys those of
 * appservices are merged.
 *
 * An answer stays as it came if it has another status, is compressed or too large, or if the request was too large to
 * keep, or cannot be read.
 */
export function createRequestHandler(options: RequestHandlerOptions): RequestHandler {
  const { forwarding, merger, viewers, trusts, isLast, counts, limits = usualLimits } = options;
  const budget = { leftBytes: limits.allRequestsBytes, unsharedBytes: limits.unsharedBytes };

  function leaveUnmerged(reason: UnmergedReason, error?: unknown): void {
    counts.unmerged[reason] += 1;
    options.onUnmerged(reason, error);
  }

  async function answerWithKeys(
    answer: IncomingMessage,
    { request, response, route, recorder, credentials }: PendingKeyRequest,
  ): Promise<void> {
    const headers: OutgoingHttpHeaders = { ...answerHeadersOf(answer) };
    if (isLast(request)) headers.connection = 'close';
    const { statusCode = 502, statusMessage = '' } = answer;
    const requestBody = recorder.body;
    if (statusCode !== 200 || requestBody === undefined || isEncoded(answer)) {
      const reason = requestBody === undefined ? recorder.loss : 'compressed';
      if (statusCode === 200 && reason !== undefined) leaveUnmerged(reason);
      answer.pipe(response.writeHead(statusCode, statusMessage, headers));
      return;
    }
    const { bytes, isWhole } = await readBeginning(answer, limits.answerBytes);
    if (!isWhole) {
      leaveUnmerged('answer-too-large');
      response.writeHead(statusCode, statusMessage, headers).write(bytes);
      answer.pipe(response);
      return;
    }
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    const merged = await merger
      .merge({
        route,
        requestBody,
        answerBody: bytes,
        authorization: request.headersDistinct['authorization'] ?? [],
        viewer: () => viewers.viewerOf(credentials),
        signal: gone.signal,
      })
      .catch((error: unknown) => {
        leaveUnmerged('failed', error);
        return undefined;
      });
    if (merged !== undefined) {
      counts.merged[route.operation] += 1;
      for (const name of headersOfBody) Reflect.deleteProperty(headers, name);
    }
    const body = merged === undefined ? bytes : Buffer.from(merged);
    response.writeHead(statusCode, statusMessage, { ...headers, 'content-length': String(body.byteLength) }).end(body);
  }

  function ask(request: IncomingMessage, response: ServerResponse, route: KeyRoute): void {
    const recorder = new BodyRecorder(limits.requestBytes, budget);
    const tooSlow = setTimeout(() => {
      recorder.giveUp('request-too-slow');
    }, limits.requestMs);
    recorder.once('finish', () => {
      clearTimeout(tooSlow);
    });
    response.once('close', () => {
      clearTimeout(tooSlow);
      recorder.release();
    });
    // The homeserver's answer has to be read.
    request.headers['accept-encoding'] = 'identity';
    const asked = { request, response, route, recorder, credentials: credentialsOf(request) };
    forwarding.ask(request, response, request.pipe(recorder), (answer) => {
      answerWithKeys(answer, asked).catch(() => response.destroy());
    });
  }

  return {
    handle(request, response) {
      if (isEnding(request.socket)) return;
      counts.requests += 1;
      const refusal = refusalOf(request);
      if (refusal !== undefined) {
        sendError(request, response, refusal.status, refusal.error);
        return;
      }
      const route = findKeyRoute(request.method ?? '', request.url ?? '');
      request.headers = requestHeadersOf(request, trusts);
      if (route === undefined) forwarding.pass(request, response);
      else ask(request, response, route);
    },

    upgrade(request, socket, head) {
      counts.requests += 1;
      if (refusalOf(request) !== undefined) {
        quietly(() => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'));
        return;
      }
      counts.upgrades += 1;
      request.headers = { ...requestHeadersOf(request, trusts), connection: 'Upgrade', upgrade: 'websocket' };
      forwarding.upgrade(request, socket, head);
    },
  };
}

/** A request for keys that is on its way to the homeserver. */
interface PendingKeyRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: KeyRoute;
  readonly recorder: BodyRecorder;
  readonly credentials: ClientCredentials;
}

/** Headers that describe the bytes of a body. A merged answer has others. */
const headersOfBody = [
  'content-length',
  'etag',
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
  'accept-ranges',
  'last-modified',
];

function isEncoded({ headers }: IncomingMessage): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return encoding !== '' && encoding !== 'identity';
}

/** Repeats the sender's address as well: homeservers note where a user was seen last. */
const repeatedHeaders = ['authorization', 'user-agent', 'x-forwarded-for', 'x-forwarded-proto'];

function credentialsOf({ headers, url = '' }: IncomingMessage): ClientCredentials {
  const repeated = repeatedHeaders.flatMap((name): [string, string][] => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  const query = url.indexOf('?');
  return { headers: Object.fromEntries(repeated), query: query === -1 ? '' : url.slice(query) };
}

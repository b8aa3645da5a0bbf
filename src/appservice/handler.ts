import type { HttpResponse } from '../http/matrix-response.js';
import { applicationServiceOperations, type Operation } from '../operations.js';
import { failedAnswer } from './answer-with.js';
import type { AppserviceHandlerOptions, AppserviceHandlers } from './handler-options.js';
import { requireHandlers, requireHsToken, requireOptions } from './require-options.js';
import { authenticate } from './authenticate.js';
import { answerFetch } from './answer-fetch.js';
import { accept, refuse, type Checked } from './checked.js';
import { setAsideOf, type SetAside } from './inbox-receiver.js';
import type { Inbox, InboxMetrics } from './inbox.js';
import type { InboxReceiver, InboxStorage } from './deliveries.js';
import { type OpenedRequest, type RequestHead, withSteps } from './open-request.js';
import { readRequestBody } from './request-body.js';
import { type AppserviceRequest, parseRequestTarget } from './request-target.js';
import { createRoutes, isValidPercentEncoding } from './routes.js';
import { createServices, type Service, type Services } from './services.js';
import { settingsOf, type Settings } from './settings.js';
import { createTransactionReceipt } from './receive-transaction.js';
import { createTransactionIntake, openInbox, type TransactionIntake } from './transaction-intake.js';

/** The HTTP side of an appservice, for any runtime. */
export interface AppserviceHandler {
  /** Answers a request. Never rejects. */
  readonly handle: (request: AppserviceRequest) => Promise<HttpResponse>;
  /**
   * Answers a web-standard request, for `fetch`-style runtimes: workers, Deno, Bun.
   *
   * The `content-length` of a body is trusted, since servers enforce it: a larger body than allowed is refused unread,
   * and any other is read in one piece. The request's `signal` is ignored meanwhile. Without that header, or if the
   * body came compressed, it is counted while it is read (S2).
   */
  readonly fetch: (request: Request) => Promise<Response>;
  /**
   * Tells whether this handler serves the path of a target, for any method. Other paths may go to other routes of an
   * application (A5).
   */
  readonly serves: (target: string) => boolean;
  /**
   * Begins to deliver the inbox, what was acknowledged and not delivered before first (R4). Several processes may start: one at a time
   * delivers (R5). Does nothing once started, and without handlers for transactions. Without a store this and the next five do nothing.
   */
  readonly start: () => void;
  /**
   * Ends deliveries: waits for the one in progress, which may take `deliveryTimeoutMs`, and for a store that does not answer up to twice
   * `leaseMs`. Requests are still written down.
   */
  readonly stop: () => Promise<void>;
  /** Returns the events that were set aside after ten failures, oldest first (R2). */
  readonly setAside: () => Promise<SetAside[]>;
  /** Delivers an event that was set aside again, in its old place. Resolves with false if no event with this number was. */
  readonly redeliver: (seq: number) => Promise<boolean>;
  /** Forgets an event, also one that waits. Resolves with false if there is none with this number. */
  readonly drop: (seq: number) => Promise<boolean>;
  /**
   * Counts the contents of the inbox, and the failures of this process; `undefined` without a store. `inboxPrometheusText` writes
   * them for Prometheus.
   */
  readonly inboxMetrics: () => Promise<InboxMetrics | undefined>;
}

/**
 * Creates the handler that serves all homeserver requests to an appservice, each under every one of its paths.
 *
 * These are key queries (MSC3984), key claims (MSC3983), transactions (with the fields of MSC2409, MSC3202 and MSC4203)
 * and pings (MSC2659). A request's token is checked before anything else, and its body last (A2). An operation without
 * a handler is an unknown path; ping is always there. No answer and no report holds a token (S5).
 *
 * @example
 * ```ts
 * const handler = createAppserviceHandler({ onEvent: (event) => console.log(event.type) }, { hsToken: 'secret' });
 * const response = await handler.fetch(new Request('https://as.example/_matrix/app/v1/users/x'));
 * response.status; // 401
 * ```
 * @throws {RegistrationError} if `hsToken` is empty or has anything in it but visible ASCII (A1).
 * @throws {RangeError} for a number that is not allowed (S8).
 * @throws {TypeError} if `handlers` has both `transaction` and one of the callbacks that replace it, or a handler that is
 *   no function; if `store` is no store, but a path, say, or the promise of one; for a handler or option of an unknown
 *   name. An instance of a class may have other members as well.
 */
export function createAppserviceHandler(
  handlers: AppserviceHandlers,
  options: AppserviceHandlerOptions,
): AppserviceHandler {
  requireHandlers(handlers);
  requireOptions(options);
  requireHsToken(options.hsToken);
  const settings = settingsOf(options);
  return assemble(handlers, createTransactionIntake(handlers, options, settings), options, settings);
}

/** The handlers of an appservice that takes transactions in a way of its own. */
export type KeyHandlers = Pick<AppserviceHandlers, 'queryKeys' | 'claimKeys' | 'ping'>;

/**
 * Creates a handler whose transactions go through an inbox to `receiver`, and gives the inbox out. `./encryption` is built on it.
 *
 * @throws {RegistrationError} if `hsToken` is empty or has anything in it but visible ASCII (A1).
 * @throws {RangeError} for a number that is not allowed (S8).
 */
export function createReceivingHandler(
  handlers: KeyHandlers,
  receiver: InboxReceiver,
  options: AppserviceHandlerOptions & { readonly store: InboxStorage },
): { readonly handler: AppserviceHandler; readonly inbox: Inbox } {
  requireHsToken(options.hsToken);
  const settings = settingsOf(options);
  const inbox = openInbox(options.store, receiver, options, settings);
  const deliver = createTransactionReceipt(inbox, settings);
  return { handler: assemble(handlers, { deliver, inbox }, options, settings), inbox };
}

function assemble(
  handlers: AppserviceHandlers,
  { deliver, inbox }: TransactionIntake,
  { hsToken, queryToken = false, legacyRoutes = false }: AppserviceHandlerOptions,
  settings: Settings,
): AppserviceHandler {
  const routes = createRoutes(endpointsOf(createServices(handlers, deliver, settings)), legacyRoutes);

  /**
   * Checks a request's token and finds its endpoint, by its head alone (A2).
   * @rule A2
   */
  function open(request: RequestHead): Checked<OpenedRequest> {
    const { path, query } = parseRequestTarget(request.target);
    const refusal = authenticate({ authorization: request.header('authorization'), query }, { hsToken, queryToken });
    if (refusal) return { ok: false, refusal };
    if (!isValidPercentEncoding(path))
      return refuse(400, 'M_INVALID_PARAM', 'the percent-encoding of the path is broken');
    const route = routes.find(path);
    if (!route) return refuse(404, 'M_UNRECOGNIZED', 'the path is not known');
    const { method, service } = route.endpoint;
    if (request.method !== method) {
      return refuse(405, 'M_UNRECOGNIZED', `the method must be ${method}`, { allow: method });
    }
    return accept({ ...service, answer: (body) => service.answer(body, route.parameter) });
  }

  function fail(error: unknown): HttpResponse {
    settings.reportError(error, { operation: undefined });
    return failedAnswer();
  }

  const handle = withSteps(
    async (request) => {
      try {
        const opened = open(request);
        if (!opened.ok) return opened.refusal;
        const body = await readRequestBody(request, opened.value.bodyLimitBytes);
        return body.ok ? await opened.value.answer(body.value) : body.refusal;
      } catch (error) {
        return fail(error);
      }
    },
    { open, fail },
  );

  return {
    handle,
    fetch: (request) => answerFetch(handle, request),
    serves: (target) => routes.find(parseRequestTarget(target).path) !== undefined,
    start: () => inbox?.start(),
    stop: async () => inbox?.stop(),
    setAside: async () => ((await inbox?.setAside()) ?? []).map(setAsideOf),
    redeliver: async (seq) => (await inbox?.redeliver(seq)) ?? false,
    drop: async (seq) => (await inbox?.drop(seq)) ?? false,
    inboxMetrics: async () => inbox?.metrics(),
  };
}

/** An operation of the documents, with its service. */
interface Endpoint extends Operation {
  readonly service: Service;
}

function endpointsOf(services: Services): Endpoint[] {
  return Object.values(applicationServiceOperations).flatMap((operation) => {
    const service = services[operation.operationId];
    return service ? [{ ...operation, service }] : [];
  });
}

/**
 * The part of an undici `Dispatcher` that the transport needs: an `Agent`, `Pool`, `Client` or `ProxyAgent` of undici 7
 * or 8 has it.
 *
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/Dispatcher.md#dispatcherdispatchoptions-handler
 */
export interface UndiciDispatcher {
  dispatch(options: UndiciRequest, handler: UndiciHandler): unknown;
}

/** A request, as undici takes it. */
export interface UndiciRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | null;
  /** Zero: the call's own deadline counts (N8). */
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
}

/** The handler of a request's events. */
export interface UndiciHandler {
  onRequestStart(controller: UndiciController): void;
  onResponseStart(controller: UndiciController, status: number, headers: UndiciHeaders): void;
  onResponseData(controller: UndiciController, chunk: Uint8Array): void;
  onResponseEnd(controller: UndiciController): void;
  onResponseError(controller: UndiciController, error: Error): void;
}

/** Control over a request in progress. */
export interface UndiciController {
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

/** Headers by their names in lower case. */
export type UndiciHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Refuses a dispatcher that may send a request more than once (N3), as far as that can be recognised: a `RetryAgent`, and
 * any that `compose` has made, since its interceptors cannot be seen from outside.
 *
 * @throws {TypeError}
 */
export function requirePlainDispatcher(given: UndiciDispatcher): void {
  const { dispatch } = given as Partial<UndiciDispatcher>;
  if (typeof dispatch !== 'function') {
    throw new TypeError('createUndiciTransport needs a dispatcher of undici, such as new Agent()');
  }
  if (isRetrying(given) || isComposed(given)) {
    throw new TypeError(
      'createUndiciTransport needs a dispatcher that sends each request once: an Agent, Pool, Client or ProxyAgent, ' +
        'and no RetryAgent nor the result of compose(), whose interceptors may retry or follow redirects',
    );
  }
}

function isRetrying(given: object): boolean {
  return prototypesOf(given).some(({ constructor }) => constructor.name === 'RetryAgent');
}

/** Tells whether `dispatch` is not that of the class: `compose` puts a proxy around the dispatcher that replaces it. */
function isComposed(given: UndiciDispatcher): boolean {
  const prototypes = prototypesOf(given);
  const isOfClass = prototypes.some((prototype) => Object.hasOwn(prototype, 'dispatch'));
  return isOfClass && !prototypes.some((prototype) => Reflect.get(prototype, 'dispatch') === given.dispatch);
}

/** Lists the prototypes of an object, without that of all objects. */
function prototypesOf(given: object): object[] {
  const prototypes: object[] = [];
  let next: unknown = Object.getPrototypeOf(given);
  while (typeof next === 'object' && next !== null && next !== Object.prototype) {
    prototypes.push(next);
    next = Object.getPrototypeOf(next);
  }
  return prototypes;
}

import type { HttpResponse } from '../http/matrix-response.js';
import type { Checked } from './checked.js';
import type { AppserviceRequest } from './request-target.js';

/** A request without its body. */
export type RequestHead = Pick<AppserviceRequest, 'method' | 'target' | 'header'>;

/** The work that is left for a request whose head was let in. */
export interface OpenedRequest {
  readonly bodyLimitBytes: number;
  /** Answers, given the body: at once where nothing is waited for. */
  readonly answer: (body: Uint8Array) => HttpResponse | Promise<HttpResponse>;
}

/** The steps of answering a request, for servers that need no promise. */
export interface RequestSteps {
  /** Judges a request by its head: refuses it, or says what to do with its body. */
  readonly open: (head: RequestHead) => Checked<OpenedRequest>;
  /** Reports the error of one of the steps, and makes the answer. */
  readonly fail: (error: unknown) => HttpResponse;
}

type Handle = (request: AppserviceRequest) => Promise<HttpResponse>;

const stepsOfHandle: unique symbol = /*@__PURE__*/ Symbol('open');

/**
 * Gives a function that answers requests the steps that it takes. They belong to this function alone: a handler whose
 * `handle` was replaced or wrapped is asked by that.
 */
export function withSteps(handle: Handle, steps: RequestSteps): Handle {
  return Object.assign(handle, { [stepsOfHandle]: steps });
}

/** Returns the steps that a function takes, if it has any. */
export function stepsOf(handle: Handle & { readonly [stepsOfHandle]?: RequestSteps }): RequestSteps | undefined {
  return handle[stepsOfHandle];
}

import { Cancellation } from '../async/cancellation.js';
import type { KeyRequestOptions } from './key-proxy-options.js';
import type { LocalRequest } from './local-keys.js';

/**
 * Makes what a method of `local` gets. Its signal is made when it is first looked at, since most methods don't: it costs
 * more than the rest of a small request.
 */
type ForLocal<Context> = <More extends object>(more: More) => LocalRequest<Context> & More;

/** Answers a request, which ends with the caller's own. It is cancelled when the work fails, to stop the rest of it. */
export async function answerRequest<Context, T>(
  given: (KeyRequestOptions & { readonly context?: Context | undefined }) | undefined,
  work: (forLocal: ForLocal<Context>, caller: Cancellation) => Promise<T>,
): Promise<T> {
  const { signal, context } = given ?? {};
  const caller = new Cancellation();
  const unfollow = signal && caller.follow(signal);
  const forLocal: ForLocal<Context> = (more) => ({
    ...more,
    // It can only be left out if its type allows undefined.
    context: context as Context,
    get signal() {
      return caller.signal;
    },
  });
  try {
    return await work(forLocal, caller);
  } catch (error) {
    caller.cancel(error);
    throw error;
  } finally {
    unfollow?.();
  }
}

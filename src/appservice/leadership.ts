import { Cancellation } from '../async/cancellation.js';
import { longestTimerMs } from '../async/deadline.js';
import { StoreError } from '../errors.js';
import type { Fence, LeaseStore } from './store.js';

/** The time, and a way to wait for it. Tests pass in one of their own. */
export interface Time {
  /** Milliseconds since the epoch, as the system's clock has it. */
  readonly epochMs: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicMs: () => number;
  /** Resolves after a time, or as soon as it is cancelled. */
  readonly wait: (timeMs: number, until: Cancellation) => Promise<void>;
}

/** The runtime's own time. */
export const systemTime: Time = {
  epochMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  wait: (timeMs, until) =>
    new Promise((resolve) => {
      if (until.cancelled) {
        resolve();
        return;
      }
      const end = (): void => {
        clearTimeout(timer);
        callOff();
        resolve();
      };
      const timer = setTimeout(end, Math.min(timeMs, longestTimerMs));
      const callOff = until.onCancel(end);
    }),
};

/** A time in which this process alone delivers and sends (R5). */
export interface Term {
  /** Goes into every write of the term. */
  readonly fence: Fence;
  /** Cancelled when the lease was lost: whatever is in progress must end. */
  readonly lost: Cancellation;
  /** Cancelled when the lease was lost or the process stops: nothing new may begin. */
  readonly ending: Cancellation;
}

/** Options of {@link lead}. */
export interface LeadOptions {
  /** Ends the term once its work is done, and lets none follow. */
  readonly stopping: Cancellation;
  /** The life of the lease without a renewal, in milliseconds. It is renewed three times as often. */
  readonly durationMs: number;
  readonly time: Time;
  /** Is told when the store fails; it is asked again. */
  readonly onError: (error: unknown) => void;
  /** Is told, perhaps often, that another process has the lease and lives: it has had it for longer than a dead one could. */
  readonly standBy?: (() => void) | undefined;
}

/**
 * Does `work` whenever this process has the lease, until it is stopped, or the store is closed or was replaced. While another process
 * has the lease, waits until that gives it up or it expires.
 *
 * @rule R5
 */
export async function lead(
  lease: LeaseStore,
  work: (term: Term) => Promise<void>,
  options: LeadOptions,
): Promise<void> {
  const { stopping, durationMs, time, onError } = options;
  const owner = crypto.randomUUID();
  let refusals = 0;
  while (!stopping.cancelled) {
    try {
      // The lease may be as old as the question when the answer comes.
      const expiresAtMs = time.monotonicMs() + durationMs;
      const fence = await unlessStopped(lease.acquire(owner, durationMs), options);
      if (fence === undefined) {
        // The lease of a dead process expires while this one waits ten times for its tenth part.
        if (++refusals > 11) options.standBy?.();
      } else {
        refusals = 0;
        try {
          await serveTerm({ fence, expiresAtMs }, lease, work, options);
        } finally {
          await unlessStopped(lease.release(fence), options);
        }
      }
    } catch (error) {
      onError(error);
      if (isUnusable(error)) return;
    }
    await time.wait(durationMs / 10, stopping);
  }
}

/** Tells whether an error says that this store will never work again. */
export function isUnusable(error: unknown): boolean {
  return error instanceof StoreError && (error.code === 'CLOSED' || error.code === 'REPLACED');
}

/** A lease that this process has, as it knows it. */
interface HeldLease {
  readonly fence: Fence;
  /** The earliest time at which another process may take it, by the monotonic clock. */
  readonly expiresAtMs: number;
}

async function serveTerm(
  { fence, expiresAtMs }: HeldLease,
  lease: LeaseStore,
  work: (term: Term) => Promise<void>,
  options: LeadOptions,
): Promise<void> {
  const { stopping } = options;
  const term = { fence, lost: new Cancellation(), ending: new Cancellation() };
  const callOff = term.ending.follow(stopping);
  const over = new Cancellation();
  const renewing = keepRenewing(term, expiresAtMs, lease, over, options);
  try {
    // Work that waits for a store without an answer would never end. It delivers nothing once the lease is lost.
    const isLost = new Promise<void>((resolve) => {
      term.lost.onCancel(resolve);
    });
    await Promise.race([work(term), isLost]);
  } finally {
    callOff();
    over.cancel(undefined);
    await renewing;
  }
}

/** Settles as a call of the store does, or with `undefined` if it has no answer for the life of a lease after a stop. */
function unlessStopped<T>(call: Promise<T>, { stopping, durationMs, time }: LeadOptions): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const settled = new Cancellation();
    const giveUp = (): void => {
      void time.wait(durationMs, settled).then(() => {
        resolve(undefined);
      });
    };
    const callOff = stopping.onCancel(giveUp);
    if (stopping.cancelled) giveUp();
    void call.then(resolve, reject).finally(() => {
      callOff();
      settled.cancel(undefined);
    });
  });
}

/** Renews the lease until the term is over, and ends the term when it is lost or could not be renewed in time. */
async function keepRenewing(
  { fence, lost, ending }: Term,
  firstExpiryMs: number,
  lease: LeaseStore,
  over: Cancellation,
  { durationMs, time }: LeadOptions,
): Promise<void> {
  let expiresAtMs = firstExpiryMs;
  const untilExpiry = (): number => Math.max(0, expiresAtMs - time.monotonicMs());
  while (!lost.cancelled) {
    await time.wait(Math.min(durationMs / 3, untilExpiry()), over);
    if (over.cancelled) return;
    const askedAtMs = time.monotonicMs();
    // A store that fails may work again before the lease expires.
    const renewal = lease.renew(fence, durationMs).catch(() => undefined);
    const isRenewed = await beforeTimeout(renewal, untilExpiry(), time);
    if (isRenewed === true) expiresAtMs = askedAtMs + durationMs;
    if (isRenewed !== false && untilExpiry() > 0) continue;
    const reason = new StoreError('FENCED', 'the lease was lost: another process may have taken it');
    lost.cancel(reason);
    ending.cancel(reason);
  }
}

/** Settles as the promise does, or with `undefined` after a time: a store whose connection is dead may never answer. */
async function beforeTimeout<T>(promise: Promise<T>, timeMs: number, time: Time): Promise<T | undefined> {
  const settled = new Cancellation();
  const result = Promise.race([promise, time.wait(timeMs, settled).then(() => undefined)]);
  void promise.then(() => {
    settled.cancel(undefined);
  });
  return result;
}

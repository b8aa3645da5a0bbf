import type { Cancellation } from '../../src/async/cancellation.js';
import type { Time } from '../../src/appservice/leadership.js';

/** A time that passes only when a test says so. */
export interface ManualTime extends Time {
  /** Lets everything happen that needs no time. */
  readonly settle: () => Promise<void>;
  /** Lets time pass, and everything happen that waits for it. */
  readonly advance: (timeMs: number) => Promise<void>;
}

interface Waiter {
  readonly atMs: number;
  readonly end: () => void;
}

/**
 * Makes a time that stands still.
 *
 * @param turns The turns of the event loop that are enough for any work of the store under test.
 */
export function createManualTime(turns: number): ManualTime {
  let nowMs = 1_700_000_000_000;
  const waiters = new Set<Waiter>();

  async function settle(): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    epochMs: () => nowMs,
    monotonicMs: () => nowMs,
    wait: (timeMs: number, until: Cancellation) =>
      new Promise((resolve) => {
        if (until.cancelled) {
          resolve();
          return;
        }
        const waiter = {
          atMs: nowMs + timeMs,
          end: () => {
            waiters.delete(waiter);
            callOff();
            resolve();
          },
        };
        const callOff = until.onCancel(waiter.end);
        waiters.add(waiter);
      }),
    settle,
    advance: async (timeMs) => {
      const endMs = nowMs + timeMs;
      for (;;) {
        await settle();
        const [next] = [...waiters].sort((a, b) => a.atMs - b.atMs);
        if (!next || next.atMs > endMs) break;
        nowMs = Math.max(nowMs, next.atMs);
        next.end();
      }
      nowMs = endMs;
    },
  };
}

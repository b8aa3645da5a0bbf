import { vi } from 'vitest';

/** Far longer than anything takes: for what never comes, not for a machine that is busy. */
const mostMs = 30_000;

/** Waits until an assertion holds, and returns what it returns. */
export function eventually<T>(assertion: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: mostMs, interval: 5 });
}

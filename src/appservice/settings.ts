import { quietly } from '../async/quietly.js';
import type { Finding } from '../findings.js';
import { createSecretHider, type HideSecrets } from '../hide-secrets.js';
import { mostLevels } from '../http/decode-json.js';
import { numberOption } from '../number-options.js';
import type { AppserviceHandlerOptions, AppserviceLimits, ReportContext } from './handler-options.js';

/** The options for answering requests, with all defaults filled in. */
export interface Settings {
  readonly deadlineMs: number;
  readonly deliveryTimeoutMs: number;
  readonly leaseMs: number;
  readonly limits: { readonly [Limit in keyof AppserviceLimits]-?: number };
  /** Removes the `hs_token` from texts quoted in reports and answers (S5). */
  readonly hide: HideSecrets;
  /** Calls the application's `onError`; never throws. */
  readonly reportError: (error: unknown, context: ReportContext) => void;
  /** Calls the application's `onFinding`; never throws. */
  readonly reportFinding: (finding: Finding, context: ReportContext) => void;
}

/** A day: where a process died, nothing is delivered for as long as its lease lasts. */
const longestLeaseMs = 24 * 3600 * 1000;
const mebibyte = 1024 * 1024;
const count = { whole: true };

/**
 * Fills in the defaults.
 *
 * @throws {RangeError} for a number that is not allowed (S8).
 */
export function settingsOf({
  hsToken,
  deadlineMs,
  deliveryTimeoutMs,
  leaseMs,
  limits,
  onError,
  onFinding,
}: AppserviceHandlerOptions): Settings {
  return {
    deadlineMs: numberOption('deadlineMs', deadlineMs, 30_000),
    deliveryTimeoutMs: numberOption('deliveryTimeoutMs', deliveryTimeoutMs, 600_000),
    leaseMs: numberOption('leaseMs', leaseMs, 10_000, { most: longestLeaseMs }),
    limits: {
      transactionBytes: numberOption('limits.transactionBytes', limits?.transactionBytes, 64 * mebibyte, count),
      keyRequestBytes: numberOption('limits.keyRequestBytes', limits?.keyRequestBytes, mebibyte, count),
      depth: numberOption('limits.depth', limits?.depth, 512, { ...count, most: mostLevels }),
      entries: numberOption('limits.entries', limits?.entries, 100_000, count),
    },
    hide: createSecretHider([hsToken]),
    reportError: (error, context) => {
      quietly(() => onError?.(error, context));
    },
    reportFinding: (finding, context) => {
      quietly(() => onFinding?.(finding, context));
    },
  };
}

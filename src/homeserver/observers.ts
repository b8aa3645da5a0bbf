import { quietly } from '../async/quietly.js';
import type { Finding } from '../findings.js';
import type { LostKeys } from './lost-keys.js';
import type { MetricsRecorder } from './metrics.js';
import type { FindingContext, KeyProxyFailure, KeyProxyOptions } from './key-proxy-options.js';

/** The receivers of reports: the metrics, and the host's own observers. None of them can break an answer. */
export interface Observers {
  /** Reports a part of a query that needed no request of its own (G4). */
  reportShared(): void;
  /** Reports the duration of an appservice's answer. */
  reportAnswer(durationMs: number): void;
  reportFailure(failure: KeyProxyFailure): void;
  reportFindings(findings: readonly Finding[], context: FindingContext): void;
  /** Reports claimed keys that reach no one, beside those that an answer lost when it was cut down. */
  reportLostKeys(lost: LostKeys, context: FindingContext): void;
}

/** Creates observers from the host's functions, beside the metrics. */
export function createObservers(
  { onFailure, onFinding }: Pick<KeyProxyOptions, 'onFailure' | 'onFinding'>,
  metrics: MetricsRecorder,
): Observers {
  function tell(findings: readonly Finding[], context: FindingContext): void {
    for (const finding of findings) quietly(() => onFinding?.(finding, context));
  }

  return {
    reportShared() {
      metrics.countShared();
    },
    reportAnswer(durationMs) {
      metrics.countAnswer(durationMs);
    },
    reportFailure(failure) {
      metrics.countFailure(failure.error, failure.durationMs);
      quietly(() => onFailure?.(failure));
    },
    reportFindings(findings, context) {
      metrics.countFindings(findings, context.operation);
      tell(findings, context);
    },
    reportLostKeys({ count, findings }, context) {
      metrics.countLostKeys(count);
      tell(findings, context);
    },
  };
}

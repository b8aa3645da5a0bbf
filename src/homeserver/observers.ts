import { quietly } from '../async/quietly.js';
import type { Finding } from '../findings.js';
import type { LostKeys } from './lost-keys.js';
import type { MetricsRecorder } from './metrics.js';
import type { FindingContext, KeyProxyFailure, KeyProxyOptions } from './key-proxy-options.js';

/** Who is told of what went on: the metrics, and whom the host passed in. Whatever these do, they break no answer. */
export interface Observers {
  /** Part of a query needed no request of its own (G4). */
  reportShared(): void;
  /** An appservice has answered, after so many milliseconds. */
  reportAnswer(durationMs: number): void;
  reportFailure(failure: KeyProxyFailure): void;
  reportFindings(findings: readonly Finding[], context: FindingContext): void;
  /** Keys were claimed and reach nobody, beside those that an answer lost when it was cut down. */
  reportLostKeys(lost: LostKeys, context: FindingContext): void;
}

/** Makes observers of the functions that the host passed in, beside the metrics. */
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

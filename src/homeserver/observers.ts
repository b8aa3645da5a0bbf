import type { Finding } from '../findings.js';
import { quietly } from '../http/quietly.js';
import type { MetricsRecorder } from './metrics.js';
import type { FindingContext, KeyProxyFailure, KeyProxyOptions } from './key-proxy-options.js';

/** Who is told of what went on: the metrics, and whom the host passed in. Whatever these do, they break no answer. */
export interface Observers {
  /** An appservice has answered, after so many milliseconds. */
  reportAnswer(durationMs: number): void;
  reportFailure(failure: KeyProxyFailure): void;
  reportFindings(findings: readonly Finding[], context: FindingContext): void;
}

/** Makes observers of the functions that the host passed in, beside the metrics. */
export function createObservers(
  { onFailure, onFinding }: Pick<KeyProxyOptions, 'onFailure' | 'onFinding'>,
  metrics: MetricsRecorder,
): Observers {
  return {
    reportAnswer(durationMs) {
      metrics.countAnswer(durationMs);
    },
    reportFailure(failure) {
      metrics.countFailure(failure.error, failure.durationMs);
      quietly(() => onFailure?.(failure));
    },
    reportFindings(findings, context) {
      metrics.countFindings(findings);
      for (const finding of findings) quietly(() => onFinding?.(finding, context));
    },
  };
}

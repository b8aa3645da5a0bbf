import type { Finding } from '../findings.js';
import { quietly } from '../http/quietly.js';
import type { FindingContext, KeyProxyFailure, KeyProxyOptions } from './key-proxy-options.js';

/** Who is told of what went wrong. Whatever they do, they break no answer. */
export interface Observers {
  reportFailure(failure: KeyProxyFailure): void;
  reportFindings(findings: readonly Finding[], context: FindingContext): void;
}

/** Makes observers of the functions that the host passed in. */
export function createObservers({ onFailure, onFinding }: Pick<KeyProxyOptions, 'onFailure' | 'onFinding'>): Observers {
  return {
    reportFailure(failure) {
      quietly(() => onFailure?.(failure));
    },
    reportFindings(findings, context) {
      for (const finding of findings) quietly(() => onFinding?.(finding, context));
    },
  };
}

import { channel } from 'node:diagnostics_channel';
import type { Finding } from '../findings.js';
import type { FindingContext, KeyProxyFailure } from '../homeserver/index.js';

/** A message on the channel `matrix-encrypted-appservice:finding`. */
export interface KeyProxyFindingMessage extends FindingContext {
  /** The finding; its origin is in the other fields. */
  readonly finding: Finding;
}

/** Options of `createKeyProxy` that publish its reports. */
export interface DiagnosticsObservers {
  /** Publishes a call that gave no information. */
  readonly onFailure: (failure: KeyProxyFailure) => void;
  /** Publishes a finding about an answer or a registration. */
  readonly onFinding: (finding: Finding, context: FindingContext) => void;
}

/**
 * Publishes the reports of a key proxy on `node:diagnostics_channel`.
 *
 * | channel | message | |---|---| | `matrix-encrypted-appservice:failure` | {@link KeyProxyFailure} | |
 * `matrix-encrypted-appservice:finding` | {@link KeyProxyFindingMessage} |
 *
 * Neither holds a token (S5). Without a subscriber nothing is done. A subscriber that throws breaks no answer: Node
 * reports an uncaught exception. All key proxies of a process share the channels. Counters are not published: read
 * `metrics()` for them.
 *
 * @example
 * ```ts
 * import { subscribe } from 'node:diagnostics_channel';
 *
 * subscribe('matrix-encrypted-appservice:failure', (failure) => console.warn(failure));
 * const { onFailure, onFinding } = publishDiagnostics(); // spread these into the options of createKeyProxy
 * ```
 * @see https://nodejs.org/api/diagnostics_channel.html
 */
export function publishDiagnostics(): DiagnosticsObservers {
  const failures = channel('matrix-encrypted-appservice:failure');
  const findings = channel('matrix-encrypted-appservice:finding');
  return {
    onFailure(failure) {
      if (failures.hasSubscribers) failures.publish(failure);
    },
    onFinding(finding, context) {
      if (findings.hasSubscribers) findings.publish({ ...context, finding } satisfies KeyProxyFindingMessage);
    },
  };
}

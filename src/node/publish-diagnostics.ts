import { channel } from 'node:diagnostics_channel';
import type { Finding } from '../findings.js';
import type { FindingContext, KeyProxyFailure } from '../homeserver/index.js';

/** What is published on the channel `matrix-encrypted-appservice:finding`. */
export interface KeyProxyFindingMessage extends FindingContext {
  /** What was found; what it is about stands beside it. */
  readonly finding: Finding;
}

/** Options of `createKeyProxy` that publish what they are told. */
export interface DiagnosticsObservers {
  /** Publishes a call that gave no information. */
  readonly onFailure: (failure: KeyProxyFailure) => void;
  /** Publishes what was wrong with an answer or a registration. */
  readonly onFinding: (finding: Finding, context: FindingContext) => void;
}

/**
 * Publishes what a key proxy reports on `node:diagnostics_channel`: `createKeyProxy({ …, ...publishDiagnostics() })`.
 *
 * | channel | message |
 * |---|---|
 * | `matrix-encrypted-appservice:failure` | {@link KeyProxyFailure} |
 * | `matrix-encrypted-appservice:finding` | {@link KeyProxyFindingMessage} |
 *
 * Neither has a token in it (S5). Without a subscriber nothing is done, and a subscriber that throws breaks no answer: Node
 * reports that as an uncaught exception. All key proxies of a process share the channels. Counters are not published: ask
 * `metrics()` for them.
 *
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

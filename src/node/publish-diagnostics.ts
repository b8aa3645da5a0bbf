import { channel } from 'node:diagnostics_channel';
import type { InboxReport } from '../appservice/index.js';
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

/** The option of `createAppserviceHandler` that publishes what happens in its inbox. */
export interface InboxObserver {
  /** Publishes one report. */
  readonly onInbox: (report: InboxReport) => void;
}

/**
 * Publishes what happens in an appservice's inbox on `node:diagnostics_channel`: an {@link InboxReport} on
 * `matrix-encrypted-appservice:inbox` for each transaction that is accepted, and each delivery that succeeds or fails.
 *
 * Without a subscriber nothing is done, and one that throws breaks no delivery. All handlers of a process share the channel. The
 * error of a failed delivery is the application's own. Counters are not published: read `inboxMetrics()` for them.
 *
 * @example
 * ```ts
 * import { subscribe } from 'node:diagnostics_channel';
 *
 * subscribe('matrix-encrypted-appservice:inbox', (report) => console.log(report));
 * const { onInbox } = publishInboxDiagnostics(); // spread this into the options of createAppserviceHandler
 * ```
 * @see https://nodejs.org/api/diagnostics_channel.html
 */
export function publishInboxDiagnostics(): InboxObserver {
  const reports = channel('matrix-encrypted-appservice:inbox');
  return {
    onInbox(report) {
      if (reports.hasSubscribers) reports.publish(report);
    },
  };
}

import type { Finding } from '../../findings.js';
import { capabilityOn } from '../../registration/capability-findings.js';
import { capabilities, type Capability, synapse } from '../../registration/homeserver-facts.js';
import { faultsAnywhere } from '../../registration/lint-registration.js';
import { isCalled } from '../../registration/registration-fields.js';
import type { AppserviceRegistration } from '../../types.js';

/** Says which lines make a homeserver do what it does not. */
export interface SetupAdvice {
  /** Returns the lines for a capability, as part of a sentence. They are Synapse's, which most appservices run with. */
  readonly linesFor: (...wanted: readonly Capability[]) => string;
}

/**
 * Lists what a registration itself will not do, whatever the homeserver: it owns no users but its sender, its namespaces are for another
 * server, or nothing is ever sent to it.
 *
 * @param isSyncing Tells whether messages are asked for all the time, so that nothing needs to be sent.
 */
export function registrationFindings(
  registration: AppserviceRegistration,
  serverName: string,
  isSyncing: boolean,
): Finding[] {
  const findings = faultsAnywhere(registration, serverName);
  if (isSyncing || isCalled(registration.url)) return findings;
  const message =
    'it has no `url`: where the registration file of the homeserver has none either, the homeserver sends the appservice nothing. ' +
    "Write our address there, or choose receive: 'sync'";
  return [...findings, { code: 'capability-missing', severity: 'warning', pointer: '/url', message }];
}

/** Takes advice from the facts about homeservers, so that no flag is known in two places. */
export function createSetupAdvice(registration: AppserviceRegistration): SetupAdvice {
  return {
    linesFor: (...wanted) => {
      const subject = { registration, homeserver: synapse, version: undefined, unreached: undefined };
      const lines = capabilities
        .filter(({ id }) => wanted.includes(id))
        .map((capability) => capabilityOn(capability, { ...subject, answers: wanted }));
      const flags = new Set(lines.flatMap(({ flags: all = [] }) => all));
      const settings = new Set(lines.flatMap(({ settings: all = [] }) => all));
      const advice = [
        ...(flags.size > 0 ? [`add ${list(flags, ': true')} to the registration file`] : []),
        ...(settings.size > 0 ? [`add ${list(settings)} to homeserver.yaml`] : []),
      ];
      const known = advice.length === 0 ? 'use a newer version' : `${advice.join(', ')}, and restart it`;
      return `on Synapse, ${known}; for other homeservers, see what lintRegistration says of them`;
    },
  };
}

function list(lines: ReadonlySet<string>, end = ''): string {
  return [...lines].map((line) => `\`${line}${end}\``).join(' and ');
}

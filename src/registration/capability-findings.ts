import type { Finding, FindingCode } from '../findings.js';
import type { AppserviceRegistration } from '../types.js';
import {
  type Capability,
  type CapabilityFacts,
  covers,
  describeRange,
  type HomeserverFact,
  type HomeserverFacts,
  isNewer,
} from './homeserver-facts.js';
import { addFlags, judgeFact, missingFlags, type FactVerdict } from './judge-fact.js';
import type { Version } from './version.js';

/** A finding about a registration, with its subject and a remedy where there is one. */
export interface RegistrationFinding extends Finding {
  /** Capability that the finding decides. Each has one such finding. */
  readonly capability?: Capability;
  /** Flags to set to `true` in the registration. Always there with a capability. */
  readonly flags?: readonly string[];
  /**
   * Required lines of the homeserver's configuration, with their full paths. Always there with a capability. The
   * configuration itself is not seen.
   */
  readonly settings?: readonly string[];
  /** Newest version that was looked up, and what holds there; for a capability on a newer version (G10). */
  readonly lookedUp?: { readonly version: string; readonly code: FindingCode };
}

/** The registration and homeserver that a capability is decided for. */
export interface Subject {
  readonly registration: AppserviceRegistration;
  readonly homeserver: HomeserverFacts;
  readonly version: Version | undefined;
  /** Capabilities for which the appservice answers requests. */
  readonly answers: readonly Capability[];
  /** Reason why the homeserver never calls the appservice; `undefined` if it does. */
  readonly unreached: string | undefined;
}

/**
 * Decides a capability on a known homeserver (G5).
 * @rule G5
 */
export function capabilityOn(
  capability: CapabilityFacts,
  { registration, homeserver, version, answers, unreached }: Subject,
): RegistrationFinding {
  const { id, isCalled, isAsked = false } = capability;
  const judged = (fact: HomeserverFact): { fact: HomeserverFact; verdict: FactVerdict } => ({
    fact,
    verdict: judgeFact(fact, registration, homeserver, !isAsked || answers.includes(id)),
  });
  const facts = homeserver.facts.filter(({ of }) => of.includes(id));
  const verdicts = facts.filter((fact) => covers(fact, version)).map(judged);
  const [first] = verdicts;
  const where = version === undefined ? homeserver.name : `${homeserver.name} ${version.join('.')}`;
  const isNewerVersion = isNewer(version, homeserver);
  if (isCalled && unreached !== undefined && (isNewerVersion || first?.verdict.code !== 'capability-unavailable')) {
    return unreachable(capability, unreached);
  }
  if (first === undefined) {
    const others = facts.map(judged).map(perVersion);
    return unknown(capability, `on ${where}: ${['nothing is known', ...others].join('; ')}`);
  }
  if (isNewerVersion) {
    const { code, text, flags, settings } = first.verdict;
    const { newest } = homeserver;
    const finding = unknown(capability, `on ${where}: not looked up; on ${newest} it ${text}`);
    return { ...finding, flags, settings, lookedUp: { version: newest, code } };
  }
  if (verdicts.every(({ verdict }) => verdict.text === first.verdict.text)) {
    return found(capability, where, first.verdict);
  }
  const text = `depends on the version: ${verdicts.map(perVersion).join('; ')}`;
  if (verdicts.some(({ verdict }) => verdict.code !== first.verdict.code)) {
    return unknown(capability, `on ${where}: ${text}`);
  }
  const flags = [...new Set(verdicts.flatMap(({ verdict }) => verdict.flags))];
  const settings = [...new Set(verdicts.flatMap(({ verdict }) => verdict.settings))];
  return found(capability, where, { ...first.verdict, text, flags, settings });
}

function perVersion({ fact, verdict }: { readonly fact: HomeserverFact; readonly verdict: FactVerdict }): string {
  return `${describeRange(fact)} it ${verdict.text}`;
}

function found(capability: CapabilityFacts, where: string, verdict: FactVerdict): RegistrationFinding {
  const { code, severity, pointer, text, flags, settings } = verdict;
  const message = `${capability.title} on ${where}: ${text}`;
  return { code, severity, pointer, message, capability: capability.id, flags, settings };
}

function unknown({ id, title }: CapabilityFacts, text: string, flags: readonly string[] = []): RegistrationFinding {
  const message = `${title} ${text}`;
  return { code: 'capability-unknown', severity: 'warning', pointer: '', message, capability: id, flags, settings: [] };
}

function unreachable({ id, title }: CapabilityFacts, why: string): RegistrationFinding {
  return {
    code: 'capability-missing',
    severity: 'error',
    pointer: '/url',
    message: `${title}: will not work, since ${why}`,
    capability: id,
    flags: [],
    settings: [],
  };
}

/** Explains what the specification requires for a capability, on an unknown homeserver. */
export function capabilitySpecified(
  capability: CapabilityFacts,
  registration: AppserviceRegistration,
  unreached: string | undefined,
): RegistrationFinding {
  if (capability.isCalled && unreached !== undefined) return unreachable(capability, unreached);
  const { specified } = capability;
  if (specified === undefined)
    return unknown(capability, 'on this homeserver: nothing is known; they are in drafts alone');
  const flags = missingFlags(specified.registration, registration);
  const advice = flags.length === 0 ? 'the registration has everything it needs' : addFlags(flags);
  return unknown(
    capability,
    `on this homeserver: nothing is known; it is in Matrix since ${specified.matrixVersion}: ${advice}`,
    flags,
  );
}

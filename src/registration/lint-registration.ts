import { type Finding, jsonPointer } from '../findings.js';
import { createSecretHider } from '../hide-secrets.js';
import type { AppserviceRegistration } from '../types.js';
import {
  capabilities,
  type Capability,
  type CapabilityFacts,
  covers,
  describeRange,
  findHomeserver,
  type HomeserverFact,
  type HomeserverFacts,
  isBounded,
  knownHomeservers,
} from './homeserver-facts.js';
import { isCalled } from './appservice-url.js';
import { addFlags, hasFlag, judgeFact, missingFlags, type Verdict } from './judge-fact.js';
import { registrationOfSchema } from './registration-of-schema.js';
import { parseVersion, type Version } from './version.js';

/** A homeserver, by the name of the software: `synapse`, `1.157.0`. Case does not matter, nor does what follows the numbers. */
export interface HomeserverSoftware {
  readonly name: string;
  readonly version?: string | undefined;
}

/** A finding about a registration; with what it is about, and what to write, where there is such. */
export interface RegistrationFinding extends Finding {
  /** The capability that the finding decides. There is one such finding for each. */
  readonly capability?: Capability;
  /** Flags to set to `true` in the registration; with a capability always there. */
  readonly flags?: readonly string[];
  /** With a capability always there: lines that have to stand in the homeserver's configuration, with their full paths; whether they do is not seen here. */
  readonly settings?: readonly string[];
}

/**
 * Says what of encrypted appservices will work with a registration on a certain homeserver, what will not, and which line of
 * the registration or of the homeserver's configuration changes that (G5).
 *
 * There is one finding per capability, in a fixed order: `capability-works`, `capability-needs-setting`, `capability-missing`,
 * `capability-unavailable` or `capability-unknown`. Others come before and after: on a homeserver that is not known, a version
 * that is not given, flags that together send the same twice, a registration that owns nobody but its sender. Without a
 * version, what holds in every version is still told, and what does not is listed per version. The configuration of the
 * homeserver is not seen, so what depends on it is a warning. Pointers are into the registration.
 *
 * The facts and their sources are in `openapi/support.yaml`.
 *
 * @throws {RegistrationError} if the registration is not plain data of the schema's shape (G8).
 */
export function lintRegistration(
  given: AppserviceRegistration,
  { name, version }: HomeserverSoftware,
): RegistrationFinding[] {
  const registration = registrationOfSchema(given);
  const homeserver = findHomeserver(name);
  const numbers = version === undefined ? undefined : parseVersion(version);
  if (homeserver === undefined) {
    const verdicts = capabilities.map((capability) => specifiedOf(capability, registration));
    return [unknownHomeserver(quote(name, registration)), ...verdicts, ...exclusiveUsers(registration)];
  }
  return [
    ...(numbers === undefined && homeserver.facts.some(isBounded)
      ? [unknownVersion(homeserver, version === undefined ? undefined : quote(version, registration))]
      : []),
    ...capabilities.map((capability) => capabilityOf(capability, registration, homeserver, numbers)),
    ...sentTwice(registration, homeserver, numbers),
    ...exclusiveUsers(registration),
  ];
}

function capabilityOf(
  capability: CapabilityFacts,
  registration: AppserviceRegistration,
  homeserver: HomeserverFacts,
  version: Version | undefined,
): RegistrationFinding {
  const facts = homeserver.facts.filter(({ of }) => of.includes(capability.id));
  const verdicts = facts
    .filter((fact) => covers(fact, version))
    .map((fact) => ({ fact, verdict: judgeFact(fact, registration, homeserver) }));
  const [first] = verdicts;
  const where = version === undefined ? homeserver.name : `${homeserver.name} ${version.join('.')}`;
  if (capability.isCalled && !isCalled(registration.url) && first?.verdict.code !== 'capability-unavailable') {
    return unreachable(capability, registration.url);
  }
  if (first === undefined) {
    const others = facts.map((fact) => ({ fact, verdict: judgeFact(fact, registration, homeserver) }));
    return unknown(capability, `on ${where}: ${['nothing is known', ...others.map(perVersion)].join('; ')}`);
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

function perVersion({ fact, verdict }: { readonly fact: HomeserverFact; readonly verdict: Verdict }): string {
  return `${describeRange(fact)} it ${verdict.text}`;
}

function found(capability: CapabilityFacts, where: string, verdict: Verdict): RegistrationFinding {
  const { code, severity, pointer, text, flags, settings } = verdict;
  const message = `${capability.title} on ${where}: ${text}`;
  return { code, severity, pointer, message, capability: capability.id, flags, settings };
}

function unknown({ id, title }: CapabilityFacts, text: string, flags: readonly string[] = []): RegistrationFinding {
  const message = `${title} ${text}`;
  return { code: 'capability-unknown', severity: 'warning', pointer: '', message, capability: id, flags, settings: [] };
}

function unreachable({ id, title }: CapabilityFacts, url: string | null): RegistrationFinding {
  const message = `${title}: will not work, since with \`url: ${url === null ? 'null' : "''"}\` the appservice is never called`;
  return {
    code: 'capability-missing',
    severity: 'error',
    pointer: '/url',
    message,
    capability: id,
    flags: [],
    settings: [],
  };
}

/** What can be said of a homeserver of which nothing is known: what the specification asks for. */
function specifiedOf(capability: CapabilityFacts, registration: AppserviceRegistration): RegistrationFinding {
  if (capability.isCalled && !isCalled(registration.url)) return unreachable(capability, registration.url);
  const { specified } = capability;
  if (specified === undefined)
    return unknown(capability, 'on this homeserver: nothing is known; they are in drafts alone');
  const flags = missingFlags(specified.registration, registration);
  const advice = flags.length === 0 ? 'the registration has what that takes' : addFlags(flags);
  return unknown(
    capability,
    `on this homeserver: nothing is known; it is in Matrix since ${specified.matrixVersion}: ${advice}`,
    flags,
  );
}

/** A name as a message quotes it: first without tokens, then cut off (S7). */
function quote(name: string, { as_token: asToken, hs_token: hsToken }: AppserviceRegistration): string {
  return JSON.stringify(createSecretHider([asToken, hsToken])(name).slice(0, 100));
}

function unknownHomeserver(name: string): Finding {
  const known = knownHomeservers.map((each) => each.name).join(', ');
  const message = `nothing is known of the homeserver ${name}, only of ${known}`;
  return { code: 'unknown-homeserver', severity: 'warning', pointer: '', message };
}

function unknownVersion({ name }: HomeserverFacts, version: string | undefined): Finding {
  const reason = version === undefined ? 'is not given' : `does not begin with numbers: ${version}`;
  const message = `the version of ${name} ${reason}; what follows holds for every version that has been looked up`;
  return { code: 'unknown-version', severity: 'warning', pointer: '', message };
}

function sentTwice(
  registration: AppserviceRegistration,
  { name, sendsTwice = [] }: HomeserverFacts,
  version: Version | undefined,
): Finding[] {
  const reached = sendsTwice.filter(
    (twice) => covers(twice, version) && twice.flags.every((flag) => hasFlag(registration, flag)),
  );
  return reached.map((twice) => {
    const title = capabilities.find(({ id }) => id === twice.of)?.title ?? twice.of;
    const flags = twice.flags.map((flag) => `\`${flag}\``).join(' and ');
    const message = `${title}: ${describeRange(twice)}, ${name} sends them twice, under two names, because of ${flags}; readTransaction takes them once, other readers may not`;
    return { code: 'flags-send-twice', severity: 'warning', pointer: jsonPointer(twice.flags.at(-1) ?? ''), message };
  });
}

function exclusiveUsers({ namespaces }: AppserviceRegistration): Finding[] {
  const { users } = namespaces;
  if (users?.some(({ exclusive }) => exclusive) === true) return [];
  const message = 'no namespace of users is exclusive: keys are asked for the sender alone, if at all';
  const pointer = users === undefined ? '' : jsonPointer('namespaces', 'users');
  return [{ code: 'no-exclusive-users', severity: 'warning', pointer, message }];
}

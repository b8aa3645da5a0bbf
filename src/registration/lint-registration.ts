import { type Finding, jsonPointer } from '../findings.js';
import { createSecretHider } from '../hide-secrets.js';
import type { AppserviceRegistration } from '../types.js';
import { isCalled } from './registration-fields.js';
import { capabilityOn, capabilitySpecified, type RegistrationFinding } from './capability-findings.js';
import {
  capabilities,
  checkedOn,
  covers,
  describeRange,
  findHomeserver,
  type HomeserverFacts,
  isBounded,
  isNewer,
  knownHomeservers,
} from './homeserver-facts.js';
import { hasFlag } from './judge-fact.js';
import { type BrokenRule, brokenRules } from './loading-rules.js';
import { namespaceFindings } from './namespace-findings.js';
import { registrationOfSchema } from './registration-of-schema.js';
import { parseVersion, type Version } from './version.js';

export type { RegistrationFinding } from './capability-findings.js';

/**
 * A homeserver by the name of its software: `synapse`, `1.157.0`. Case is ignored, and so is anything after the
 * numbers.
 */
export interface HomeserverSoftware {
  readonly name: string;
  readonly version?: string | undefined;
}

/** Facts beside the registration. */
export interface LintOptions {
  /**
   * Key requests that the appservice answers (W1). Default: none.
   *
   * Only for these does the report suggest the settings that make a homeserver ask. A homeserver that never backs off
   * would ask in vain at every key query of a user.
   */
  readonly answers?: readonly ('keyQuery' | 'keyClaim')[] | undefined;
  /** Server name in user IDs; a namespace for another one matches no user. Default: unknown. */
  readonly serverName?: string | undefined;
  /**
   * Registration as the homeserver's own YAML parser reads it, which may know other booleans and keeps nulls (G9).
   * Default: `registration`.
   */
  readonly source?: unknown;
}

/**
 * Reports which features of encrypted appservices will work with a registration on a certain homeserver, and which line
 * of the registration or of the homeserver's configuration would change that (G5).
 *
 * There is one finding per capability, in a fixed order: `capability-works`, `capability-needs-setting`,
 * `capability-missing`, `capability-unavailable` or `capability-unknown`. Others come before and after them:
 *
 * - an unknown homeserver, a missing version, or one newer than any that was looked up (G10);
 * - values that the homeserver refuses or misreads (G8, G9);
 * - namespaces that match nothing or everything;
 * - flags that together send the same twice;
 * - a registration that owns no user but its sender.
 *
 * Without a version, the report states what holds in every version, and lists the rest per version. The homeserver's
 * configuration is not seen, so anything that depends on it is a warning. Pointers are into the registration. The facts
 * and their sources are in `openapi/support.yaml`.
 *
 * @example
 * ```ts
 * const { registration } = await readRegistrationFile('registration.yaml');
 * const findings = lintRegistration(registration, { name: 'synapse', version: '1.163.2' });
 * for (const { severity, pointer, message } of findings) {
 *   if (severity === 'error') console.log(pointer, message);
 * }
 * ```
 * @throws {RegistrationError} if the registration is not plain data of the schema's shape (G8), or an expression of its
 *   namespaces does not compile (G2).
 */
export function lintRegistration(
  given: AppserviceRegistration,
  { name, version }: HomeserverSoftware,
  { answers = [], serverName, source = given }: LintOptions = {},
): RegistrationFinding[] {
  const registration = registrationOfSchema(given);
  const homeserver = findHomeserver(name);
  const numbers = version === undefined ? undefined : parseVersion(version);
  const broken = homeserver === undefined ? [] : brokenRules(source, homeserver, numbers);
  const unreached = whyUnreached(registration, broken);
  const after = [
    ...broken.map(({ code, severity, pointer, message }) => ({ code, severity, pointer, message })),
    ...oddSender(registration, broken),
    ...namespaceFindings(registration, homeserver, serverName),
  ];
  if (homeserver === undefined) {
    const verdicts = capabilities.map((capability) => capabilitySpecified(capability, registration, unreached));
    return [unknownHomeserver(quote(name, registration)), ...verdicts, ...after, ...exclusiveUsers(registration)];
  }
  const subject = { registration, homeserver, version: numbers, answers, unreached };
  return [
    ...aboutVersion(homeserver, numbers, version === undefined ? undefined : quote(version, registration)),
    ...capabilities.map((capability) => capabilityOn(capability, subject)),
    ...after,
    ...sentTwice(registration, homeserver, numbers),
    ...exclusiveUsers(registration),
  ];
}

/** Lists the faults that a registration has on every homeserver. */
export function faultsAnywhere(registration: AppserviceRegistration, serverName: string): Finding[] {
  return [
    ...oddSender(registration, []),
    ...namespaceFindings(registration, undefined, serverName),
    ...exclusiveUsers(registration),
  ];
}

/** Explains why a homeserver never calls the appservice; `undefined` if it does. */
function whyUnreached({ url }: AppserviceRegistration, broken: readonly BrokenRule[]): string | undefined {
  const empty = url === null ? 'null' : "''";
  if (!isCalled(url)) return `with \`url: ${empty}\` the appservice is never called`;
  return broken.some(({ outcome }) => outcome === 'unreached') ? 'the homeserver cannot reach its url' : undefined;
}

/** Prepares a name to be quoted in a message: first without tokens, then shortened (S7). */
function quote(name: string, { as_token: asToken, hs_token: hsToken }: AppserviceRegistration): string {
  return JSON.stringify(createSecretHider([asToken, hsToken])(name).slice(0, 100));
}

function unknownHomeserver(name: string): Finding {
  const known = knownHomeservers.map((each) => each.name).join(', ');
  const message = `nothing is known of the homeserver ${name}, only of ${known}`;
  return { code: 'unknown-homeserver', severity: 'warning', pointer: '', message };
}

/**
 * Reports a version that is unknown, or newer than any that was looked up.
 *
 * @param quoted The version as a message quotes it.
 */
function aboutVersion(
  homeserver: HomeserverFacts,
  numbers: Version | undefined,
  quoted: string | undefined,
): Finding[] {
  const { name, newest, facts } = homeserver;
  if (isNewer(numbers, homeserver)) {
    const message = `${name} ${numbers?.join('.') ?? ''} is newer than ${newest}, the newest version that was looked up, on ${checkedOn}; what follows holds for ${newest}`;
    return [{ code: 'newer-version', severity: 'warning', pointer: '', message }];
  }
  if (numbers !== undefined || !facts.some(isBounded)) return [];
  const reason = quoted === undefined ? 'is not given' : `does not begin with numbers: ${quoted}`;
  const message = `the version of ${name} ${reason}; what follows holds for every version that was looked up`;
  return [{ code: 'unknown-version', severity: 'warning', pointer: '', message }];
}

/** Reports a sender that is not a localpart by the specification, unless the homeserver refuses it anyway. */
function oddSender({ sender_localpart: localpart }: AppserviceRegistration, broken: readonly BrokenRule[]): Finding[] {
  const pointer = '/sender_localpart';
  if (
    /^[a-z0-9._=/+-]+$/.test(localpart) ||
    broken.some((rule) => rule.pointer === pointer && rule.severity === 'error')
  ) {
    return [];
  }
  const message =
    'it is not a localpart: that is the user ID without the `@` and the server name, and has only a-z, 0-9 and `._=-/+`';
  return [{ code: 'malformed-localpart', severity: 'warning', pointer, message }];
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
  const message = 'no namespace of users is exclusive: at most the sender’s keys are asked for';
  const pointer = users === undefined ? '' : jsonPointer('namespaces', 'users');
  return [{ code: 'no-exclusive-users', severity: 'warning', pointer, message }];
}

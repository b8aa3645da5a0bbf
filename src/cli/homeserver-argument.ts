import { findHomeserver, type HomeserverFacts, knownHomeservers } from '../registration/homeserver-facts.js';
import { type HomeserverSoftware, type LintOptions, lintRegistration } from '../registration/lint-registration.js';
import { didYouMean } from './nearest.js';
import type { RegistrationFinding } from '../registration/capability-findings.js';
import type { AppserviceRegistration } from '../types.js';

/** A homeserver named by an argument. */
export interface NamedHomeserver extends HomeserverSoftware {
  /** Tells whether the version was missing, and is the newest that was looked up. */
  readonly assumed: boolean;
}

/**
 * Parses a homeserver such as `synapse@1.157`. A known one without a version gets the newest that was looked up (G10);
 * an unknown one keeps name and version as they are.
 */
export function parseHomeserver(argument: string): NamedHomeserver {
  const at = argument.lastIndexOf('@');
  const name = (at === -1 ? argument : argument.slice(0, at)).trim();
  const version = at === -1 ? '' : argument.slice(at + 1).trim();
  const facts = findHomeserver(name);
  if (facts === undefined) return { name, ...(version === '' ? {} : { version }), assumed: false };
  return version === '' ? newestOf(facts) : { name: facts.name, version, assumed: false };
}

/** Lists the known homeservers, each in its newest version. */
export function newestHomeservers(): NamedHomeserver[] {
  return knownHomeservers.map(newestOf);
}

/** Writes a homeserver's title: `Synapse 1.157`. */
export function titleOf({ name, version }: HomeserverSoftware): string {
  return version === undefined ? name : `${name} ${version}`;
}

/** Returns the name of the homeserver's configuration file, as far as known. */
export function configurationOf({ name }: Pick<HomeserverSoftware, 'name'>): string {
  return findHomeserver(name)?.configuration ?? 'its configuration';
}

/** Suggests known homeservers for an unknown name. */
export function suggestHomeserver(name: string): string | undefined {
  return didYouMean(
    name,
    knownHomeservers.map((each) => each.name),
  );
}

function newestOf({ name, newest }: HomeserverFacts): NamedHomeserver {
  return { name, version: newest, assumed: true };
}

/** The report about a registration on one homeserver. */
export interface Judgement {
  readonly homeserver: NamedHomeserver;
  readonly findings: readonly RegistrationFinding[];
  /** Flags that the registration lacks. */
  readonly flags: readonly string[];
  /** Lines that the homeserver's configuration needs. */
  readonly settings: readonly string[];
}

/** Checks a registration, and collects the lines that are needed. */
export function judge(
  registration: AppserviceRegistration,
  homeserver: NamedHomeserver,
  options: LintOptions = {},
): Judgement {
  const findings = lintRegistration(registration, homeserver, options);
  const flags = [...new Set(findings.flatMap((finding) => finding.flags ?? []))];
  const settings = [...new Set(findings.flatMap((finding) => finding.settings ?? []))];
  return { homeserver, findings, flags, settings };
}

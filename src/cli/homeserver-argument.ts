import { findHomeserver, type HomeserverFacts, knownHomeservers } from '../registration/homeserver-facts.js';
import { type HomeserverSoftware, type LintOptions, lintRegistration } from '../registration/lint-registration.js';
import { didYouMean } from './nearest.js';
import type { RegistrationFinding } from '../registration/capability-findings.js';
import type { AppserviceRegistration } from '../types.js';

/** A homeserver that was asked for. */
export interface NamedHomeserver extends HomeserverSoftware {
  /** Tells whether the version was not given, and is the newest that was looked up. */
  readonly assumed: boolean;
}

/**
 * Reads the homeserver that `synapse@1.157` names. One without a version gets the newest that was looked up (G10); of one that is
 * not known, name and version stay as they are.
 */
export function parseHomeserver(argument: string): NamedHomeserver {
  const at = argument.lastIndexOf('@');
  const name = (at === -1 ? argument : argument.slice(0, at)).trim();
  const version = at === -1 ? '' : argument.slice(at + 1).trim();
  const facts = findHomeserver(name);
  if (facts === undefined) return { name, ...(version === '' ? {} : { version }), assumed: false };
  return version === '' ? newestOf(facts) : { name: facts.name, version, assumed: false };
}

/** The homeservers of which anything is known, each in its newest version. */
export function newestHomeservers(): NamedHomeserver[] {
  return knownHomeservers.map(newestOf);
}

/** `Synapse 1.157` */
export function titleOf({ name, version }: HomeserverSoftware): string {
  return version === undefined ? name : `${name} ${version}`;
}

/** The file that holds the homeserver's settings, as far as it is known. */
export function configurationOf({ name }: Pick<HomeserverSoftware, 'name'>): string {
  return findHomeserver(name)?.configuration ?? 'its configuration';
}

/** What may have been meant by the name of a homeserver of which nothing is known. */
export function suggestHomeserver(name: string): string | undefined {
  return didYouMean(
    name,
    knownHomeservers.map((each) => each.name),
  );
}

function newestOf({ name, newest }: HomeserverFacts): NamedHomeserver {
  return { name, version: newest, assumed: true };
}

/** What a registration is worth on one homeserver. */
export interface Judgement {
  readonly homeserver: NamedHomeserver;
  readonly findings: readonly RegistrationFinding[];
  /** Flags that the registration lacks. */
  readonly flags: readonly string[];
  /** Lines that the homeserver's configuration has to have. */
  readonly settings: readonly string[];
}

/** Judges a registration, and collects the lines that are needed. */
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

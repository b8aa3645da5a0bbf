import { capabilities as listed, checkedOn as day, homeservers } from '../../generated/support.js';
import { isOlder, parseVersion, type Version } from './version.js';

/** What an encrypted appservice may need of a homeserver. */
export type Capability = (typeof listed)[number]['id'];

/** A capability as `openapi/support.yaml` has it. */
export interface CapabilityFacts {
  readonly id: Capability;
  readonly title: string;
  /** Whether the homeserver calls the appservice for it. */
  readonly isCalled: boolean;
  /** Tells whether the appservice has to answer a route of its own for it. */
  readonly isAsked?: boolean;
  readonly specified?: Specified;
}

/** What the specification has of a capability: since when, and with which flags (of each inner list one). */
export interface Specified {
  readonly matrixVersion: string;
  readonly registration: readonly (readonly string[])[];
}

/** Versions from one on, which is among them, and before another, which is not. */
export interface VersionRange {
  readonly from?: string;
  readonly before?: string;
}

/** Whether some versions of a homeserver have capabilities, and what makes those work. */
export interface HomeserverFact extends VersionRange {
  readonly of: readonly Capability[];
  readonly works: 'yes' | 'no' | 'unknown';
  /** Flags of the registration that have to be true: of each inner list one. */
  readonly registration?: readonly (readonly string[])[];
  /** Lines of the homeserver's own configuration. */
  readonly settings?: readonly string[];
  /** Another way to the same, in a phrase; only where it does not work. */
  readonly instead?: string;
  readonly note?: string;
  readonly source: string;
}

/** Flags that, all together, make some versions of a homeserver send the same under two names. */
export interface SentTwice extends VersionRange {
  readonly of: Capability;
  readonly flags: readonly string[];
}

/** The facts about how a homeserver reads a registration. */
export interface LoadingFacts {
  /** The version of YAML whose booleans it knows (G9). */
  readonly yaml: '1.1' | '1.2';
  /** The dialect of its regular expressions. */
  readonly expressions: 'python' | 'go' | 'rust';
  /** Tells whether a regular expression matches from the beginning of an ID, or anywhere in it. */
  readonly matching: 'start' | 'anywhere';
  readonly rules: readonly LoadingRule[];
}

/** A demand that a homeserver makes on a field of the registration. */
export interface LoadingRule extends VersionRange {
  /** JSON pointers; a step `*` is every entry of a list. */
  readonly at: readonly string[];
  /** The JSON types that it takes. Default: every type. */
  readonly types?: readonly string[];
  /** A regular expression for the texts that it refuses. */
  readonly refuses?: string;
  /** A top-level field that has to stand beside it. */
  readonly needs?: string;
  /** The homeserver does not start, the appservice is not reached, or something odd happens. */
  readonly outcome: 'stops' | 'unreached' | 'odd';
  /** Default: an `error`; of what is odd a `warning`. */
  readonly severity?: 'error' | 'warning';
  /** The demand, about the homeserver, in a sentence without its subject's name. */
  readonly text: string;
  readonly source: string;
}

/** What is known of a homeserver. */
export interface HomeserverFacts {
  readonly name: string;
  /** The file that holds its settings. */
  readonly configuration?: string;
  /** The newest version that was looked up (G10). */
  readonly newest: string;
  readonly loading: LoadingFacts;
  readonly facts: readonly HomeserverFact[];
  readonly sendsTwice?: readonly SentTwice[];
}

/** Every capability, in the order in which it is reported. */
export const capabilities: readonly CapabilityFacts[] = listed;

/** The homeservers of which something is known. */
export const knownHomeservers: readonly HomeserverFacts[] = homeservers;

/** The day on which the facts were looked up, as `2026-11-29`. */
export const checkedOn: string = day;

/** What is known of the homeserver of that name, in whatever case; `undefined` if nothing is. */
export function findHomeserver(name: string): HomeserverFacts | undefined {
  return knownHomeservers.find((each) => each.name.toLowerCase() === name.trim().toLowerCase());
}

/** Whether a version is in a range; every range covers a version that is not known. */
export function covers({ from, before }: VersionRange, version: Version | undefined): boolean {
  if (version === undefined) return true;
  return !isBefore(version, from) && (before === undefined || isBefore(version, before));
}

/**
 * Tells whether a version is newer than any that was looked up (G10). `1.163` stands for its patch releases, too.
 *
 * @rule G10
 */
export function isNewer(version: Version | undefined, { newest }: Pick<HomeserverFacts, 'newest'>): boolean {
  const newestLookedUp = parseVersion(newest) ?? [];
  return version !== undefined && isOlder(newestLookedUp, version.slice(0, newestLookedUp.length));
}

/** Whether a range leaves versions out. */
export function isBounded({ from, before }: VersionRange): boolean {
  return from !== undefined || before !== undefined;
}

function isBefore(version: Version, limit: string | undefined): boolean {
  const parsed = limit === undefined ? undefined : parseVersion(limit);
  return parsed !== undefined && isOlder(version, parsed);
}

/** `before 1.141`, `from 1.141 on and before 1.161`, `in every version`. */
export function describeRange({ from, before }: VersionRange): string {
  const parts = [from === undefined ? '' : `from ${from} on`, before === undefined ? '' : `before ${before}`];
  return parts.filter((part) => part !== '').join(' and ') || 'in every version';
}

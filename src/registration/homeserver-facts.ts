import {
  capabilities as listed,
  checkedOn as day,
  homeservers,
  synapse as ofSynapse,
} from '../../generated/support.js';
import { isOlder, parseVersion, type Version } from './version.js';

/** A feature of a homeserver that an encrypted appservice may need. */
export type Capability = (typeof listed)[number]['id'];

/** A capability from `openapi/support.yaml`. */
export interface CapabilityFacts {
  readonly id: Capability;
  readonly title: string;
  /** Tells whether the homeserver calls the appservice for it. */
  readonly isCalled: boolean;
  /** Tells whether the appservice must answer a route of its own for it. */
  readonly isAsked?: boolean;
  readonly specified?: Specified;
}

/** The specification's word on a capability: its first version, and its flags (one of each inner list). */
export interface Specified {
  readonly matrixVersion: string;
  readonly registration: readonly (readonly string[])[];
}

/** Versions from the first one on (inclusive) and before another one (exclusive). */
export interface VersionRange {
  readonly from?: string;
  readonly before?: string;
}

/** Support for capabilities in some versions of a homeserver, with its conditions. */
export interface HomeserverFact extends VersionRange {
  readonly of: readonly Capability[];
  readonly works: 'yes' | 'no' | 'unknown';
  /** Flags of the registration that must be true: one of each inner list. */
  readonly registration?: readonly (readonly string[])[];
  /** Lines of the homeserver's own configuration. */
  readonly settings?: readonly string[];
  /** Another way to the same end, as a phrase; only where it does not work. */
  readonly instead?: string;
  readonly note?: string;
}

/** Flags that together make some versions of a homeserver send the same under two names. */
export interface SentTwice extends VersionRange {
  readonly of: Capability;
  readonly flags: readonly string[];
}

/** The facts about how a homeserver reads a registration. */
export interface LoadingFacts {
  /** Version of YAML whose booleans it reads (G9). */
  readonly yaml: '1.1' | '1.2';
  /** Dialect of its regular expressions. */
  readonly expressions: 'python' | 'go' | 'rust';
  /** Position of matches: from the beginning of an ID, or anywhere in it. */
  readonly matching: 'start' | 'anywhere';
  readonly rules: readonly LoadingRule[];
}

/** A homeserver's requirement for a field of the registration. */
export interface LoadingRule extends VersionRange {
  /** JSON pointers; a step `*` is every entry of a list. */
  readonly at: readonly string[];
  /** Accepted JSON types. Default: every type. */
  readonly types?: readonly string[];
  /** Regular expression for texts that it refuses. */
  readonly refuses?: string;
  /** Top-level field that must be present too. */
  readonly needs?: string;
  /** Consequence: the homeserver does not start, the appservice is not reached, or the value is misread. */
  readonly outcome: 'stops' | 'unreached' | 'odd';
  /** Severity. Default: `warning` for an `odd` outcome, else `error`. */
  readonly severity?: 'error' | 'warning';
  /** Requirement as a sentence about the homeserver, without its name. */
  readonly text: string;
}

/** The facts about a homeserver. */
export interface HomeserverFacts {
  readonly name: string;
  /** Name of its configuration file. */
  readonly configuration?: string;
  /** Newest version that was looked up (G10). */
  readonly newest: string;
  readonly loading: LoadingFacts;
  readonly facts: readonly HomeserverFact[];
  readonly sendsTwice?: readonly SentTwice[];
}

/** All capabilities, in the order of the report. */
export const capabilities: readonly CapabilityFacts[] = listed;

/** The facts about Synapse. */
export const synapse: HomeserverFacts = ofSynapse;

/** The known homeservers. */
export const knownHomeservers: readonly HomeserverFacts[] = homeservers;

/** Date on which the facts were looked up, such as `2026-11-29`. */
export const checkedOn: string = day;

/** Finds the facts about a homeserver by its name, ignoring case; `undefined` if there are none. */
export function findHomeserver(name: string): HomeserverFacts | undefined {
  return knownHomeservers.find((each) => each.name.toLowerCase() === name.trim().toLowerCase());
}

/** Tells whether a version is in a range; every range covers an unknown version. */
export function covers({ from, before }: VersionRange, version: Version | undefined): boolean {
  if (version === undefined) return true;
  return !isBefore(version, from) && (before === undefined || isBefore(version, before));
}

/**
 * Tells whether a version is newer than any that was looked up (G10). `1.163` includes its patch releases.
 * @rule G10
 */
export function isNewer(version: Version | undefined, { newest }: Pick<HomeserverFacts, 'newest'>): boolean {
  const newestLookedUp = parseVersion(newest) ?? [];
  return version !== undefined && isOlder(newestLookedUp, version.slice(0, newestLookedUp.length));
}

/** Tells whether a range excludes any version. */
export function isBounded({ from, before }: VersionRange): boolean {
  return from !== undefined || before !== undefined;
}

function isBefore(version: Version, limit: string | undefined): boolean {
  const parsed = limit === undefined ? undefined : parseVersion(limit);
  return parsed !== undefined && isOlder(version, parsed);
}

/** Describes a range: `before 1.141`, `from 1.141 on and before 1.161`, `in every version`. */
export function describeRange({ from, before }: VersionRange): string {
  const parts = [from === undefined ? '' : `from ${from} on`, before === undefined ? '' : `before ${before}`];
  return parts.filter((part) => part !== '').join(' and ') || 'in every version';
}

import { type FindingCode, type FindingSeverity, jsonPointer } from '../findings.js';
import { own } from '../json-objects.js';
import type { AppserviceRegistration } from '../types.js';
import type { HomeserverFact, HomeserverFacts } from './homeserver-facts.js';

/** The consequence of a fact for one registration. */
export interface FactVerdict {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  /** JSON pointer into the registration; `''` where a line is missing, or none is needed. */
  readonly pointer: string;
  /** Text of the verdict, such as `will not work: add …`. */
  readonly text: string;
  /** Flags that the registration lacks. */
  readonly flags: readonly string[];
  /** Lines that the homeserver's configuration needs. */
  readonly settings: readonly string[];
}

/**
 * Decides whether the subject of a fact works with a registration, and names what is missing.
 *
 * @param isOffered Includes the required settings in the verdict.
 */
export function judgeFact(
  fact: HomeserverFact,
  registration: AppserviceRegistration,
  { configuration = "the homeserver's configuration" }: Pick<HomeserverFacts, 'configuration'>,
  isOffered: boolean,
): FactVerdict {
  const note = fact.note === undefined ? '' : ` (${fact.note})`;
  const needed = fact.registration ?? [];
  const nothing = { pointer: '', flags: [], settings: [] };
  if (fact.works === 'unknown') {
    return { code: 'capability-unknown', severity: 'warning', text: `may or may not work${note}`, ...nothing };
  }
  if (fact.works === 'no') {
    const { instead } = fact;
    return instead === undefined
      ? {
          code: 'capability-unavailable',
          severity: 'error',
          text: `will not work with any settings${note}`,
          ...nothing,
        }
      : {
          code: 'capability-unavailable',
          severity: 'info',
          text: `will not work: ${instead} instead${note}`,
          ...nothing,
        };
  }
  const flags = missingFlags(needed, registration);
  const settings = fact.settings ?? [];
  const lines = settings.map((setting) => `\`${setting}\``).join(' and ');
  if (flags.length > 0) {
    const set = settings.length === 0 ? '' : `, and set ${lines} in ${configuration}`;
    const text = `will not work: ${addFlags(flags)}${set}${note}`;
    return {
      code: 'capability-missing',
      severity: 'error',
      pointer: pointerOf(flags, registration),
      text,
      flags,
      settings,
    };
  }
  const met = needed.flatMap((either) => either).filter((flag) => hasFlag(registration, flag));
  const pointer = pointerOf(met, registration);
  if (settings.length > 0 && !isOffered) {
    const text =
      'would work if switched on, for an appservice that answers; this one is not known to, and would be asked in vain';
    return { code: 'capability-needs-setting', severity: 'info', pointer, text, flags, settings: [] };
  }
  if (settings.length > 0) {
    const text = `will work if ${lines} is set in ${configuration}${note}`;
    return { code: 'capability-needs-setting', severity: 'warning', pointer, text, flags, settings };
  }
  return { code: 'capability-works', severity: 'info', pointer, text: `will work${note}`, flags, settings };
}

/** Lists the missing flags: the first of each list without a true one. */
export function missingFlags(
  needed: readonly (readonly string[])[],
  registration: AppserviceRegistration,
): readonly string[] {
  const unmet = needed.filter((either) => !either.some((flag) => hasFlag(registration, flag)));
  return unmet.flatMap((either) => either.slice(0, 1));
}

/** Writes advice: `add … to the registration`. */
export function addFlags(flags: readonly string[]): string {
  return `add ${flags.map((flag) => `\`${flag}: true\``).join(' and ')} to the registration`;
}

/** Tells whether a flag is true in a registration. */
export function hasFlag(registration: AppserviceRegistration, flag: string): boolean {
  return own<unknown>(registration, flag) === true;
}

/** Returns the pointer to the first flag that the registration has. */
function pointerOf(flags: readonly string[], registration: AppserviceRegistration): string {
  const present = flags.find((flag) => own<unknown>(registration, flag) !== undefined);
  return present === undefined ? '' : jsonPointer(present);
}

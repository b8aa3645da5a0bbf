import { type Capability, capabilities, type HomeserverFact } from '../../registration/homeserver-facts.js';
import { parseVersion } from '../../registration/version.js';
import type { AppserviceRegistration } from '../../types.js';
import type { CheckReport, CheckResult } from '../check.js';
import { knownFactsOf } from './known-facts.js';

/** An entry of `homeservers` in `openapi/support.yaml`, as far as checks can tell. */
export interface SupportEntry {
  readonly name: string;
  readonly configuration?: string;
  readonly newest: string;
  readonly facts: readonly SupportFact[];
}

/** A fact with the place where it was looked up. */
export interface SupportFact extends HomeserverFact {
  readonly source: string;
}

/** The check that decides each capability of `support.yaml`. */
const decidedBy: Readonly<Record<Capability, string>> = {
  ephemeral: 'ephemeral',
  toDevice: 'to-device',
  deviceLists: 'device-lists',
  keyCounts: 'key-counts',
  fallbackKeyTypes: 'fallback-key-types',
  keyQuery: 'key-query',
  keyClaim: 'key-claim',
  servedCrossSigningKeys: 'served-cross-signing',
  deviceMasquerading: 'device-masquerading',
  deviceCreation: 'device-creation',
  crossSigningUpload: 'cross-signing-upload',
};

/**
 * Writes what a report says of a homeserver as an entry of `openapi/support.yaml`. Flags and settings are those that are known
 * to be needed, since checks see only whether something works with all of them.
 *
 * @example
 * ```ts
 * declare const options: CheckHomeserverOptions;
 * const entry = supportEntryOf(await checkHomeserver(options), options.registration);
 * ```
 */
export function supportEntryOf({ software, results }: CheckReport, registration: AppserviceRegistration): SupportEntry {
  const { name, version } = software ?? { name: 'unknown', version: '0' };
  const known = knownFactsOf(registration, software);
  const minor = (parseVersion(version) ?? [0]).slice(0, 2).join('.');
  const facts: SupportFact[] = [];
  for (const { id } of capabilities) {
    const result = results.find(({ check }) => check.id === decidedBy[id]);
    const fact = factOf(result, known.factOf(id), minor);
    const same = facts.findIndex((each) => isSameBut(each, fact));
    const found = facts[same];
    if (found === undefined) facts.push({ of: [id], ...fact });
    else facts[same] = { ...found, of: [...found.of, id] };
  }
  const configuration = known.homeserver?.configuration;
  return {
    name: known.homeserver?.name ?? name,
    ...(configuration === undefined ? {} : { configuration }),
    newest: minor,
    facts,
  };
}

type OwnFact = Omit<SupportFact, 'of'>;

function factOf(result: CheckResult | undefined, known: HomeserverFact | undefined, minor: string): OwnFact {
  const { verdict = 'not-tested', seen } = result ?? {};
  const works = verdict === 'works' || verdict === 'other-name' ? 'yes' : verdict === 'not-tested' ? 'unknown' : 'no';
  const source = 'seen by check-homeserver: give the link to its report here';
  if (works !== 'yes') return { from: minor, works, ...(seen === undefined ? {} : { note: seen }), source };
  const { registration, settings } = known?.works === 'yes' ? known : {};
  return { from: minor, works, ...(registration && { registration }), ...(settings && { settings }), source };
}

function isSameBut({ of: _of, ...fact }: SupportFact, other: OwnFact): boolean {
  return JSON.stringify(fact) === JSON.stringify(other);
}

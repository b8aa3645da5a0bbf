import {
  type Capability,
  covers,
  findHomeserver,
  type HomeserverFact,
  type HomeserverFacts,
} from '../../registration/homeserver-facts.js';
import { missingFlags } from '../../registration/judge-fact.js';
import type { HomeserverSoftware } from '../../registration/lint-registration.js';
import { parseVersion } from '../../registration/version.js';
import type { AppserviceRegistration } from '../../types.js';
import type { Remedy } from '../check.js';

/** The facts of `support.yaml` about the checked homeserver, as far as they are known. */
export interface KnownFacts {
  readonly software: HomeserverSoftware | undefined;
  readonly homeserver: HomeserverFacts | undefined;
  /** Returns the fact that holds for a capability in the checked version. */
  readonly factOf: (capability: Capability) => HomeserverFact | undefined;
  /** Returns the line that would turn a capability on. */
  readonly remedyFor: (capability: Capability) => Remedy | undefined;
  /** Returns what is known of a capability, in a phrase: `known of Synapse 1.163: …`. */
  readonly saidOf: (capability: Capability) => string | undefined;
}

/** Collects what is known of a homeserver. Nothing is known of one without a name. */
export function knownFactsOf(
  registration: AppserviceRegistration,
  software: HomeserverSoftware | undefined,
): KnownFacts {
  const homeserver = software && findHomeserver(software.name);
  const version = software?.version === undefined ? undefined : parseVersion(software.version);
  const factOf = (capability: Capability): HomeserverFact | undefined =>
    homeserver?.facts.find((fact) => fact.of.includes(capability) && covers(fact, version));
  return {
    software,
    homeserver,
    factOf,
    remedyFor(capability) {
      const fact = factOf(capability);
      if (fact?.works !== 'yes') return undefined;
      const flags = missingFlags(fact.registration ?? [], registration);
      if (flags.length > 0) return { file: 'the registration', line: flags.map((flag) => `${flag}: true`).join('\n') };
      const file = homeserver?.configuration ?? 'the homeserver’s configuration';
      return fact.settings === undefined ? undefined : { file, line: fact.settings.map(asYaml).join('\n') };
    },
    saidOf(capability) {
      if (software === undefined || homeserver === undefined) return undefined;
      const { note, works, instead } = factOf(capability) ?? {};
      const absent = instead === undefined ? 'it does not have that' : `${instead} instead`;
      const text = note ?? (works === 'no' ? absent : undefined);
      return text && `known of ${homeserver.name}: ${text}`;
    },
  };
}

/** Writes `a.b: true` as two lines of YAML. */
function asYaml(setting: string): string {
  const colon = setting.indexOf(':');
  const steps = setting.slice(0, colon).split('.');
  return steps.map((step, i) => `${'  '.repeat(i)}${step}:`).join('\n') + setting.slice(colon + 1);
}

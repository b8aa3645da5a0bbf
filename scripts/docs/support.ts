import { isObject, objectAt, stringAt, stringsAt, type JsonObject } from '../generate/json.js';
import { list } from './api.js';

/** A proposal and its features. */
export interface Proposal {
  readonly msc: string;
  readonly title: string;
  readonly state: 'draft' | 'stable';
  readonly matrixVersion: string | undefined;
  readonly note: string | undefined;
  readonly source: string;
}

/** A feature that software can support: an operation, or a field of transactions. */
export interface Feature {
  readonly id: string;
  readonly title: string;
  readonly msc: string;
}

/** The names under which software supports a feature. */
export type SpokenNames = 'none' | 'unstable' | 'stable' | 'both';

/** A homeserver or library, at one version. */
export interface Software {
  readonly name: string;
  readonly role: 'homeserver' | 'library';
  readonly version: string;
  readonly speaks: ReadonlyMap<
    string,
    { readonly names: SpokenNames; readonly when: string | undefined; readonly source: string }
  >;
}

/** A name that looks like a draft's but never was one. */
export interface NeverExisted {
  readonly name: string;
  readonly instead: string;
  readonly source: string;
}

/** A capability of a homeserver in some versions, and what makes it work. */
export interface Fact {
  /** IDs of capabilities. */
  readonly of: readonly string[];
  readonly from: string | undefined;
  readonly before: string | undefined;
  readonly works: string;
  /** Flags of the registration; of each inner list one has to be true. */
  readonly registration: readonly (readonly string[])[];
  /** Lines of the homeserver's configuration. */
  readonly settings: readonly string[];
  readonly instead: string | undefined;
  readonly note: string | undefined;
  readonly source: string;
}

/** Facts that were looked up about a homeserver, up to its newest version. */
export interface HomeserverFacts {
  readonly name: string;
  readonly newest: string;
  readonly facts: readonly Fact[];
}

/** The content of openapi/support.yaml. */
export interface Support {
  readonly checkedOn: string;
  readonly proposals: readonly Proposal[];
  readonly features: readonly Feature[];
  readonly software: readonly Software[];
  readonly neverExisted: readonly NeverExisted[];
  readonly capabilities: readonly { readonly id: string; readonly title: string }[];
  readonly homeservers: readonly HomeserverFacts[];
}

/**
 * Reads the facts.
 *
 * @throws Error with the place, if a fact lacks something, above all its source.
 */
export function readSupport(yaml: JsonObject): Support {
  return {
    checkedOn: needed(yaml, 'checkedOn', 'the top'),
    proposals: list(yaml['proposals']).map((each) => ({
      msc: needed(each, 'msc', 'proposals'),
      title: needed(each, 'title', 'proposals'),
      state: oneOf(each, 'state', ['draft', 'stable'], 'proposals'),
      matrixVersion: stringAt(each, 'matrixVersion'),
      note: stringAt(each, 'note'),
      source: needed(each, 'source', 'proposals'),
    })),
    features: list(yaml['features']).map((each) => ({
      id: needed(each, 'id', 'features'),
      title: needed(each, 'title', 'features'),
      msc: needed(each, 'msc', 'features'),
    })),
    software: list(yaml['software']).map(readSoftware),
    neverExisted: list(yaml['neverExisted']).map((each) => ({
      name: needed(each, 'name', 'neverExisted'),
      instead: needed(each, 'instead', 'neverExisted'),
      source: needed(each, 'source', 'neverExisted'),
    })),
    capabilities: list(yaml['capabilities']).map((each) => ({
      id: needed(each, 'id', 'capabilities'),
      title: needed(each, 'title', 'capabilities'),
    })),
    homeservers: list(yaml['homeservers']).map((each) => {
      const name = needed(each, 'name', 'homeservers');
      const facts = list(each['facts']).map((fact) => readFact(fact, name));
      return { name, newest: needed(each, 'newest', name), facts };
    }),
  };
}

function readFact(fact: JsonObject, place: string): Fact {
  const flags = Array.isArray(fact['registration']) ? fact['registration'] : [];
  return {
    of: stringsAt(fact, 'of'),
    from: stringAt(fact, 'from'),
    before: stringAt(fact, 'before'),
    works: needed(fact, 'works', place),
    registration: flags.map((either) => stringsAt({ either }, 'either')),
    settings: stringsAt(fact, 'settings'),
    instead: stringAt(fact, 'instead'),
    note: stringAt(fact, 'note'),
    source: needed(fact, 'source', place),
  };
}

function readSoftware(each: JsonObject): Software {
  const name = needed(each, 'name', 'software');
  const speaks = Object.entries(objectAt(each, 'speaks')).map(([feature, value]) => {
    const fact = isObject(value) ? value : {};
    const place = `${name}, ${feature}`;
    const names = oneOf(fact, 'names', ['none', 'unstable', 'stable', 'both'], place);
    return [feature, { names, when: stringAt(fact, 'when'), source: needed(fact, 'source', place) }] as const;
  });
  return {
    name,
    role: oneOf(each, 'role', ['homeserver', 'library'], name),
    version: needed(each, 'version', name),
    speaks: new Map(speaks),
  };
}

function needed(object: JsonObject, name: string, place: string): string {
  const value = stringAt(object, name);
  if (value === undefined) throw new Error(`openapi/support.yaml: ${place}: ${name} must be a string`);
  return value;
}

function oneOf<T extends string>(object: JsonObject, name: string, values: readonly T[], place: string): T {
  const value = values.find((each) => each === object[name]);
  if (value === undefined)
    throw new Error(`openapi/support.yaml: ${place}: ${name} must be one of ${values.join(', ')}`);
  return value;
}

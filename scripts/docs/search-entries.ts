import { isObject, objectAt, stringAt, type JsonObject } from '../generate/json.js';
import { deref, otherNames, type Api } from './api.js';
import type { TextPage } from './text-pages.js';

/** An entry of the search index. */
export interface SearchEntry {
  readonly id: number;
  readonly url: string;
  readonly title: string;
  /** Place of the entry, for people. */
  readonly place: string;
  /** All its names. */
  readonly names: string;
  readonly text: string;
}

/** Lists every operation, schema, property, rule and section of the site. */
export function searchEntries(apis: readonly Api[], texts: readonly TextPage[]): SearchEntry[] {
  const entries = [...apis.flatMap(apiEntries), ...texts.flatMap(sectionEntries), ...landingEntries];
  return entries.map((entry, id) => ({ id, ...entry }));
}

type Entry = Omit<SearchEntry, 'id'>;

function apiEntries(api: Api): Entry[] {
  const file = `${api.name}.html`;
  const operations = api.operations.map((operation) => ({
    url: `${file}#${operation.id}`,
    title: `${operation.method} ${operation.path}`,
    place: `${operation.summary} ${api.title}`,
    names: [operation.id, operation.unstable?.path, operation.legacyPath, operation.msc].join(' '),
    text: [operation.description, ...responseDescriptions(api, operation.json)].join(' '),
  }));
  return [
    ...operations,
    ...[...api.schemas].flatMap(([name, schema]) => {
      const place = `Schema, ${api.title}`;
      const own: Entry = {
        url: `${file}#${name}`,
        title: name,
        place,
        names: '',
        text: stringAt(schema, 'description') ?? '',
      };
      return [
        own,
        ...Object.entries(objectAt(schema, 'properties')).flatMap(([property, definition]) => {
          if (!isObject(definition) || 'x-stable-name' in definition) return [];
          const { unstable, accepted } = otherNames(definition);
          return [
            {
              url: `${file}#${name}.${property}`,
              title: property,
              place: `Field of ${name}, ${api.title}`,
              names: [...unstable, ...accepted, stringAt(definition, 'x-msc')].join(' '),
              text: stringAt(definition, 'description') ?? '',
            },
          ];
        }),
      ];
    }),
  ];
}

function responseDescriptions({ document }: Api, operation: JsonObject): string[] {
  return Object.values(objectAt(operation, 'responses'))
    .filter(isObject)
    .map((response) => stringAt(deref(document, response), 'description') ?? '');
}

/** Lists the headings, some of which are rules, each with the text up to the next one. */
function sectionEntries({ file, title, source, headings }: TextPage): Entry[] {
  const sections = source.split(/^#+ .*$/m).slice(1);
  return headings.map(({ text, id }, index) => ({
    url: `${file}#${id}`,
    title: text.replaceAll('`', ''),
    place: title,
    names: id,
    // The page's title is searchable, too.
    text: `${title} ${(sections[index] ?? '').replace(/[|`*#]|-{3,}/g, ' ')}`,
  }));
}

const landingEntries: readonly Entry[] = [
  ['index.html#settled', 'How settled this is', 'draft superseded closing'],
  ['support.html#proposals', 'State of the proposals', 'MSC draft stable'],
  ['names.html#paths', 'Every name, side by side', 'stable unstable'],
  ['names.html#never-existed', 'Names that never existed', 'org.matrix.msc3202.to_device org.matrix.msc2409.ephemeral'],
  [
    'support.html#homeservers',
    'Who speaks it',
    'Synapse Tuwunel Dendrite conduwuit continuwuity matrix-bot-sdk mautrix matrix-appservice',
  ],
  ['support.html#needs', 'What each homeserver needs, by version', 'registration homeserver.yaml flags settings'],
  [
    'pictures.html#transaction',
    'Who asks whom',
    'sequence diagrams pictures transaction device claim query federation',
  ],
].map(([url = '', title = '', names = '']) => ({
  url,
  title,
  place: 'Overview',
  names,
  text: '',
}));

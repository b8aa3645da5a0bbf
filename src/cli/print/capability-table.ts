import type { FindingCode } from '../../findings.js';
import { capabilities, checkedOn, findHomeserver, isNewer } from '../../registration/homeserver-facts.js';
import type { RegistrationFinding } from '../../registration/capability-findings.js';
import { parseVersion } from '../../registration/version.js';
import { type Judgement, type NamedHomeserver, titleOf } from '../homeserver-argument.js';
import { table } from './table.js';
import { styled, type Style, type Styled, type Text } from './text.js';

/** Prints one homeserver: a line for each capability, with the reason. */
export function capabilityTable({ findings }: Judgement, width: number): Text[] {
  const rows = capabilities.map(({ id, title }): Text[] => {
    const finding = findings.find(({ capability }) => capability === id);
    return finding === undefined ? [title] : [title, wordFor(finding.code), reasonOf(finding, title)];
  });
  return table(rows, { width });
}

/** Prints several homeservers: a column for each, and a legend. */
export function capabilityMatrix(judgements: readonly Judgement[], width: number): Text[] {
  const heads: Text[][] = [
    ['', ...judgements.map(({ homeserver }) => styled('bold', homeserver.name))],
    ['', ...judgements.map(({ homeserver }) => styled('dim', homeserver.version ?? ''))],
  ];
  const rows = capabilities.map(({ id, title }): Text[] => [
    title,
    ...judgements.map(({ findings }) =>
      wordFor(findings.find(({ capability }) => capability === id)?.code ?? 'capability-unknown'),
    ),
  ]);
  const meanings = Object.values(words).map(({ word, style, meaning }): Text[] => [styled(style, word), meaning]);
  return [
    ...table([...heads, ...rows]),
    '',
    ...table(meanings, { width }),
    '',
    '  Use --homeserver NAME for the reasons.',
  ];
}

/** Writes a homeserver's title, with a note if its version is assumed. */
export function homeserverTitle(homeserver: NamedHomeserver): string {
  if (homeserver.assumed) return `${titleOf(homeserver)} (the newest known version)`;
  const { name, version = '' } = homeserver;
  const facts = findHomeserver(name);
  const newer = facts !== undefined && isNewer(parseVersion(version), facts);
  return `${titleOf(homeserver)}${newer ? ` (newer than what was looked up on ${checkedOn})` : ''}`;
}

interface Word {
  readonly word: string;
  readonly style: Style;
  readonly meaning: string;
}

const words = {
  'capability-works': { word: 'works', style: 'green', meaning: 'with this registration' },
  'capability-needs-setting': {
    word: 'if set',
    style: 'yellow',
    meaning: "works once the homeserver's configuration has a line",
  },
  'capability-missing': { word: 'missing', style: 'red', meaning: 'does not work: the registration lacks a line' },
  'capability-unavailable': { word: 'never', style: 'red', meaning: 'the homeserver does not have it' },
  'capability-unknown': { word: 'unknown', style: 'dim', meaning: 'not known, or not for this version' },
} as const satisfies Partial<Record<FindingCode, Word>>;

function wordFor(code: FindingCode): Styled {
  const known: Partial<Record<FindingCode, Word>> = words;
  const { word, style } = known[code] ?? words['capability-unknown'];
  return styled(style, word);
}

/** Gives the reason in a few words: the lines themselves come below the table. */
function reasonOf(finding: RegistrationFinding, title: string): string {
  const { message, lookedUp } = finding;
  // The rest of the message after the capability and the homeserver, which the table shows elsewhere.
  const text = message.slice(title.length).replace(/^(?: on [^:]*)?: (?:not looked up; on \S+ it )?/, '');
  if (lookedUp === undefined) return reasonFor(finding, text);
  const reason = reasonFor({ ...finding, code: lookedUp.code }, text);
  return `${wordFor(lookedUp.code).text} on ${lookedUp.version}${reason === '' ? '' : `: ${reason}`}`;
}

function reasonFor({ code, pointer, flags = [], settings = [] }: RegistrationFinding, text: string): string {
  const [, note = ''] = /^[^(]*\((.*)\)$/.exec(text) ?? [];
  const suffix = note === '' ? '' : `; ${note}`;
  const set = settings.map((setting) => setting.replace(/:.*/, '').replace(/^.*\./, ''));
  if (code === 'capability-works') return note;
  if (code === 'capability-unavailable') {
    const [, instead] = /^will not work: (.*)$/.exec(text) ?? [];
    return instead ?? (note === '' ? 'the homeserver does not have it' : note);
  }
  if (code === 'capability-needs-setting') {
    return set.length === 0
      ? 'for an appservice that answers: --answers or --probe'
      : `needs ${set.join(' and ')}${suffix}`;
  }
  if (code === 'capability-missing' && flags.length > 0) {
    const also = set.length === 0 ? '' : ` and ${set.join(' and ')}`;
    return `needs ${flags.map((flag) => `${flag}: true`).join(' and ')}${also}${suffix}`;
  }
  if (pointer !== '/url') return text;
  const [, line] = /`(url: [^`]*)`/.exec(text) ?? [];
  return line === undefined ? text.replace(/^will not work, since /, '') : `the registration has ${line}`;
}

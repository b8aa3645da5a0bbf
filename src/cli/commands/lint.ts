import { createSecretHider } from '../../hide-secrets.js';
import { readRegistrationFile } from '../../node/registration-file.js';
import { findHomeserver } from '../../registration/homeserver-facts.js';
import { capabilityMatrix, capabilityTable, homeserverTitle } from '../capability-table.js';
import type { Command } from '../command.js';
import { usageError } from '../cli-error.js';
import { findingLines, hasErrors } from '../finding-lines.js';
import {
  configurationOf,
  newestHomeservers,
  parseHomeserver,
  suggestHomeserver,
  titleOf,
} from '../homeserver-argument.js';
import { judge, type Judgement } from '../judgement.js';
import { readingFile } from '../reading-file.js';
import { styled, type Text } from '../text.js';
import { screenWidth } from '../world.js';
import { settingLines } from '../yaml-lines.js';

/** Says what works with a registration, what doesn't and why, and which lines to add. */
export const lint: Command = {
  name: 'lint',
  summary: 'what works with a registration, and what it lacks',
  operands: 'REGISTRATION',
  about: [
    'Reads a registration file and says what of an encrypted appservice will work with it on a homeserver, what will not ' +
      'and why, and which lines to add to the registration and to the configuration of the homeserver, which is not read.',
    'Without a version, the newest is taken of which anything is known here. Without --homeserver, all homeservers of ' +
      'which anything is known are compared; the exit status is 1 then if the registration lacks a line for one of them.',
  ],
  options: {
    homeserver: { value: 'NAME[@VERSION]', about: 'the homeserver, such as synapse@1.157 or tuwunel' },
  },
  examples: ['lint registration.yaml', 'lint registration.yaml --homeserver synapse'],
  json: {
    registration: "the registration's id",
    findings: 'of the file: [{ code, severity, pointer, message }]',
    homeservers:
      'of each [{ name, version, findings, add: { registration, settings } }]; a finding about a capability has it, flags and settings',
  },
  async run({ operands, value }, world) {
    const [path, ...others] = operands;
    if (path === undefined || others.length > 0) throw usageError('lint takes one registration file');
    const { registration, findings } = await readingFile(path, readRegistrationFile);
    const id = createSecretHider([registration.as_token, registration.hs_token])(registration.id);
    const named = value('homeserver');
    const homeservers = named === undefined ? newestHomeservers() : [parseHomeserver(named)];
    const judgements = homeservers.map((homeserver) => judge(registration, homeserver));
    const failed =
      named === undefined
        ? judgements.some(({ findings: about }) => about.some(({ code }) => code === 'capability-missing'))
        : judgements.some(({ findings: about }) => hasErrors(about));
    const width = screenWidth(world);
    const beside = judgements.flatMap(({ findings: about }) => about.filter((each) => each.capability === undefined));
    const also = [
      ...findings,
      ...beside.filter((each, i) => beside.findIndex((b) => b.message === each.message) === i),
    ];
    return {
      status: failed || hasErrors(findings) ? 1 : 0,
      json: {
        registration: id,
        findings,
        homeservers: judgements.map(({ homeserver: { name, version }, findings: about, flags, settings }) => ({
          name,
          version: version ?? null,
          findings: about,
          add: { registration: flags, settings },
        })),
      },
      lines: [
        ...titleLines(id, judgements),
        '',
        ...tableOf(judgements, width),
        ...neededLines(judgements),
        ...findingLines('Also', also, width),
        ...suggestion(named),
      ],
    };
  },
};

function titleLines(id: string, judgements: readonly Judgement[]): Text[] {
  const [first, ...others] = judgements;
  if (first === undefined || others.length > 0) return [styled('bold', `${id} on the homeservers known here`)];
  return [styled('bold', `${id} on ${homeserverTitle(first.homeserver)}`)];
}

function tableOf(judgements: readonly Judgement[], width: number): Text[] {
  const [first, ...others] = judgements;
  return first === undefined || others.length > 0 ? capabilityMatrix(judgements, width) : capabilityTable(first, width);
}

/** The lines to add, those of the registration and those of the homeserver apart; homeservers that need the same together. */
function neededLines(judgements: readonly Judgement[]): Text[] {
  const among = (names: string): string => (judgements.length > 1 ? ` for ${names}` : '');
  const flags = groupByFlags(judgements).flatMap(([missing, names]) => [
    '',
    `Add to the registration${among(names)}:`,
    '',
    ...missing.map((flag) => `  ${flag}: true`),
  ]);
  const settings = judgements
    .filter((judgement) => judgement.settings.length > 0)
    .flatMap(({ homeserver, settings: lines }) => {
      const head = `Needed in ${configurationOf(homeserver)}${among(titleOf(homeserver))} (it is not read here):`;
      return ['', head, '', ...settingLines(lines).map((line) => `  ${line}`)];
    });
  return [...flags, ...settings];
}

/** The flags that are missing, with the homeservers that need exactly those. */
function groupByFlags(judgements: readonly Judgement[]): [flags: readonly string[], names: string][] {
  const groups = new Map<string, { flags: readonly string[]; names: string[] }>();
  for (const { flags, homeserver } of judgements) {
    const group = groups.get(flags.join()) ?? { flags, names: [] };
    group.names.push(titleOf(homeserver));
    if (flags.length > 0) groups.set(flags.join(), group);
  }
  return [...groups.values()].map(({ flags, names }) => [flags, names.join(' and ')]);
}

function suggestion(named: string | undefined): Text[] {
  const { name } = named === undefined ? { name: undefined } : parseHomeserver(named);
  const suggested = name === undefined || findHomeserver(name) !== undefined ? undefined : suggestHomeserver(name);
  return suggested === undefined ? [] : ['', suggested];
}

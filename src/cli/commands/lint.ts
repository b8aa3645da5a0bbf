import { createSecretHider } from '../../hide-secrets.js';
import { readRegistrationSource } from '../../node/registration-file.js';
import { findHomeserver } from '../../registration/homeserver-facts.js';
import type { RegistrationFinding } from '../../registration/capability-findings.js';
import { capabilityMatrix, capabilityTable, homeserverTitle } from '../print/capability-table.js';
import type { Command } from '../command.js';
import { usageError } from '../cli-error.js';
import { findingLines, hasErrors } from '../print/finding-lines.js';
import {
  configurationOf,
  judge,
  type Judgement,
  newestHomeservers,
  parseHomeserver,
  suggestHomeserver,
  titleOf,
} from '../homeserver-argument.js';
import { answersOption, findAnswers, probeOptions } from '../key-answers.js';
import { readingFile } from '../read-input.js';
import { styled, type Text } from '../print/text.js';
import { screenWidth } from '../world.js';
import { settingLines } from '../print/registration-yaml.js';

/** The `lint` command. */
export const lint: Command = {
  name: 'lint',
  summary: 'checks which features work with a registration',
  operands: 'REGISTRATION',
  about: [
    'Reads a registration file and says which features of encrypted appservices will work with it on a homeserver, which will ' +
      'not and why, and which lines to add to the registration and to the configuration of the homeserver, which it does not read.',
    'Without a version, it assumes the newest known one; it says so if yours is newer. Without --homeserver, it compares all known ' +
      'homeservers. The exit status is then 1 if the registration lacks a line for one of them, or ' +
      'one would not start with it.',
    'A homeserver that asks for keys does so again and again, even if there is never an answer. So the settings that make it ask ' +
      'are only suggested if the appservice is said (--answers) or found (--probe) to answer.',
  ],
  options: {
    homeserver: { value: 'NAME[@VERSION]', about: 'the homeserver, such as synapse@1.157 or tuwunel' },
    'server-name': { value: 'NAME', about: "the server's name in user IDs, to find namespaces for another server" },
    ...answersOption,
    ...probeOptions,
  },
  examples: ['lint registration.yaml', 'lint registration.yaml --homeserver synapse --probe'],
  json: {
    registration: "the registration's id",
    answers: '["keyQuery", "keyClaim"]: the key requests that the appservice answers, as far as known',
    findings: '[{ code, severity, pointer, message }]: the findings about the file and the probe',
    homeservers:
      '[{ name, version, findings, add: { registration, settings } }]; a finding about a capability also has it, flags and settings',
  },
  async run(input, world) {
    const { operands, value } = input;
    const [path, ...others] = operands;
    if (path === undefined || others.length > 0) throw usageError('lint needs exactly one registration file');
    const { registration, findings: ofFile, parsedAs } = await readingFile(path, readRegistrationSource);
    const id = createSecretHider([registration.as_token, registration.hs_token])(registration.id);
    const { answers, findings: ofProbe } = await findAnswers(registration, input, world);
    const findings = [...ofFile, ...ofProbe];
    const named = value('homeserver');
    const homeservers = named === undefined ? newestHomeservers() : [parseHomeserver(named)];
    const options = { answers, serverName: value('server-name') };
    const judgements = homeservers.map((homeserver) => {
      const { loading } = findHomeserver(homeserver.name) ?? {};
      return judge(registration, homeserver, { ...options, source: parsedAs(loading?.yaml ?? '1.1') });
    });
    const failed = judgements.some(({ findings: about }) =>
      // A feature that one of many homeservers lacks is not a fault of the registration.
      hasErrors(named === undefined ? about.filter(({ code }) => code !== 'capability-unavailable') : about),
    );
    const width = screenWidth(world);
    const beside = judgements.flatMap(({ findings: about }) => about.filter((each) => each.capability === undefined));
    const also = [...findings, ...withoutRepetitions(beside)];
    return {
      status: failed || hasErrors(findings) ? 1 : 0,
      json: {
        registration: id,
        answers,
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

/** Drops repetitions of findings about the registration alone, which every homeserver has in similar words. */
function withoutRepetitions(findings: readonly RegistrationFinding[]): RegistrationFinding[] {
  const keyOf = ({ code, pointer, message }: RegistrationFinding): string =>
    code.startsWith('namespace-') ? `${code} ${pointer}` : message;
  return findings.filter((each, i) => findings.findIndex((other) => keyOf(other) === keyOf(each)) === i);
}

function titleLines(id: string, judgements: readonly Judgement[]): Text[] {
  const [first, ...others] = judgements;
  if (first === undefined || others.length > 0) return [styled('bold', `${id} on the homeservers known here`)];
  return [styled('bold', `${id} on ${homeserverTitle(first.homeserver)}`)];
}

function tableOf(judgements: readonly Judgement[], width: number): Text[] {
  const [first, ...others] = judgements;
  return first === undefined || others.length > 0 ? capabilityMatrix(judgements, width) : capabilityTable(first, width);
}

/**
 * Lists the lines to add to the registration and to each homeserver's configuration; homeservers with equal needs share
 * a list.
 */
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

/** Groups homeservers by the flags that they miss. */
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

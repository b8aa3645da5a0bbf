import { findHomeserver } from '../../registration/homeserver-facts.js';
import type { AppserviceRegistration } from '../../types.js';
import { CliError, usageError } from '../cli-error.js';
import type { Command } from '../command.js';
import {
  configurationOf,
  judge,
  type Judgement,
  type NamedHomeserver,
  newestHomeservers,
  parseHomeserver,
  suggestHomeserver,
  titleOf,
} from '../homeserver-argument.js';
import { answersGiven, answersOption } from '../key-answers.js';
import { newRegistration } from '../new-registration.js';
import { registrationYaml, settingLines } from '../print/registration-yaml.js';
import type { Text } from '../print/text.js';
import { writeSecretFile } from '../write-secret-file.js';

/** The `generate-registration` command. */
export const generateRegistration: Command = {
  name: 'generate-registration',
  summary: 'creates a registration, with tokens and flags',
  operands: '',
  about: [
    'Creates a registration file with strong random tokens and all the flags that the homeserver needs for encrypted ' +
      'appservices, so that lint misses no line in it. Comments list what the configuration of the homeserver ' +
      'needs as well. Without --homeserver, the flags suit the newest versions of all known homeservers; ' +
      'without a version, the newest known version.',
    'The tokens are only in the file that --out names, which only its owner may read (mode 0600), or without it on ' +
      'standard output. No other command prints a token.',
  ],
  options: {
    id: { value: 'ID', about: 'name of the appservice; never changes' },
    url: { value: 'URL', about: 'where the homeserver reaches it; omit it for one that is never called' },
    'server-name': { value: 'NAME', about: "the homeserver's name, as in its user IDs" },
    localpart: { value: 'LOCALPART', about: "localpart of the appservice's own user; _ID_bot by default" },
    'user-prefix': { value: 'PREFIX', about: 'beginning of the localparts of its users; _ID_ by default' },
    namespace: { value: 'REGEX', about: 'regular expression for its users, instead of both' },
    homeserver: { value: 'NAME[@VERSION]', about: 'the homeserver, such as synapse@1.157' },
    ...answersOption,
    out: { value: 'FILE', about: 'file to write; it must not exist' },
    force: { about: 'write the file even if it exists' },
  },
  examples: [
    'generate-registration --id irc --server-name example.org \\\n    --url http://127.0.0.1:29333 --homeserver synapse --out registration.yaml',
  ],
  json: {
    file: 'path of the file, with --out',
    registration: 'the whole registration, tokens included, without --out',
    homeservers: '[{ name, version, settings }]: the lines that their configuration needs',
  },
  async run(input, world) {
    if (input.operands.length > 0) throw usageError(`${input.operands[0] ?? ''} is one argument too many`);
    const homeservers = homeserversOf(input.value('homeserver'));
    const options = { answers: answersGiven(input) };
    const registration = withFlags(newRegistration(input, world), homeservers);
    const judgements = homeservers.map((homeserver) => judge(registration, homeserver, options));
    refuseWhatIsRefused(judgements, input.value('homeserver') !== undefined);
    const settings = judgements.map(({ homeserver: { name, version }, settings: needed }) => ({
      name,
      version: version ?? null,
      settings: needed,
    }));
    const yaml = registrationYaml(registration, judgements);
    const out = input.value('out');
    if (out === undefined) {
      if (input.has('force')) throw usageError('--force only works with --out');
      return { status: 0, json: { registration, homeservers: settings }, lines: yaml.trimEnd().split('\n') };
    }
    await writeSecretFile(out, yaml, { overwrite: input.has('force') });
    return { status: 0, json: { file: out, homeservers: settings }, lines: writtenLines(out, judgements) };
  },
};

function homeserversOf(named: string | undefined): NamedHomeserver[] {
  if (named === undefined) return newestHomeservers();
  const homeserver = parseHomeserver(named);
  if (findHomeserver(homeserver.name) !== undefined) return [homeserver];
  const hint =
    suggestHomeserver(homeserver.name) ??
    `Known are: ${newestHomeservers()
      .map(({ name }) => name)
      .join(', ')}.`;
  throw usageError(`the homeserver ${homeserver.name} is not known`, hint);
}

/** Adds all flags that the linter misses to a registration. */
function withFlags(
  registration: AppserviceRegistration,
  homeservers: readonly NamedHomeserver[],
): AppserviceRegistration {
  const flags = homeservers.flatMap((homeserver) => judge(registration, homeserver).flags);
  const complete = { ...registration, ...Object.fromEntries(flags.map((flag) => [flag, true])) };
  const missing = homeservers.flatMap((homeserver) => judge(complete, homeserver).flags);
  // This would be a mistake in the facts.
  if (missing.length > 0)
    throw new CliError('CONTENT', `no registration has everything that is needed: ${missing.join(', ')}`);
  return complete;
}

/**
 * Refuses to create a registration with which a homeserver would not start, or a named one would not reach the
 * appservice.
 *
 * @throws {CliError}
 */
function refuseWhatIsRefused(judgements: readonly Judgement[], isNamed: boolean): void {
  const codes = ['refused-by-homeserver', ...(isNamed ? ['misread-by-homeserver'] : [])];
  const findings = judgements.flatMap(({ findings: about }) => about);
  const fault = findings.find(({ code, severity }) => severity === 'error' && codes.includes(code));
  if (fault !== undefined) throw usageError(`${fault.pointer.slice(1)}: ${fault.message}`);
}

function writtenLines(file: string, judgements: readonly Judgement[]): Text[] {
  return [
    `Wrote ${file}, which only you can read: it holds both tokens.`,
    ...judgements.flatMap(({ homeserver, settings }) => {
      if (settings.length === 0) return [];
      return [
        '',
        `${titleOf(homeserver)} also needs, in ${configurationOf(homeserver)}:`,
        '',
        ...settingLines(settings).map((line) => `  ${line}`),
      ];
    }),
  ];
}

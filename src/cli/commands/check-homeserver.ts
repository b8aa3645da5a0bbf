import { resolve } from 'node:path';
import { checkHomeserver, homeserverChecks } from '../../check/homeserver/check-homeserver.js';
import { checkLiveHomeserver } from '../../check/homeserver/check-live-homeserver.js';
import type { CheckSurroundings } from '../../check/homeserver/check-surroundings.js';
import { createCheckRegistration, serverNameOfCheckRegistration } from '../../check/homeserver/check-registration.js';
import { supportEntryOf } from '../../check/homeserver/support-entry.js';
import type { CheckReport } from '../../check/check.js';
import { readRegistrationFile } from '../../node/registration-file.js';
import { isCalled, faultOfHttpUrl } from '../../registration/registration-fields.js';
import { isServerName, isUserId } from '../../identifiers.js';
import type { AppserviceRegistration } from '../../types.js';
import { isMatrixAppserviceError } from '../../errors.js';
import { CliError, usageError } from '../cli-error.js';
import type { Command, Report } from '../command.js';
import { writingJunit } from '../junit-file.js';
import { explainHomeserverFailure } from '../explain-failure.js';
import { didYouMean } from '../nearest.js';
import { parseHomeserver } from '../homeserver-argument.js';
import type { ParsedArguments } from '../parse-arguments.js';
import { checkReportFields, checkReportJson, checkReportLines } from '../print/check-table.js';
import { registrationYaml } from '../print/registration-yaml.js';
import { supportYaml } from '../print/support-yaml.js';
import type { Text } from '../print/text.js';
import { readingFile } from '../read-input.js';
import { runInterruptibly } from '../run-interruptibly.js';
import type { ServedAddress } from '../serve-handler.js';
import { screenWidth, type World } from '../world.js';
import { writeSecretFile } from '../write-secret-file.js';

/** The `check-homeserver` command. */
export const checkHomeserverCommand: Command = {
  name: 'check-homeserver',
  summary: 'finds out what a running homeserver does for encrypted appservices',
  operands: 'REGISTRATION',
  about: [
    'Plays an appservice for about a minute: it listens at the url of the registration, acts as three users, and lets the ' +
      'homeserver do everything that an encrypted bridge needs. Prints a line for each capability, what is missing and where to add it, and what ' +
      'that means for a bridge.',
    'It needs a registration of its own, since it refuses transactions and gives bad answers on purpose, which would cost a ' +
      'bridge messages. --new-registration writes one; let the homeserver load it once. Any other registration is refused, unless ' +
      '--live is given: then it only makes the checks that change and refuse nothing.',
    'It removes the devices and rooms that it made, also after Ctrl-C, and says what remains.',
  ],
  options: {
    'homeserver-url': { value: 'URL', about: 'where the homeserver serves clients' },
    'server-name': { value: 'NAME', about: "the homeserver's name, as in its user IDs; needed for a new registration" },
    'new-registration': { value: 'FILE', about: 'write a registration for checks, and end' },
    url: {
      value: 'URL',
      about: 'for a new one: where the homeserver reaches this program; http://127.0.0.1:29399 by default',
    },
    listen: {
      value: 'HOST:PORT',
      about: "where to listen; 127.0.0.1 and the port of the registration's url by default",
    },
    second: { value: 'FILE', about: 'a second registration for checks, to query keys of two appservices' },
    only: { value: 'ID,…', about: 'make only these checks; --json shows the IDs' },
    live: { about: "make the few harmless checks with a bridge's registration" },
    user: { value: 'USER', about: 'with --live: a user of the bridge, whose devices are looked at' },
    homeserver: { value: 'NAME[@VERSION]', about: 'the homeserver, if it does not say so itself' },
    junit: { value: 'FILE', about: 'write the results as JUnit XML, too' },
    fact: { about: "print the results as an entry of this package's support.yaml" },
  },
  examples: [
    'check-homeserver --new-registration check.yaml --server-name example.org',
    'check-homeserver check.yaml --homeserver-url http://127.0.0.1:8008',
  ],
  json: {
    ...checkReportFields,
    fact: 'with --fact: the entry for support.yaml',
    file: 'with --new-registration: path of the file; the other fields are absent',
  },
  async run(input, world) {
    const file = input.value('new-registration');
    if (file !== undefined) return writeNewRegistration(file, input, world);
    const [path, ...others] = input.operands;
    if (path === undefined || others.length > 0)
      throw usageError('check-homeserver needs exactly one registration file');
    const { registration } = await readingFile(path, readRegistrationFile);
    const check = input.has('live') ? checkLive : checkAll;
    const { result: report, interrupted } = await writingJunit(input.value('junit'), this.name, () =>
      check(registration, input, world),
    );
    const fact = input.has('fact') ? supportEntryOf(report, registration) : undefined;
    return {
      status: interrupted ?? (report.failures.length > 0 ? 1 : 0),
      json: { ...checkReportJson(report), ...(fact && { fact }) },
      lines: fact === undefined ? checkReportLines(report, screenWidth(world)) : supportYaml(fact),
    };
  },
};

type CheckedRun = Awaited<ReturnType<typeof runInterruptibly<CheckReport>>>;

async function checkAll(
  registration: AppserviceRegistration,
  input: ParsedArguments,
  world: World,
): Promise<CheckedRun> {
  const serverName = serverNameOfCheckRegistration(registration);
  if (serverName === undefined) throw notForChecks();
  const given = input.value('server-name');
  if (given !== undefined && given !== serverName) {
    throw usageError(`--server-name is ${given}, but the registration was made for ${serverName}`);
  }
  const secondPath = input.value('second');
  const second =
    secondPath === undefined ? undefined : (await readingFile(secondPath, readRegistrationFile)).registration;
  if (second !== undefined) {
    if (serverNameOfCheckRegistration(second) !== serverName) throw notForChecks();
    if (second.id === registration.id) throw usageError('--second must be another registration than the first');
  }
  const listen = input.value('listen');
  const address = listen === undefined ? addressOf(registration) : parseAddress(listen);
  return withSurroundings(input, world, (surroundings) =>
    checkHomeserver({
      ...surroundings,
      homeserverUrl: homeserverUrlOf(input),
      serverName,
      registration,
      second,
      software: softwareOf(input),
      only: idsOf(input.value('only')),
      serve: (served, handle) =>
        world.serve(handle, served === registration ? address : addressOf(served, address.host)),
    }),
  );
}

function checkLive(registration: AppserviceRegistration, input: ParsedArguments, world: World): Promise<CheckedRun> {
  const userId = input.value('user');
  if (userId !== undefined && !isUserId(userId))
    throw usageError('--user must be a user ID, such as @irc_ann:example.org');
  const options = { homeserverUrl: homeserverUrlOf(input), registration, userId, software: softwareOf(input) };
  return withSurroundings(input, world, (surroundings) => checkLiveHomeserver({ ...surroundings, ...options }));
}

/** Runs checks with the command's surroundings. */
async function withSurroundings(
  input: ParsedArguments,
  world: World,
  check: (surroundings: CheckSurroundings) => Promise<CheckReport>,
): Promise<CheckedRun> {
  const { fetch, now, delay, randomBytes } = world;
  const run = { quiet: input.has('json'), farewell: 'removing what was made …' };
  try {
    return await runInterruptibly(world, run, (controls) => check({ fetch, now, delay, randomBytes, ...controls }));
  } catch (error) {
    if (!isMatrixAppserviceError(error)) throw error;
    const hint = explainHomeserverFailure(error, homeserverUrlOf(input));
    throw hint === undefined ? error : new CliError(error.code, error.message, hint);
  }
}

function homeserverUrlOf(input: ParsedArguments): string {
  const url = input.value('homeserver-url');
  if (url === undefined) throw usageError('--homeserver-url is missing');
  const fault = faultOfHttpUrl(url);
  if (fault !== undefined) throw usageError(`--homeserver-url ${fault}`);
  return url;
}

function idsOf(given: string | undefined): readonly string[] | undefined {
  const ids = given?.split(',').map((id) => id.trim());
  const known = homeserverChecks.map(({ id }) => id);
  const unknown = ids?.find((id) => !known.includes(id));
  if (unknown !== undefined) throw usageError(`there is no check ${unknown}`, didYouMean(unknown, known));
  return ids;
}

function softwareOf(input: ParsedArguments): ReturnType<typeof parseHomeserver> | undefined {
  const named = input.value('homeserver');
  return named === undefined ? undefined : parseHomeserver(named);
}

function notForChecks(): CliError {
  const hint =
    'Its bridge would lose messages. Make one with --new-registration, or use --live for the checks that are harmless.';
  return new CliError('CONTENT', 'this registration was not made for checks', hint);
}

/** Returns the address that the URL of a registration leads to, if that is this machine. */
function addressOf({ url }: AppserviceRegistration, host = '127.0.0.1'): ServedAddress {
  if (!isCalled(url) || !/^http:/i.test(url))
    throw usageError('the url of the registration is not of the kind http://host:port');
  return { host, port: Number(new URL(url).port) || 80 };
}

function parseAddress(text: string): ServedAddress {
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === '') throw usageError('--listen must be HOST:PORT, such as 0.0.0.0:29399');
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

async function writeNewRegistration(file: string, input: ParsedArguments, world: World): Promise<Report> {
  if (input.operands.length > 0) throw usageError('--new-registration takes no other registration');
  const serverName = input.value('server-name');
  if (serverName === undefined || !isServerName(serverName))
    throw usageError('--server-name must be the name of the homeserver');
  const url = input.value('url') ?? 'http://127.0.0.1:29399';
  const fault = faultOfHttpUrl(url);
  if (fault !== undefined) throw usageError(`--url ${fault}`);
  const registration = createCheckRegistration({ serverName, url, randomBytes: world.randomBytes });
  await writeSecretFile(file, registrationYaml(registration, []), { overwrite: false });
  return { status: 0, json: { file }, lines: nextSteps(file, registration) };
}

function nextSteps(file: string, { id, url }: AppserviceRegistration): Text[] {
  return [
    `Wrote ${file}, which only you can read: it holds both tokens.`,
    '',
    'Let the homeserver read and load it, beside those of your bridges. Synapse,',
    'in homeserver.yaml, and then restart it:',
    '',
    '  app_service_config_files:',
    `    - ${resolve(file)}`,
    '',
    `It must reach this machine at ${url ?? ''}. Then:`,
    '',
    `  npx matrix-encrypted-appservice check-homeserver ${file} \\`,
    '    --homeserver-url URL',
    '',
    `Its users are @_${id}_…; no bridge loses anything.`,
  ];
}

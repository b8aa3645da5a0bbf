import { checkAppservice } from '../../check/appservice/check-appservice.js';
import { isUserId, type UserId } from '../../identifiers.js';
import { readRegistrationFile } from '../../node/registration-file.js';
import { faultOfUrl } from '../../registration/registration-fields.js';
import { askOptions, timeoutOf } from '../ask.js';
import { usageError } from '../cli-error.js';
import type { Command } from '../command.js';
import { writingJunit } from '../junit-file.js';
import { observeFile } from '../observed-file.js';
import type { ParsedArguments } from '../parse-arguments.js';
import { checkReportFields, checkReportJson, checkReportLines } from '../print/check-table.js';
import { readingFile } from '../read-input.js';
import { runInterruptibly } from '../run-interruptibly.js';
import { screenWidth } from '../world.js';

/** The `check-appservice` command. */
export const checkAppserviceCommand: Command = {
  name: 'check-appservice',
  summary: 'finds out what a running appservice does of these APIs',
  operands: 'REGISTRATION',
  about: [
    'Plays the homeserver of an appservice for some seconds: pings it, asks for keys under all paths, tries tokens, ' +
      'routes, bodies and odd HTTP. Prints a line for each capability, and what it means for an encrypted bridge. Nothing of ' +
      'that changes anything at the appservice: a key is claimed of a device that does not exist, and no transaction is sent.',
    'With --deliver it sends transactions, too: under every name that a field has, repeated, at the same time, large and ' +
      'malformed. Their rooms, users and devices do not exist, but a live bridge still acts upon them, and may not ' +
      'survive the malformed ones. Use an instance for tests.',
    'What an appservice made of a transaction cannot be seen from outside. Let your application append a line for ' +
      'everything that it is given to a file, with the IDs in it, and name that file with --observe.',
  ],
  options: {
    ...askOptions,
    timeout: { value: 'SECONDS', about: 'time to wait for each answer; 10 by default' },
    deliver: { about: 'send transactions, which the appservice acts upon' },
    observe: { value: 'FILE', about: 'file to which the application appends what it is given; needs --deliver' },
    user: { value: 'USER', about: 'a user of the appservice, to ask for keys of; by default one that does not exist' },
    junit: { value: 'FILE', about: 'write the results as JUnit XML, too' },
  },
  examples: [
    'check-appservice registration.yaml',
    'check-appservice test.yaml --deliver --observe told.log --junit report.xml',
  ],
  json: checkReportFields,
  async run(input, world) {
    const [path, ...others] = input.operands;
    if (path === undefined || others.length > 0)
      throw usageError('check-appservice needs exactly one registration file');
    const url = input.value('url');
    const fault = url === undefined ? undefined : faultOfUrl(url);
    if (fault !== undefined) throw usageError(`--url ${fault}`);
    const [user, observed] = [userOf(input), observedOf(input)];
    const { registration } = await readingFile(path, readRegistrationFile);
    const { connect, delay, now, randomBytes } = world;
    const options = {
      ...{ connect, delay, now, randomBytes, user },
      deliver: input.has('deliver'),
      application: observed === undefined ? undefined : { told: await observeFile(observed) },
      timeoutMs: timeoutOf(input.value('timeout')),
    };
    const run = { quiet: input.has('json'), farewell: 'closing connections …' };
    const { result: report, interrupted } = await writingJunit(input.value('junit'), this.name, () =>
      runInterruptibly(world, run, (controls) =>
        checkAppservice({ ...registration, url: url ?? registration.url }, { ...options, ...controls }),
      ),
    );
    return {
      status: interrupted ?? (report.failures.length > 0 ? 1 : 0),
      json: checkReportJson(report),
      lines: checkReportLines(report, screenWidth(world)),
    };
  },
};

function userOf(input: ParsedArguments): UserId | undefined {
  const user = input.value('user');
  if (user === undefined || isUserId(user)) return user;
  throw usageError('--user must be a user ID, such as @irc_ann:example.org');
}

function observedOf(input: ParsedArguments): string | undefined {
  const observed = input.value('observe');
  if (observed !== undefined && !input.has('deliver')) throw usageError('--observe needs --deliver');
  return observed;
}

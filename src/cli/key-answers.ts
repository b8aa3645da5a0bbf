import { createAppserviceClient } from '../client/appservice-client.js';
import { isMatrixAppserviceError } from '../errors.js';
import { faultOfUrl } from '../registration/registration-fields.js';
import type { LintOptions } from '../registration/lint-registration.js';
import type { AppserviceRegistration } from '../types.js';
import { timeoutOf } from './ask.js';
import { usageError } from './cli-error.js';
import type { PlacedFinding } from './print/finding-lines.js';
import type { OptionSpec, ParsedArguments } from './parse-arguments.js';
import type { World } from './world.js';

/** Key requests, as the linter names them. */
export type KeyAnswers = NonNullable<LintOptions['answers']>;

/** The option that names the key requests that an appservice answers. */
export const answersOption: Readonly<Record<string, OptionSpec>> = {
  answers: {
    value: 'query,claim',
    about: 'what the appservice answers: the lines that make a homeserver ask are offered for these alone',
  },
};

/** The options that find it out instead. */
export const probeOptions: Readonly<Record<string, OptionSpec>> = {
  probe: { about: 'find that out: ask the running appservice, for the keys of no user' },
  url: { value: 'URL', about: "with --probe: ask there, and not at the registration's url" },
  timeout: { value: 'SECONDS', about: 'with --probe: how long to wait for each answer; 10 by default' },
};

const names: ReadonlyMap<string, KeyAnswers[number]> = new Map([
  ['query', 'keyQuery'],
  ['claim', 'keyClaim'],
]);

/** @throws {CliError} where `--answers` names anything but `query` and `claim`. */
export function answersGiven({ value }: ParsedArguments): KeyAnswers {
  const given = value('answers');
  if (given === undefined) return [];
  return given.split(',').map((each) => {
    const name = names.get(each.trim());
    if (name === undefined) throw usageError(`--answers is query, claim or both, and not ${given}`);
    return name;
  });
}

/** The result of asking an appservice which key requests it answers. */
export interface Probe {
  readonly answers: KeyAnswers;
  /** Requests of which nothing is known, and why. */
  readonly findings: readonly PlacedFinding[];
}

/**
 * Finds out which key requests an appservice answers: those given by `--answers`, or with `--probe` those that it answers now. It is
 * asked for nothing, so no key is lost.
 *
 * @throws {CliError} for wrong options.
 */
export async function findAnswers(
  registration: AppserviceRegistration,
  input: ParsedArguments,
  world: World,
): Promise<Probe> {
  const given = answersGiven(input);
  const url = input.value('url');
  const timeoutMs = timeoutOf(input.value('timeout'));
  if (!input.has('probe')) {
    if (url !== undefined || timeoutMs !== undefined) throw usageError('--url and --timeout are for --probe');
    return { answers: given, findings: [] };
  }
  if (input.has('answers')) throw usageError('--answers and --probe exclude each other');
  const fault = url === undefined ? undefined : faultOfUrl(url);
  if (fault !== undefined) throw usageError(`--url ${fault}`);
  const client = createAppserviceClient(
    { ...registration, url: url ?? registration.url },
    { fetch: world.fetch, timeoutMs },
  );
  const outcomes = await Promise.all([
    outcomeOf('keyQuery', 'key queries', client.queryKeys({})),
    outcomeOf('keyClaim', 'key claims', client.claimKeys({})),
  ]);
  return {
    answers: outcomes.flatMap(({ answered }) => answered ?? []),
    findings: outcomes.flatMap(({ finding }) => finding ?? []),
  };
}

interface Outcome {
  readonly answered?: KeyAnswers[number];
  readonly finding?: PlacedFinding;
}

async function outcomeOf(answered: KeyAnswers[number], what: string, asked: Promise<unknown>): Promise<Outcome> {
  try {
    await asked;
    return { answered };
  } catch (error) {
    if (!isMatrixAppserviceError(error)) throw error;
    if (error.name === 'UnrecognizedEndpointError') return {};
    const message = `whether the appservice answers ${what} is not known: ${error.message}`;
    return { finding: { code: 'probe-failed', severity: 'warning', pointer: '', message } };
  }
}

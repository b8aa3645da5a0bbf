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

/** The key requests, as the linter names them. */
export type KeyAnswers = NonNullable<LintOptions['answers']>;

/** The option with the key requests that an appservice answers. */
export const answersOption: Readonly<Record<string, OptionSpec>> = {
  answers: {
    value: 'query,claim',
    about: 'requests that the appservice answers; the settings that make a homeserver ask are only suggested for these',
  },
};

/** The options that find this out. */
export const probeOptions: Readonly<Record<string, OptionSpec>> = {
  probe: { about: 'find that out: ask the running appservice, for the keys of no user' },
  url: { value: 'URL', about: "with --probe: ask this URL instead of the registration's" },
  timeout: { value: 'SECONDS', about: 'with --probe: time to wait for each answer; 10 by default' },
};

const names: ReadonlyMap<string, KeyAnswers[number]> = new Map([
  ['query', 'keyQuery'],
  ['claim', 'keyClaim'],
]);

/**
 * Parses the value of `--answers`.
 *
 * @throws {CliError} for anything but `query` and `claim`.
 */
export function answersGiven({ value }: ParsedArguments): KeyAnswers {
  const given = value('answers');
  if (given === undefined) return [];
  return given.split(',').map((each) => {
    const name = names.get(each.trim());
    if (name === undefined) throw usageError(`--answers must be query, claim or both, not ${given}`);
    return name;
  });
}

/** The result of asking an appservice which key requests it answers. */
export interface Probe {
  readonly answers: KeyAnswers;
  /** Requests whose state remains unknown, with the reasons. */
  readonly findings: readonly PlacedFinding[];
}

/**
 * Finds out which key requests an appservice answers: those given by `--answers`, or with `--probe` those that it
 * answers now. The probe asks for no keys, so none is lost.
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
    if (url !== undefined || timeoutMs !== undefined) throw usageError('--url and --timeout only work with --probe');
    return { answers: given, findings: [] };
  }
  if (input.has('answers')) throw usageError('use either --answers or --probe, not both');
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
    const message = `it is unknown whether the appservice answers ${what}: ${error.message}`;
    return { finding: { code: 'probe-failed', severity: 'warning', pointer: '', message } };
  }
}

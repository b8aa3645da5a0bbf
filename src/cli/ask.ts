import { createAppserviceClient, type AppserviceClient } from '../client/appservice-client.js';
import { isMatrixAppserviceError } from '../errors.js';
import { createSecretHider, type HideSecrets } from '../hide-secrets.js';
import { readRegistrationFile } from '../node/registration-file.js';
import { faultOfUrl, isCalled } from '../registration/registration-fields.js';
import type { AppserviceRegistration } from '../types.js';
import { usageError } from './cli-error.js';
import type { Report } from './command.js';
import { errorLines, table, wrap } from './print/table.js';
import { explainFailure } from './explain-failure.js';
import type { OptionSpec, ParsedArguments } from './parse-arguments.js';
import { readingFile } from './read-input.js';
import { recordRequests, type RecordedRequest } from './record-requests.js';
import { styled, type Text } from './print/text.js';
import { screenWidth, type World } from './world.js';

/** Options of all commands that ask an appservice. */
export const askOptions: Readonly<Record<string, OptionSpec>> = {
  url: { value: 'URL', about: "ask this URL instead of the registration's" },
  timeout: { value: 'SECONDS', about: 'time to wait for the answer; 10 by default' },
};

/** Further options of commands whose operation has two paths. */
export const pathOptions: Readonly<Record<string, OptionSpec>> = {
  prefer: { value: 'stable|unstable', about: 'path to ask first; unstable while it is a draft' },
};

/** Fields of `--json` that all of these commands have. */
export const askJson: Readonly<Record<string, string>> = {
  registration: "the registration's id",
  url: 'the URL that was asked',
  requests: '[{ method, path, status, durationMs, said }]: the paths tried, in order',
  error: 'null, or { code, message, hint }',
};

/** A command's request, and the report of its answer. */
export interface Question<Answer> {
  /** Name of the request: `key queries (MSC3984)`. */
  readonly what: string;
  readonly ask: (client: AppserviceClient) => Promise<Answer>;
  /** Reports an answer. Everything quoted from it goes through `hide`, which knows both tokens (S5). */
  readonly report: (
    answer: Answer,
    registration: AppserviceRegistration,
    hide: HideSecrets,
  ) => Report | Promise<Report>;
  /** Values for the fields of `report` if there is no answer. */
  readonly withoutAnswer: Readonly<Record<string, unknown>>;
}

/**
 * Asks the appservice of a registration file, and reports the tried paths, the answer or the failure, and advice.
 *
 * @throws {CliError} and {RegistrationError} if the file cannot be used.
 */
export async function askAndReport<Answer>(
  path: string,
  input: ParsedArguments,
  world: World,
  { what, ask, report, withoutAnswer }: Question<Answer>,
): Promise<Report> {
  const options = { timeoutMs: timeoutOf(input.value('timeout')), prefer: preferenceOf(input.value('prefer')) };
  const url = input.value('url');
  const fault = url === undefined ? undefined : faultOfUrl(url);
  if (fault !== undefined) throw usageError(`--url ${fault}`);
  const { registration } = await readingFile(path, readRegistrationFile);
  const callee = { ...registration, url: url ?? registration.url };
  const width = screenWidth(world);
  const requests: RecordedRequest[] = [];
  const hide = createSecretHider([registration.as_token, registration.hs_token]);
  const client = createAppserviceClient(callee, {
    ...options,
    fetch: recordRequests(world.fetch, world.now, requests, hide),
  });
  const about = { registration: hide(registration.id), url: callee.url === null ? null : hide(callee.url) };
  const head = [styled('bold', `${about.registration} at ${isCalled(callee.url) ? hide(callee.url) : 'no URL'}`)];
  try {
    const answer = await ask(client);
    const { status, json, lines } = await report(answer, registration, hide);
    const tried = requestLines(requests, requests.length - 1, width);
    return {
      status,
      json: { ...about, requests, error: null, ...json },
      lines: [...head, ...tried, ...lines],
    };
  } catch (error) {
    if (!isMatrixAppserviceError(error)) throw error;
    const hint = explainFailure(error, { url: about.url ?? '', what });
    const isUnknown = error.name === 'UnrecognizedEndpointError';
    const { code, message } = error;
    return {
      status: 1,
      json: { ...about, requests, error: { code, message, hint }, ...withoutAnswer },
      lines: [
        ...head,
        ...requestLines(requests, isUnknown ? requests.length : requests.length - 1, width),
        '',
        ...errorLines(message, width),
        ...(hint === '' ? [] : ['', ...wrap(hint, width)]),
      ],
    };
  }
}

/**
 * Prints a line for each request. The first `unknown` ones hit an unknown route (N2), or there would have been no other
 * (N3).
 */
function requestLines(requests: readonly RecordedRequest[], unknown: number, width: number): Text[] {
  const rows = requests.map(({ method, path, status, durationMs, said }, i): Text[] => [
    i < unknown ? 'unknown route' : (said ?? ''),
    statusOf(status),
    `${durationMs.toFixed(0)} ms`,
    `${method} ${path}`,
  ]);
  // The note on a request goes below its path, which is long enough.
  const spread = rows.flatMap(([note = '', ...cells]) => [cells, ...(note === '' ? [] : [['', '', note]])]);
  return requests.length === 0 ? [] : ['', ...table(spread, { width })];
}

function statusOf(status: number | undefined): Text {
  if (status === undefined) return styled('red', 'no answer');
  return styled(status < 300 ? 'green' : 'red', String(status));
}

/**
 * Parses the value of `--timeout`, which is in seconds.
 *
 * @throws {CliError} if it is not a number above zero.
 */
export function timeoutOf(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (!/^\d+(?:\.\d+)?$/.test(seconds) || Number(seconds) === 0) {
    throw usageError(`--timeout must be a number of seconds, not ${seconds}`);
  }
  return Number(seconds) * 1000;
}

function preferenceOf(prefer: string | undefined): 'stable' | 'unstable' | undefined {
  if (prefer === undefined || prefer === 'stable' || prefer === 'unstable') return prefer;
  throw usageError(`--prefer must be stable or unstable, not ${prefer}`);
}

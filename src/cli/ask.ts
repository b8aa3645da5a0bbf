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

/** The options of all commands that ask an appservice. */
export const askOptions: Readonly<Record<string, OptionSpec>> = {
  url: { value: 'URL', about: "ask there, and not at the registration's url" },
  timeout: { value: 'SECONDS', about: 'how long to wait for the answer; 10 by default' },
};

/** Beside them, those of commands whose operation has two paths. */
export const pathOptions: Readonly<Record<string, OptionSpec>> = {
  prefer: { value: 'stable|unstable', about: 'which path to ask first; unstable while it is a draft' },
};

/** The fields of `--json` that all of them have. */
export const askJson: Readonly<Record<string, string>> = {
  registration: "the registration's id",
  url: 'where it was asked',
  requests: '[{ method, path, status, durationMs, said }]: the paths tried, in order',
  error: 'null, or { code, message, hint }',
};

/** What a command asks, and what it makes of the answer. */
export interface Question<Answer> {
  /** `key queries (MSC3984)` */
  readonly what: string;
  readonly ask: (client: AppserviceClient) => Promise<Answer>;
  /** Puts an answer into words. Everything quoted of it goes through `hide`, which knows both tokens (S5). */
  readonly report: (
    answer: Answer,
    registration: AppserviceRegistration,
    hide: HideSecrets,
  ) => Report | Promise<Report>;
  /** The fields that `report` would have given, where there is no answer. */
  readonly withoutAnswer: Readonly<Record<string, unknown>>;
}

/**
 * Asks the appservice of a registration file, and reports the paths tried, the answer or what went wrong, and what to do.
 *
 * @throws {CliError} and {RegistrationError} where the file cannot be used.
 */
export async function askAppservice<Answer>(
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

/** The first `unknown` requests were answered that there is no such route (N2), or there would have been no other (N3). */
function requestLines(requests: readonly RecordedRequest[], unknown: number, width: number): Text[] {
  const rows = requests.map(({ method, path, status, durationMs, said }, i): Text[] => [
    i < unknown ? 'unknown route' : (said ?? ''),
    statusOf(status),
    `${durationMs.toFixed(0)} ms`,
    `${method} ${path}`,
  ]);
  // What is said of a request stands below its path, which is long enough.
  const spread = rows.flatMap(([note = '', ...cells]) => [cells, ...(note === '' ? [] : [['', '', note]])]);
  return requests.length === 0 ? [] : ['', ...table(spread, { width })];
}

function statusOf(status: number | undefined): Text {
  if (status === undefined) return styled('red', 'no answer');
  return styled(status < 300 ? 'green' : 'red', String(status));
}

/**
 * Reads the value of `--timeout`, which is in seconds.
 *
 * @throws {CliError} where it is no number above zero.
 */
export function timeoutOf(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (!/^\d+(?:\.\d+)?$/.test(seconds) || Number(seconds) === 0) {
    throw usageError(`--timeout is a number of seconds, and not ${seconds}`);
  }
  return Number(seconds) * 1000;
}

function preferenceOf(prefer: string | undefined): 'stable' | 'unstable' | undefined {
  if (prefer === undefined || prefer === 'stable' || prefer === 'unstable') return prefer;
  throw usageError(`--prefer is stable or unstable, and not ${prefer}`);
}

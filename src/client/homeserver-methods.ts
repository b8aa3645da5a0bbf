import type { ClientServerCall } from '../../generated/client-server-calls.js';
import type { Guard } from '../../generated/validators/index.js';
import { quietly } from '../async/quietly.js';
import { InvalidAnswerError } from '../errors.js';
import { type Finding, FindingCollector } from '../findings.js';
import { isDeeperThan } from '../http/decode-json.js';
import { numberOption } from '../number-options.js';
import { requireOptionNames, type OptionNames } from '../option-names.js';
import type { MasqueradeNames } from '../registration/masquerade.js';
import { entriesOf } from './answer-entries.js';
import type {
  DownloadedMedia,
  HomeserverCallOptions,
  HomeserverHttpClient,
  HomeserverOperation,
  HomeserverPaths,
} from './homeserver-client-types.js';
import {
  exchangeWithHomeserver,
  namingRequest,
  type ExchangeSettings,
  type HomeserverLimits,
} from './homeserver-exchange.js';
import { type Acting, type GivenParameters, homeserverRequest, targetOf, withQuery } from './homeserver-request.js';
import { createHttpClient, protectFetch } from './raw-client.js';
import { readJson } from './read-answer.js';
import { readPayload, type ReportFinding } from './read-payload.js';
import type { ClientRequest } from './request.js';
import { type Exchange, send } from './send.js';

/** The settings for all calls of a homeserver client. */
export interface HomeserverSettings extends ExchangeSettings {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly names: MasqueradeNames;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly onFinding: (finding: Finding) => unknown;
}

/** Levels of nesting in an answer with signed objects, which are signed and compared level by level (S2). */
const mostSignedLevels = 512;

/** Makes the method of an operation. Its arguments are parameters, body and options, as far as there are any. */
export function methodOf(
  id: HomeserverOperation,
  call: ClientServerCall,
  acting: Acting,
  settings: HomeserverSettings,
): (...args: unknown[]) => Promise<unknown> {
  const hasParameters = call.path.includes('{') || call.query !== undefined;
  const { answer: expected } = call;
  return async (...args) => {
    const parameters = (hasParameters ? (args.shift() ?? {}) : {}) as GivenParameters;
    const body = call.body === true ? (args.shift() ?? {}) : undefined;
    const given = (args.shift() ?? {}) as HomeserverCallOptions;
    const waitMs = id === 'sync' && typeof parameters['timeout'] === 'number' ? parameters['timeout'] : 0;
    const { method, path } = call;
    const make = (): ClientRequest => {
      const url = settings.baseUrl + targetOf(call, parameters, acting);
      return homeserverRequest({
        url,
        method,
        headers: settings.headers,
        body,
        contentType: parameters['contentType'],
      });
    };
    const read = ({ body: bytes, headers }: Exchange): unknown => {
      if (expected !== 'bytes') return readChecked(id, bytes, expected, settings);
      return { bytes, contentType: headers.get('content-type') ?? undefined } satisfies DownloadedMedia;
    };
    return exchangeWithHomeserver({ path, make, read }, limitsOf(id, given, settings, waitMs), settings);
  };
}

/** Parses and checks an answer, and reports what had to be left out. */
function readChecked(
  id: HomeserverOperation,
  body: Uint8Array,
  guard: Guard<unknown>,
  settings: HomeserverSettings,
): unknown {
  const answer = readJson(body);
  if (typeof answer !== 'object' || answer === null) {
    throw new InvalidAnswerError('not-an-object', 'the answer is not a JSON object');
  }
  const entries = entriesOf[id] ?? [];
  if (entries.some(({ signed }) => signed) && isDeeperThan(answer, mostSignedLevels)) {
    throw new InvalidAnswerError('too-deep', `the answer nests deeper than ${mostSignedLevels} levels`);
  }
  const findings = new FindingCollector(settings.hide);
  const report: ReportFinding = (make) => {
    findings.report(make);
  };
  const payload = readPayload(answer, guard, { entries, report, hide: settings.hide });
  for (const finding of findings.list()) quietly(() => settings.onFinding(finding));
  return payload;
}

const callOptionNames: OptionNames<HomeserverCallOptions> = { signal: true, timeoutMs: true, maxBodyBytes: true };

/**
 * Fills in the defaults of a call's options.
 *
 * @throws {RangeError} for a number that is not allowed (S8).
 * @throws {TypeError} for an unknown name.
 */
function limitsOf(
  owner: string,
  given: HomeserverCallOptions,
  settings: HomeserverSettings,
  waitMs = 0,
): HomeserverLimits {
  requireOptionNames(owner, given, callOptionNames);
  return {
    signal: given.signal,
    timeoutMs: numberOption('timeoutMs', given.timeoutMs, settings.timeoutMs + waitMs),
    maxBodyBytes: numberOption('maxBodyBytes', given.maxBodyBytes, settings.maxBodyBytes, { whole: true }),
  };
}

interface JsonRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly query: Readonly<Record<string, string>>;
}

/** Makes a request outside the documents, and returns the JSON of its answer. */
export async function requestJson(
  { method, path, body, query }: JsonRequest,
  options: HomeserverCallOptions,
  acting: Acting,
  settings: HomeserverSettings,
): Promise<unknown> {
  // Anything before the first slash would become a part of the host's name.
  if (!path.startsWith('/') || path.includes('#')) {
    throw new RangeError('path must begin with "/" and have no fragment');
  }
  const make = (): ClientRequest => {
    const url = settings.baseUrl + withQuery(path, new URLSearchParams(query), acting);
    return homeserverRequest({ url, method: method.toUpperCase(), headers: settings.headers, body });
  };
  const read = (answer: Exchange): unknown => readJson(answer.body);
  return exchangeWithHomeserver({ path, make, read }, limitsOf('request', options, settings), settings);
}

/** Creates the raw client of a user and device. */
export function rawHomeserverClient(acting: Acting, settings: HomeserverSettings): HomeserverHttpClient {
  const { baseUrl, headers, timeoutMs, maxBodyBytes, fetch } = settings;
  const sendActing = protectFetch(timeoutMs, (request, cancellation) => {
    const url = withQuery(request.url, new URLSearchParams(), acting);
    return send({ ...request, url }, { fetch, cancellation, maxBodyBytes });
  });
  // The same object under narrower types: public declarations mention no dependency.
  const sendNamed = (request: ClientRequest): Promise<Response> =>
    namingRequest(request, request.signal, settings, () => sendActing(request));
  return createHttpClient<HomeserverPaths>(baseUrl, sendNamed, headers) as unknown as HomeserverHttpClient;
}

import { describe, expect, it } from 'vitest';
import { explainFailure, explainHomeserverFailure } from '../../src/cli/explain-failure.js';
import {
  BackingOffError,
  BodyTooLargeError,
  ConnectionError,
  InvalidAnswerError,
  type MatrixAppserviceError,
  MatrixHttpError,
  RegistrationError,
  TimeoutError,
  UnrecognizedEndpointError,
} from '../../src/errors.js';

const http = 'http://127.0.0.1:29328';
const socket = 'unix:///run/as.sock';

/** Failures, the URL that was asked, and what the advice must mention. */
const failures: readonly (readonly [failure: MatrixAppserviceError, url: string, advice: string])[] = [
  [new ConnectionError('ECONNREFUSED'), http, `Nothing listens at ${http}.`],
  [new ConnectionError('ENOTFOUND'), http, 'does not know the host'],
  [new ConnectionError('EAI_AGAIN'), http, 'does not know the host'],
  [new ConnectionError('EHOSTUNREACH'), http, 'There is no route'],
  [new ConnectionError('ENETUNREACH'), http, 'There is no route'],
  [new ConnectionError('ETIMEDOUT'), http, 'There is no route'],
  [new ConnectionError('UND_ERR_CONNECT_TIMEOUT'), http, 'There is no route'],
  [
    new ConnectionError('CERT_HAS_EXPIRED'),
    'https://as.example',
    'The certificate of https://as.example is not trusted',
  ],
  [new ConnectionError('ECONNRESET'), http, 'that speaks HTTP?'],
  [new ConnectionError('ECONNRESET'), 'https://as.example', 'that speaks HTTPS?'],
  [new ConnectionError('ENOENT'), socket, `There is no socket at ${socket}.`],
  [new ConnectionError('ENOTDIR'), socket, `There is no socket at ${socket}.`],
  [new ConnectionError('ECONNREFUSED'), socket, 'A socket that it left behind'],
  [new ConnectionError('EACCES'), socket, 'may not write to the socket'],
  [new ConnectionError('ENAMETOOLONG'), socket, 'longer than the system allows'],
  [new ConnectionError('ECONNRESET'), socket, 'that speaks HTTP?'],
  [new UnrecognizedEndpointError(['/_matrix/app/v1/keys/query']), http, 'either it has no key queries'],
  [new MatrixHttpError(401), http, 'another hs_token'],
  [new MatrixHttpError(403), http, 'another hs_token'],
  [new MatrixHttpError(400), http, 'rejected the request itself'],
  [new MatrixHttpError(429), http, 'fewer requests'],
  [new MatrixHttpError(404), http, 'that there is nothing'],
  [new MatrixHttpError(503), http, 'the answer of a proxy'],
  [new MatrixHttpError(500), http, 'The appservice itself failed.'],
  [new TimeoutError(5), http, 'Use --timeout to wait longer.'],
  [new InvalidAnswerError('redirect', 'it redirects'), http, 'redirects are not followed'],
  [new InvalidAnswerError('compressed', 'it is compressed'), http, 'not to compress answers'],
  [new InvalidAnswerError('not-json', 'it is no JSON'), http, 'is not a JSON object'],
  [new BodyTooLargeError(5), http, 'No homeserver would read that much.'],
  [new RegistrationError('url', 'is null'), http, 'Use --url URL'],
];

describe('explainFailure', () => {
  it.each(failures)('advises on %o at %s', (failure, url, advice) => {
    expect(explainFailure(failure, { url, what: 'key queries' })).toContain(advice);
  });

  it('has nothing to add where the error says all', () => {
    const complete = [new RegistrationError('id', 'is missing'), new BackingOffError(1), new MatrixHttpError(418)];
    expect(complete.map((failure) => explainFailure(failure, { url: http, what: 'key queries' }))).toEqual([
      '',
      '',
      '',
    ]);
  });
});

describe('explainHomeserverFailure', () => {
  it.each([
    [new ConnectionError('ECONNREFUSED'), `Nothing listens at ${http}. Is the homeserver running`],
    [new ConnectionError('ENOTFOUND'), `There is no connection to ${http}.`],
    [new TimeoutError(5), 'does not answer in time'],
    [new InvalidAnswerError('not-json', 'it is no JSON'), 'but not as a homeserver'],
    [new BodyTooLargeError(5), 'but not as a homeserver'],
  ])('advises on %o', (failure, advice) => {
    expect(explainHomeserverFailure(failure, http)).toContain(advice);
  });

  it('says nothing of other errors', () => {
    expect(explainHomeserverFailure(new RegistrationError('url', 'is null'), http)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { explainError, explainInboxError } from '../../src/encryption/explain-error.js';
import {
  ConnectionError,
  EncryptionError,
  InvalidAnswerError,
  MatrixHttpError,
  PayloadError,
  StoreError,
  TimeoutError,
  UnrecognizedEndpointError,
} from '../../src/errors.js';

describe('explainError', () => {
  it.each([
    [
      new MatrixHttpError(401, 'M_UNKNOWN_TOKEN'),
      /answered 401 M_UNKNOWN_TOKEN; it does not accept the token.*`as_token`/,
    ],
    [new MatrixHttpError(403, 'M_FORBIDDEN'), /403 M_FORBIDDEN.*namespaces/],
    [new MatrixHttpError(404, 'M_NOT_FOUND'), /404 M_NOT_FOUND.*does not know/],
    [new MatrixHttpError(429, 'M_LIMIT_EXCEEDED'), /429.*`rate_limited: false`/],
    [new MatrixHttpError(500), /^the other side answered 500; it failed, and its log has the reason$/],
    [new MatrixHttpError(400, 'M_BAD_JSON'), /^the other side answered 400 M_BAD_JSON$/],
    [new ConnectionError('ECONNREFUSED'), /could not be reached.*\(the connection failed \(ECONNREFUSED\)\)$/],
    [new TimeoutError(60_000), /within 60 s/],
    [new UnrecognizedEndpointError(['/_matrix/x']), /does not know the request \(\/_matrix\/x\)/],
    [new InvalidAnswerError('not-json', 'the answer is no JSON'), /is not a homeserver's/],
    [
      new PayloadError([{ pointer: '/a', message: 'must be a string' }]),
      /is not a homeserver's \(\/a: must be a string\)/,
    ],
    [new StoreError('BUSY', 'the database is busy'), /the database failed \(BUSY\)/],
    [new EncryptionError('SETUP', 'a line is missing'), /^a line is missing$/],
    [new EncryptionError('SETUP', 'Is a line missing?'), /^Is a line missing$/],
    [
      new MatrixHttpError(403, 'M_FORBIDDEN', {
        message: 'PUT /x: the homeserver answered 403 M_FORBIDDEN: Not in room.',
      }),
      /^PUT \/x: the homeserver answered 403 M_FORBIDDEN: Not in room; it forbids/,
    ],
    [
      new MatrixHttpError(200, 'M_INVALID_SIGNATURE', { message: 'the signature was refused' }),
      /^the signature was refused$/,
    ],
    [new TypeError('as_token=secret'), /^unexpected TypeError: this may be a bug$/],
    ['secret', /^an unexpected error/],
  ])('says of %s what it means for an operator', (error, text) => {
    expect(explainError(error)).toMatch(text);
    expect(explainError(error)).not.toContain('secret');
  });
});

describe('explainInboxError', () => {
  const [event, transaction] = [{ part: 'event' }, { part: 'transaction' }] as const;

  it.each([
    [new TimeoutError(600_000), event, /^`onEvent` was not done within 600 s, the `deliveryTimeoutMs`/],
    [new TimeoutError(600_000), transaction, /^its messages.*within 600 s, the `deliveryTimeoutMs`/],
    [new TimeoutError(60_000), event, /^the homeserver gave no complete answer within 60 s/],
    [new TimeoutError(30_000), undefined, /^it was not written down within 30 s: the database/],
    [new StoreError('BUSY', 'the database is busy'), undefined, /^the database failed \(BUSY\)/],
    [new ConnectionError('ECONNREFUSED'), event, /could not be reached/],
  ])('says of %s where the time went', (error, delivery, text) => {
    expect(explainInboxError(error, delivery, 600_000)).toMatch(text);
  });
});

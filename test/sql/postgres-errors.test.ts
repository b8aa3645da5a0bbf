import { expect, it } from 'vitest';
import { postgresErrorOf } from '../../src/sql/postgres-errors.js';

const failed = (code: string | undefined, message = 'a message'): Error => Object.assign(new Error(message), { code });

it.each([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
])('says what to do about a certificate that is not trusted: %s', (code) => {
  const cause = failed(code);
  expect(postgresErrorOf(cause)).toMatchObject({ name: 'StoreError', code: 'CONNECTION', cause });
  expect(postgresErrorOf(cause).message).toContain(`(${code}): \`ssl: { ca }\` of the pool`);
});

it('says what to do about a server without SSL', () => {
  expect(postgresErrorOf(failed(undefined, 'The server does not support SSL connections'))).toMatchObject({
    code: 'CONNECTION',
    message: expect.stringContaining('switch SSL on at the server, or off at the pool') as string,
  });
});

it.each([
  ['ECONNREFUSED', 'CONNECTION'],
  ['EPIPE', 'CONNECTION'],
  ['EPROTO', 'CONNECTION'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'CONNECTION'],
  ['CRL_HAS_EXPIRED', 'CONNECTION'],
  ['08006', 'CONNECTION'],
  ['57P01', 'CONNECTION'],
  ['28P01', 'AUTHENTICATION'],
  ['25006', 'READ_ONLY'],
  ['42P01', 'DATABASE'],
])('reads the code %s as %s, and adds nothing', (code, expected) => {
  expect(postgresErrorOf(failed(code))).toMatchObject({ code: expected, message: 'PostgreSQL: a message' });
});

import { describe, expect, it } from 'vitest';
import type { EncryptionFailure } from '../../../src/encryption/encryption-options.js';
import { createFailureReports } from '../../../src/encryption/receiving/failure-reports.js';
import { ConnectionError, EncryptionError, MatrixHttpError } from '../../../src/errors.js';

const dead = new ConnectionError('ECONNREFUSED');

describe('reports of failures', () => {
  it('say once a minute that the homeserver cannot be reached, and all else always', () => {
    const told: string[] = [];
    let nowMs = 0;
    const report = createFailureReports(({ message }) => told.push(message), { monotonicMs: () => nowMs });
    const fail = (message: string, more: Partial<EncryptionFailure> = {}): void => {
      report({ message, error: dead, ...more });
    };
    fail('the checks');
    fail('the ping');
    fail('a user', { userId: '@irc_ann:example.org' });
    fail('a room', { roomId: '!room:example.org' });
    fail('a refusal', { error: new MatrixHttpError(500) });
    nowMs = 59_999;
    fail('the checks, again');
    nowMs = 60_000;
    fail('the checks, later');
    expect(told).toEqual(['the checks', 'a user', 'a room', 'a refusal', 'the checks, later']);
  });

  it('say once that something is damaged, for each of its consequences', () => {
    const told: string[] = [];
    const report = createFailureReports(({ message }) => told.push(message), { monotonicMs: () => 0 });
    const error = new EncryptionError('STORE_DAMAGED', 'the record of @irc_ann:example.org is damaged');
    const other = new EncryptionError('SETUP', 'a line is missing');
    for (const message of ['it is damaged', 'it cannot be sent', 'it is damaged']) report({ message, error });
    for (let time = 0; time < 2; time++) report({ message: other.message, error: other });
    expect(told).toEqual(['it is damaged', 'it cannot be sent', other.message, other.message]);
  });

  it('are not needed, and their own errors are ignored', () => {
    const time = { monotonicMs: () => 0 };
    const broken = createFailureReports(() => {
      throw new Error('a bug of the application');
    }, time);
    for (const report of [createFailureReports(undefined, time), broken]) {
      expect(() => {
        report({ message: 'a refusal' });
      }).not.toThrow();
    }
  });
});

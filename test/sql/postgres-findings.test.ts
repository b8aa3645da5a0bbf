import { describe, expect, it } from 'vitest';
import { findPostgresFaults } from '../../src/sql/postgres-findings.js';

const safe = {
  fsync: 'on',
  full_page_writes: 'on',
  standbys: 'ANY 1 (*)',
  synchronous_commit: 'on',
  replicas: '1',
};

describe('findPostgresFaults', () => {
  it.each([
    ['a synchronous standby', {}, []],
    ['remote_apply', { synchronous_commit: 'remote_apply' }, []],
    ['a standby that is not waited for', { standbys: '' }, ['warning: synchronous_standby_names is empty']],
    ['no standby', { standbys: '', replicas: '0' }, ['info: synchronous_standby_names is empty']],
    ['commits that do not wait', { synchronous_commit: 'off' }, ['info: synchronous_commit is off']],
    ['no syncs of the disk', { fsync: 'off' }, ['error: fsync is off']],
    ['pages that may be torn', { full_page_writes: 'off' }, ['error: full_page_writes is off']],
  ])('with %s (R3)', async (_, settings, expected) => {
    const findings = await findPostgresFaults(() => Promise.resolve([{ ...safe, ...settings }]));
    expect(findings.map(({ severity, message }) => `${severity}: ${message.split(':')[0] ?? ''}`)).toEqual(expected);
    for (const { code } of findings) expect(code).toBe('unsafe-database-setting');
  });
});

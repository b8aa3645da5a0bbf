import { expect, it } from 'vitest';
import { isDeviceKeys } from '../../generated/validators/index.js';
import { FindingCollector } from '../../src/findings.js';
import { entryWithNulls } from '../../src/keys/restrict-entries.js';

const device = { user_id: '@a:b', device_id: 'D', algorithms: [], keys: {}, signatures: {} };

it('drops a malformed entry for the first fault that its guard finds, with its place (M4)', () => {
  const findings = new FindingCollector();
  const malformed = { ...device, unsigned: null, keys: { 'ed25519:D': 1 }, signatures: 2 };
  expect(entryWithNulls(isDeviceKeys, malformed, ['here'], findings)).toMatchObject({
    code: 'malformed-entry',
    message: 'must be string, but is a number',
    place: '/keys/ed25519:D',
  });
  expect(findings.list()).toEqual([]);
});

it('leaves an entry as it is that is refused for nulls in optional fields alone, and reports them (S4)', () => {
  const findings = new FindingCollector();
  const named = { ...device, unsigned: { device_display_name: null } };
  expect(entryWithNulls(isDeviceKeys, named, ['here', 'D'], findings)).toBe(named);
  expect(findings.list()).toMatchObject([
    { code: 'malformed-field', severity: 'info', pointer: '/here/D/unsigned/device_display_name' },
  ]);
});

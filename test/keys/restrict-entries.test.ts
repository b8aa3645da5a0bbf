import { expect, it } from 'vitest';
import { isDeviceKeys } from '../../generated/validators/index.js';
import { malformed } from '../../src/keys/restrict-entries.js';

it('drops a malformed entry for the first fault that its guard finds, with its place (M4)', () => {
  const device = { user_id: '@a:b', device_id: 'D', algorithms: [], keys: { 'ed25519:D': 1 }, signatures: 2 };
  expect(malformed(isDeviceKeys, device)).toMatchObject({
    code: 'malformed-entry',
    message: 'must be string, but is a number',
    place: '/keys/ed25519:D',
  });
});

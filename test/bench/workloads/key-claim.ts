import type { KeyClaimResponse } from 'matrix-encrypted-appservice/types';
import { createRandom } from '../../helpers/random.js';
import { userIdAt, type Size } from './key-query.js';

/** The answer to a key claim: one signed one-time key for each device. */
export function keyClaimResponse({ users, devices }: Size, seed = 2, firstUser = 0): KeyClaimResponse {
  const random = createRandom(seed);
  const response: KeyClaimResponse = {};
  for (let index = 0; index < users; index++) {
    const userId = userIdAt(firstUser + index);
    response[userId] = Object.fromEntries(
      Array.from({ length: devices }, () => {
        const deviceId = random.deviceId();
        const signatures = { [userId]: { [`ed25519:${deviceId}`]: random.base64(64) } };
        return [deviceId, { [`signed_curve25519:${random.base64(4)}`]: { key: random.base64(32), signatures } }];
      }),
    );
  }
  return response;
}

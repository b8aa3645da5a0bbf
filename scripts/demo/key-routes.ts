import { MatrixHttpError, type KeyClaim } from 'matrix-encrypted-appservice';
import type { KeyProxy } from 'matrix-encrypted-appservice/homeserver';
import { isKeyClaim, isKeyQuery } from 'matrix-encrypted-appservice/validators';
import { objectOf, type Route } from './json-listener.js';
import type { KeyStore } from './key-store.js';
import type { Login } from './login.js';
import { mapValues } from './objects.js';

/**
 * Defines the key routes for clients. Uploads go into the homeserver's own store; the key proxy answers queries and
 * claims.
 */
export function keyRoutes({ userId, deviceId }: Login, keys: KeyStore, proxy: KeyProxy): Route[] {
  return [
    {
      method: 'POST',
      path: /^\/_matrix\/client\/v3\/keys\/upload$/,
      answer: (body) => keys.upload(userId, deviceId, body),
    },
    {
      method: 'POST',
      path: /^\/_matrix\/client\/v3\/keys\/query$/,
      answer: (body) => {
        const { device_keys: query } = objectOf(body);
        if (!isKeyQuery(query)) throw new MatrixHttpError(400, 'M_BAD_JSON');
        return proxy.queryKeys(query, { userId });
      },
    },
    {
      method: 'POST',
      path: /^\/_matrix\/client\/v3\/keys\/claim$/,
      answer: async (body) => ({ one_time_keys: await proxy.claimKeys(readKeyClaim(objectOf(body)['one_time_keys'])) }),
    },
  ];
}

/** Converts a client's claim, with one algorithm per device, to an appservice's, with lists. */
function readKeyClaim(wanted: unknown): KeyClaim {
  const claim = mapValues(objectOf(wanted), (devices) => mapValues(objectOf(devices), (algorithm) => [algorithm]));
  if (!isKeyClaim(claim)) throw new MatrixHttpError(400, 'M_BAD_JSON');
  return claim;
}

import {
  createKeyProxy,
  type KeyProxy,
  type KeyProxyOptions,
  type LocalKeys,
} from 'matrix-encrypted-appservice/homeserver';
import { registrations } from './registrations.js';

/** The store of a homeserver that holds no keys itself, at no cost. */
const emptyLocalKeys: LocalKeys = {
  queryKeys: () => Promise.resolve({}),
  claimKeys: () => Promise.resolve({}),
  fallbackKeys: () => Promise.resolve({}),
  userDevices: (userId) => Promise.resolve({ user_id: userId, stream_id: 1, devices: [] }),
};

/** A key proxy for appservices at these addresses, and a homeserver that has no keys itself. */
export function keyProxyFor(
  urls: readonly string[],
  options: Pick<KeyProxyOptions, 'fetch' | 'timeoutMs' | 'onFailure'>,
): KeyProxy {
  return createKeyProxy({
    serverName: 'example.org',
    registrations: registrations(urls.length, (index) => urls[index] ?? ''),
    local: emptyLocalKeys,
    ...options,
  });
}

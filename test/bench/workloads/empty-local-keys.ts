import type { LocalKeys } from 'matrix-encrypted-appservice/homeserver';

/** The store of a homeserver that holds no keys itself, at no cost. */
export const emptyLocalKeys: LocalKeys = {
  queryKeys: () => Promise.resolve({}),
  claimKeys: () => Promise.resolve({}),
  fallbackKeys: () => Promise.resolve({}),
  userDevices: (userId) => Promise.resolve({ user_id: userId, stream_id: 1, devices: [] }),
};

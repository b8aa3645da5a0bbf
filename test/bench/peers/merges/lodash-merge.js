import merge from 'lodash.merge';

export const peer = 'lodash.merge';

/** Changes its first argument. */
export function mergeDeep(homeserver, appservice) {
  return merge(homeserver, appservice);
}

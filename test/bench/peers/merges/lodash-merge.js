import merge from 'lodash.merge';

export const peer = 'lodash.merge';

/** Into a new object, since it changes its first argument. */
export function mergeDeep(homeserver, appservice) {
  return merge({}, homeserver, appservice);
}

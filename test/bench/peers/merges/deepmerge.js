import merge from 'deepmerge';

export const peer = 'deepmerge';

export function mergeDeep(homeserver, appservice) {
  return merge(homeserver, appservice);
}

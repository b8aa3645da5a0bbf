import { clientServerOperations } from '../../generated/operations.js';
import { serverServerOperations } from '../operations.js';

/** A route whose answers get the keys of appservices. */
export interface KeyRoute {
  readonly operation: 'queryKeys' | 'claimKeys' | 'userDevices';
  /** The side that asks: a client, or another homeserver. */
  readonly side: 'client' | 'federation';
  /** Tells whether it is the claim of MSC3983, whose answer always has a fallback key (W3, C5). */
  readonly several: boolean;
  /** User of a device list. */
  readonly userId?: string;
}

const { claimKeys, claimSeveralKeys, queryKeys } = clientServerOperations;
const federation = serverServerOperations;

/** The versions under which homeservers serve the paths of each side. */
const versions = { client: ['r0', 'v1', 'v3', 'unstable'], federation: ['v1', 'unstable'] } as const;

const postRoutes: ReadonlyMap<string, KeyRoute> = new Map([
  ...inEachVersion(queryKeys.stablePath, { operation: 'queryKeys', side: 'client', several: false }),
  ...inEachVersion(claimKeys.stablePath, { operation: 'claimKeys', side: 'client', several: false }),
  ...claimSeveralKeys.paths.map((path) => at(path, { operation: 'claimKeys', side: 'client', several: true })),
  ...inEachVersion(federation.queryKeys.stablePath, { operation: 'queryKeys', side: 'federation', several: false }),
  ...inEachVersion(federation.claimKeys.stablePath, { operation: 'claimKeys', side: 'federation', several: false }),
  ...federation.claimSeveralKeys.paths.map((path) =>
    at(path, { operation: 'claimKeys', side: 'federation', several: true }),
  ),
]);

const deviceListPaths = inEachVersion(federation.userDevices.stablePath.replace(/\{\w+\}$/, ''), {
  operation: 'userDevices',
  side: 'federation',
  several: false,
});

/**
 * Finds the route of a request whose answer gets the keys of appservices.
 *
 * Paths are compared as they were sent: with a trailing slash, a double slash or percent-encoded letters they are other
 * paths. Those merely pass, and the homeserver decides what they mean.
 *
 * @param target Path and query.
 */
export function findKeyRoute(method: string, target: string): KeyRoute | undefined {
  const [path = ''] = target.split('?', 1);
  if (method === 'POST') return postRoutes.get(path);
  if (method !== 'GET') return undefined;
  for (const [prefix, route] of deviceListPaths) {
    const userId = path.startsWith(prefix) ? decodedSegment(path.slice(prefix.length)) : undefined;
    if (userId !== undefined) return { ...route, userId };
  }
  return undefined;
}

function inEachVersion(path: string, route: KeyRoute): [string, KeyRoute][] {
  return versions[route.side].map((version) => at(path.replace(/\/v\d+\//, `/${version}/`), route));
}

function at(path: string, route: KeyRoute): [string, KeyRoute] {
  return [path, route];
}

function decodedSegment(segment: string): string | undefined {
  if (segment === '' || segment.includes('/')) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

import type { Operation } from '../operations.js';

/** The fields of an operation that routing needs. */
export type Routed = Pick<Operation, 'paths' | 'legacyPath'>;

/** The result of finding a route. */
export interface RouteMatch<Endpoint> {
  readonly endpoint: Endpoint;
  /** Value of the path's parameter, percent-decoded if possible. `''` if the path has none. */
  readonly parameter: string;
}

/** A lookup of endpoints by path. */
export interface Routes<Endpoint> {
  /**
   * Finds the endpoint of a path as it was sent, without query. Matches segment by segment, each of them
   * percent-decoded.
   */
  find(path: string): RouteMatch<Endpoint> | undefined;
}

/**
 * Builds the routes to endpoints: the stable and the unstable path of each (A2), and with `legacy` the older path
 * without a prefix.
 *
 * @throws {Error} if a path has a parameter elsewhere than in its last segment, or is hidden by the parameter of
 *   another.
 */
export function createRoutes<Endpoint extends Routed>(
  endpoints: Iterable<Endpoint>,
  legacy: boolean,
): Routes<Endpoint> {
  const fixed = new Map<string, Endpoint>();
  /** Endpoints that end in a parameter, by the path before it, with its slash. */
  const open = new Map<string, Endpoint>();
  for (const endpoint of endpoints) {
    const { paths, legacyPath } = endpoint;
    for (const path of legacy && legacyPath !== undefined ? [...paths, legacyPath] : paths) {
      const prefix = path.replace(/(?<=\/)\{\w+\}$/, '');
      if (prefix.includes('{')) throw new Error(`${path}: only the last segment of a path may be a parameter`);
      (prefix === path ? fixed : open).set(prefix, endpoint);
    }
  }
  for (const path of fixed.keys()) {
    if (open.has(cut(path).prefix))
      throw new Error(`${path}: another endpoint's parameter stands for its last segment`);
  }
  return {
    find(path) {
      const { whole, prefix, last } = decodeSegments(path);
      // First by the prefix: a path that ends in a parameter is new each time, and V8 14 keeps each new string that it
      // looks up.
      const openEndpoint = last === '' ? undefined : open.get(prefix);
      if (openEndpoint) return { endpoint: openEndpoint, parameter: last };
      const fixedEndpoint = fixed.get(whole);
      return fixedEndpoint && { endpoint: fixedEndpoint, parameter: '' };
    },
  };
}

interface DecodedPath {
  readonly whole: string;
  /** Path up to and including its last slash. */
  readonly prefix: string;
  readonly last: string;
}

function decodeSegments(path: string): DecodedPath {
  if (!path.includes('%')) return cut(path);
  const segments = path.split('/').map(decodeSegment);
  // An encoded slash is part of its segment, and must not become a boundary.
  const whole = segments.map((segment) => segment.replaceAll('/', '%2F')).join('/');
  return { ...cut(whole), last: segments.at(-1) ?? '' };
}

function cut(whole: string): DecodedPath {
  const end = whole.lastIndexOf('/') + 1;
  return { whole, prefix: whole.slice(0, end), last: whole.slice(end) };
}

function decodeSegment(segment: string): string {
  return isValidPercentEncoding(segment) ? decodeURIComponent(segment) : segment;
}

/** Tells whether the percent-encoding of a path is complete, and decodes to UTF-8. */
export function isValidPercentEncoding(path: string): boolean {
  if (!path.includes('%')) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

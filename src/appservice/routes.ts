import type { Operation } from '../operations.js';

/** The part of an operation that routing takes. */
export type Routed = Pick<Operation, 'paths' | 'legacyPath'>;

/** Where a path leads. */
export interface RouteMatch<Endpoint> {
  readonly endpoint: Endpoint;
  /** What stood in the place of the parameter: percent-decoded, where it can be. `''` where the path has none. */
  readonly parameter: string;
}

/** Finds endpoints by path. */
export interface Routes<Endpoint> {
  /** A path as it was sent, without query. It matches segment by segment, each of them percent-decoded. */
  find(path: string): RouteMatch<Endpoint> | undefined;
}

/**
 * The routes to endpoints: the stable and the unstable path of each (A2), and the older path without a prefix where
 * `legacy` says so.
 *
 * @throws {Error} if a path has a parameter elsewhere than in its last segment, or is hidden by the parameter of another.
 */
export function createRoutes<Endpoint extends Routed>(
  endpoints: Iterable<Endpoint>,
  legacy: boolean,
): Routes<Endpoint> {
  const fixed = new Map<string, Endpoint>();
  /** Endpoints that end in a parameter, by what stands before it, the slash included. */
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
      // First by the prefix: a path that ends in a parameter is a new one each time, and V8 14 keeps each new string that it looks up.
      const openEndpoint = last === '' ? undefined : open.get(prefix);
      if (openEndpoint) return { endpoint: openEndpoint, parameter: last };
      const fixedEndpoint = fixed.get(whole);
      return fixedEndpoint && { endpoint: fixedEndpoint, parameter: '' };
    },
  };
}

interface DecodedPath {
  readonly whole: string;
  /** Up to the last slash, and with it. */
  readonly prefix: string;
  readonly last: string;
}

function decodeSegments(path: string): DecodedPath {
  if (!path.includes('%')) return cut(path);
  const segments = path.split('/').map(decodeSegment);
  // A slash that came encoded is part of its segment, and must not become a boundary.
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

/** Whether the percent-encoding of a path is whole, and stands for UTF-8. */
export function isValidPercentEncoding(path: string): boolean {
  if (!path.includes('%')) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

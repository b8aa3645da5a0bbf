import { isJsonObject, own } from '../json-objects.js';
import type { Operation } from '../operations.js';

/** The fields of an operation that the choice of path needs. */
export type OperationPaths = Pick<Operation, 'paths' | 'stablePath' | 'unstablePath'>;

/** Reasons for another order than the document's. */
export interface PathPreference {
  /** Path to ask first while none is remembered. Default: the document's order (N1). */
  readonly prefer?: 'stable' | 'unstable' | undefined;
  /** Path that worked last; it comes before a preference. Ignored where the operation has no such path. */
  readonly remembered?: string | undefined;
}

/**
 * Orders the paths of an operation: the remembered one, then the preferred one, then the others in the order of the
 * OpenAPI document (N1, N4). Each path comes once.
 *
 * @rule N1
 */
export function orderPaths(operation: OperationPaths, { prefer, remembered }: PathPreference = {}): string[] {
  const preferred = prefer === 'stable' ? operation.stablePath : prefer && operation.unstablePath;
  const first = [remembered, preferred].filter(
    (path): path is string => path !== undefined && operation.paths.includes(path),
  );
  return [...new Set([...first, ...operation.paths])];
}

/**
 * Tells whether an answer means that the other side does not know the route (N2), so another path may be tried (N3).
 *
 * Appservices answer unknown routes with their framework's default: an empty body, HTML, text. So 404 and 405 count
 * unless the body is a JSON object with another reason; 400 and 501 count with `M_UNRECOGNIZED` only.
 *
 * @param body The parsed JSON; `undefined` when the body was empty or not JSON.
 * @see https://spec.matrix.org/v1.19/application-service-api/#unknown-routes
 * @rule N2
 */
export function isUnknownRoute(status: number, body: unknown): boolean {
  const unrecognized = isJsonObject(body) && own(body, 'errcode') === 'M_UNRECOGNIZED';
  switch (status) {
    case 404:
    case 405:
      return unrecognized || !isJsonObject(body);
    case 400:
    case 501:
      return unrecognized;
    default:
      return false;
  }
}

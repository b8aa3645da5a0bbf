import type { paths as KeysPaths } from '../../generated/types/application-service-keys.js';
import type { paths as TransactionsPaths } from '../../generated/types/application-service-transactions.js';
import type { RequestOf, ResponseOf } from '../types.js';

/** Every path of the API, unstable ones included, as in the OpenAPI documents. */
export type AppservicePaths = KeysPaths & TransactionsPaths;

/**
 * The API as it is, one method per HTTP method, typed by the documents.
 *
 * Calls are protected like all others: deadline, limits, no redirects, strict JSON in a success. There is no choice of
 * path, no back-off, and no error for a refusal of the other side.
 */
export type AppserviceHttpClient = {
  [
    Method in MethodName as [PathsWith<Method, AppservicePaths>] extends [never] ? never : Uppercase<Method>
  ]: HttpMethod<Method>;
};

/** The HTTP methods of typed calls. */
type MethodName = 'get' | 'post' | 'put' | 'delete';

/**
 * Calls one path. Rejects like the other methods if there is no readable answer, and with a {@link RangeError} for a
 * parameter that no path can hold.
 *
 * @typeParam Paths The paths of a document.
 * @typeParam More The fields of a request that the document does not have.
 */
export type HttpMethod<Method extends MethodName, Paths = AppservicePaths, More = unknown> = <
  Path extends PathsWith<Method, Paths>,
>(
  path: Path,
  request: HttpRequest<OperationAt<Paths[Path], Method>> & More,
) => Promise<HttpAnswer<OperationAt<Paths[Path], Method>>>;

/** The parts of a request. */
export type HttpRequest<Operation> = BodyOf<Operation> & ParametersOf<Operation> & { signal?: AbortSignal | undefined };

/** The outcome of a call: `data` after a success, otherwise `error`, which is parsed JSON, text, or nothing. */
export type HttpAnswer<Operation> =
  | { data: SuccessOf<Operation>; error?: never; response: Response }
  | { data?: never; error: unknown; response: Response };

/** The paths of a document that have an operation of that method. */
export type PathsWith<Method extends string, Paths> = {
  [Path in keyof Paths]: Paths[Path] extends Record<Method, object> ? Path : never;
}[keyof Paths];
/** The operation of a path under a method. */
export type OperationAt<PathItem, Method extends string> =
  PathItem extends Record<Method, infer Operation> ? Operation : never;
type BodyOf<Operation> = [RequestOf<{ call: Operation }, 'call'>] extends [never]
  ? unknown
  : { body: RequestOf<{ call: Operation }, 'call'> };
type ParametersOf<Operation> = Operation extends { parameters: { path: infer Path } }
  ? { params: { path: Path } & QueryOf<Operation> }
  : [QueryOf<Operation>] extends [never]
    ? unknown
    : { params?: QueryOf<Operation> };
type QueryOf<Operation> = Operation extends { parameters: { query?: infer Query } }
  ? [NonNullable<Query>] extends [never]
    ? unknown
    : { query?: NonNullable<Query> }
  : unknown;
type SuccessOf<Operation> = ResponseOf<{ call: Operation }, 'call'>;

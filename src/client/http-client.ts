import type { paths as KeysPaths } from '../../generated/types/application-service-keys.js';
import type { paths as TransactionsPaths } from '../../generated/types/application-service-transactions.js';

/** Every path of the API, unstable ones included, as the OpenAPI documents have them. */
export type AppservicePaths = KeysPaths & TransactionsPaths;

/**
 * The API as it is, one method per HTTP method: typed by the documents, and protected as all calls are (deadline, limits, no
 * redirects, strict JSON in a success), but without choice of path, back-off and errors for what the other side refuses.
 */
export interface AppserviceHttpClient {
  POST: HttpMethod<'post'>;
  PUT: HttpMethod<'put'>;
}

/** Calls one path. Rejects as the other methods do when there is no answer or none that can be read. */
export type HttpMethod<Method extends 'post' | 'put'> = <Path extends PathsWith<Method>>(
  path: Path,
  request: HttpRequest<AppservicePaths[Path][Method]>,
) => Promise<HttpAnswer<AppservicePaths[Path][Method]>>;

/** What a request consists of. */
export type HttpRequest<Operation> = BodyOf<Operation> & ParametersOf<Operation> & { signal?: AbortSignal | undefined };

/** `data` after a success; otherwise `error`, which is whatever the other side sent: parsed JSON, text, or nothing. */
export type HttpAnswer<Operation> =
  | { data: SuccessOf<Operation>; error?: never; response: Response }
  | { data?: never; error: unknown; response: Response };

type PathsWith<Method extends 'post' | 'put'> = {
  [Path in keyof AppservicePaths]: AppservicePaths[Path] extends Record<Method, object> ? Path : never;
}[keyof AppservicePaths];
type BodyOf<Operation> = Operation extends { requestBody?: { content: { 'application/json': infer Body } } }
  ? { body: Body }
  : unknown;
type ParametersOf<Operation> = Operation extends { parameters: { path: infer Path } }
  ? { params: { path: Path } }
  : unknown;
type SuccessOf<Operation> = Operation extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

import type { RequestType } from '@matrix-org/matrix-sdk-crypto-wasm';

/**
 * The part of a request of the library that is needed to send it. Requests to devices and rooms have more, by which their path is made.
 */
export interface LibraryRequest {
  readonly id: string | undefined;
  readonly type: RequestType;
  readonly body: string;
}

/** A request, as little of it as the handler needs, so that it knows no runtime. */
export interface AppserviceRequest {
  readonly method: string;
  /** The request's target: path and query, or a whole URL. Its percent-encoding must be as it was sent. */
  readonly target: string;
  /** The value of a header, by its name in lower case. */
  header(name: string): string | null | undefined;
  /**
   * Reads the body to its end. It rejects with a `BodyTooLargeError` where the body is larger than `limitBytes`, which
   * may be known before it is read, and with anything else where the connection broke.
   */
  readBody(limitBytes: number): Promise<Uint8Array>;
}

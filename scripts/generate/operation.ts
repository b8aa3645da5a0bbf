/** One operation of the documents, as `npm run generate` reads it from them. */
export interface Operation {
  /** API it belongs to, by the folder of its document: `application-service`, `server-server`, `client-server`. */
  readonly api: string;
  readonly operationId: string;
  /** `GET`, `POST`, `PUT` … */
  readonly method: string;
  readonly summary: string;
  /** State of its proposal. */
  readonly state: 'draft' | 'stable';
  /** Proposal, such as `MSC3984`. */
  readonly msc?: string;
  /** First version of Matrix that has it, such as `1.7`. */
  readonly matrixVersion?: string;
  /** Its paths in the order in which they are tried (N1). Parameters are in braces: `{txnId}`. */
  readonly paths: readonly string[];
  /** Absent if only a draft has the operation. */
  readonly stablePath?: string;
  readonly unstablePath?: string;
  /** A path from before the API had a prefix. */
  readonly legacyPath?: string;
}

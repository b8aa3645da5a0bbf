import type { MatrixAppserviceError } from '../errors.js';

/** The error with which a command gives up. The message is for people, and holds no secret (S5). */
export class CliError extends Error {
  override readonly name = 'CliError';
  /**
   * Kind of error. `USAGE`: wrong arguments; `FILE`: a file cannot be read or written; `CONTENT`: its content cannot be
   * used; or the code of an error of the package.
   */
  readonly code: 'USAGE' | 'FILE' | 'CONTENT' | MatrixAppserviceError['code'];
  /** Remedy, in one sentence. */
  readonly hint: string | undefined;

  constructor(code: CliError['code'], message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** Makes the error for wrong arguments: exit status 2. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError('USAGE', message, hint);
}

/** Explains an error of `node:fs` without other paths and Node's own name of the call: exit status 2. */
export function fileError(doing: 'read' | 'write', path: string, error: unknown): CliError {
  const { code } = error as { readonly code?: unknown };
  const reason = typeof code === 'string' ? (reasons.get(code) ?? code) : 'it failed';
  return new CliError('FILE', `cannot ${doing} ${path}: ${reason}`);
}

const reasons: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ENOENT: 'there is no such file or folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is not a folder',
    ELOOP: 'it is a link that leads to itself',
    ENAMETOOLONG: 'the path is too long',
    EAGAIN: 'there is nothing in it to read now',
    EEXIST: 'it exists already',
    EROFS: 'the file system is read-only',
    ENOSPC: 'no space is left',
  }),
);

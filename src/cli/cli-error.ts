import type { StoreErrorCode } from '../errors.js';

/** What a command gives up for. The message is for people, and holds no secret (S5). */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** `USAGE`: the arguments; `FILE`: a file cannot be read or written; `CONTENT`: what is in it cannot be used; or a store's own. */
  readonly code: 'USAGE' | 'FILE' | 'CONTENT' | StoreErrorCode;
  /** The remedy, in one sentence. */
  readonly hint: string | undefined;

  constructor(code: CliError['code'], message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** Wrong arguments: exit status 2. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError('USAGE', message, hint);
}

/** The error of `node:fs` in words, without the path's neighbours and Node's own spelling of the call: exit status 2. */
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
    ENOTDIR: 'a part of the path is no folder',
    ELOOP: 'it is a link that leads to itself',
    ENAMETOOLONG: 'the path is too long',
    EAGAIN: 'there is nothing to read in it now',
    EEXIST: 'it exists already',
    EROFS: 'the file system is read-only',
    ENOSPC: 'no space is left',
  }),
);

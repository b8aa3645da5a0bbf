import { RegistrationError } from '../errors.js';
import type { Finding } from '../findings.js';
import type { AppserviceRegistration } from '../types.js';
import { readFileUpTo, UnreadableFileError } from './read-file.js';
import { readRegistrationText, type RegistrationSource } from './registration-text.js';

/** The size limit of a file, in bytes. */
const longestFile = 2 ** 20;

/**
 * Reads a registration from a YAML file of at most 1 MiB, as homeservers do, in YAML 1.1 (G9).
 *
 * Messages begin with the file's path and quote nothing of the file, since it holds tokens (S5).
 *
 * @example
 * ```ts
 * const { registration, findings } = await readRegistrationFile('registration.yaml');
 * for (const { pointer, message } of findings) console.warn(pointer, message);
 * ```
 * @throws {RegistrationError} if the path leads to neither a file nor a pipe with a writer, the file is too large, or
 *   its content must not be used as a registration. It has line and column if the file is not one document of valid
 *   YAML.
 * @throws The error of `node:fs`, which names the file, if the operating system refuses.
 */
export async function readRegistrationFile(
  path: string,
): Promise<{ registration: AppserviceRegistration; findings: Finding[] }> {
  const { registration, findings } = await readRegistrationSource(path);
  return { registration, findings };
}

/**
 * Reads a registration like {@link readRegistrationFile}, and keeps its text for homeservers that read it differently
 * (G9).
 *
 * @throws The errors of {@link readRegistrationFile}.
 */
export async function readRegistrationSource(path: string): Promise<RegistrationSource> {
  try {
    return readRegistrationText(decodeUtf8(await readFileUpTo(path, longestFile)));
  } catch (error) {
    if (error instanceof UnreadableFileError) throw inFile(new RegistrationError('', error.reason), path, error);
    throw error instanceof RegistrationError ? inFile(error, path) : error;
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RegistrationError('', 'the file is not valid UTF-8');
  }
}

/** Makes the same error with the file before its message. Its stack, not read until now, will begin with that too. */
function inFile(error: RegistrationError, path: string, cause?: UnreadableFileError): RegistrationError {
  error.message = `${path}: ${error.message}`;
  if (cause !== undefined) error.cause = cause;
  return error;
}

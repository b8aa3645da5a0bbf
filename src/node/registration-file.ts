import { load, YAMLException } from 'js-yaml';
import { RegistrationError } from '../errors.js';
import type { Finding } from '../findings.js';
import { readRegistration } from '../registration/read-registration.js';
import type { AppserviceRegistration } from '../types.js';
import { readFileUpTo, UnreadableFileError } from './read-file.js';

/** How large a file may be, in bytes. */
const longestFile = 2 ** 20;

/**
 * Reads a registration from a YAML file.
 *
 * Messages begin with the file's path and hold nothing of the file's content, since it holds tokens (S5).
 *
 * @throws {RegistrationError} where the file is not one document of valid YAML, and then with line and column, or must not be
 *   used as a registration.
 * @throws the error of `node:fs`, which names the file, where it cannot be read.
 */
export async function readRegistrationFile(
  path: string,
): Promise<{ registration: AppserviceRegistration; findings: Finding[] }> {
  try {
    return readRegistration(parseYaml(decodeUtf8(await readFileUpTo(path, longestFile))));
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

function parseYaml(text: string): unknown {
  try {
    return load(text);
  } catch (error) {
    // No `cause`: the parser's message shows the lines around the fault.
    throw new RegistrationError('', `the file is not valid YAML: ${faultOf(error)}`);
  }
}

/** Where the fault is, and the parser's reason up to the point where it begins to quote the source. */
function faultOf(error: unknown): string {
  if (!(error instanceof YAMLException)) return 'the parser gave up';
  const reason = error.reason.replace(/\s*(?:"|!<|:\s).*$/s, '');
  return error.mark === undefined ? reason : `line ${error.mark.line + 1}, column ${error.mark.column + 1}: ${reason}`;
}

/** The same error, with the file before its message; its stack, not asked for until now, will begin with that too. */
function inFile(error: RegistrationError, path: string, cause?: UnreadableFileError): RegistrationError {
  error.message = `${path}: ${error.message}`;
  if (cause !== undefined) error.cause = cause;
  return error;
}

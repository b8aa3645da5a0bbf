import { RegistrationError } from '../errors.js';
import type { Finding } from '../findings.js';
import { readRegistration } from '../registration/read-registration.js';
import type { AppserviceRegistration } from '../types.js';
import { readFileUpTo, UnreadableFileError } from './read-file.js';
import { parseRegistrationYaml, parseYamlVersion, type YamlVersion } from './parse-registration-yaml.js';

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

/** A registration, and the file that it came from. */
export interface RegistrationSource {
  readonly registration: AppserviceRegistration;
  readonly findings: Finding[];
  /** Parses the file like a homeserver that reads this version of YAML; `undefined` if that is not valid. */
  readonly parsedAs: (version: YamlVersion) => unknown;
}

/**
 * Reads a registration like {@link readRegistrationFile}, and keeps its text for homeservers that read it differently
 * (G9).
 *
 * @throws The errors of {@link readRegistrationFile}.
 */
export async function readRegistrationSource(path: string): Promise<RegistrationSource> {
  try {
    const text = decodeUtf8(await readFileUpTo(path, longestFile));
    const { registration, findings } = readRegistration(parseRegistrationYaml(text));
    return {
      registration,
      findings: [...findings, ...commentFindings(registration, text)],
      parsedAs: (version) => parsedAs(text, version),
    };
  } catch (error) {
    if (error instanceof UnreadableFileError) throw inFile(new RegistrationError('', error.reason), path, error);
    throw error instanceof RegistrationError ? inFile(error, path) : error;
  }
}

function parsedAs(text: string, version: YamlVersion): unknown {
  try {
    return parseYamlVersion(text, version);
  } catch {
    return undefined;
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RegistrationError('', 'the file is not valid UTF-8');
  }
}

/** Reports a URL that became a comment; `url` may be null, but other required fields may not. */
function commentFindings({ url }: AppserviceRegistration, text: string): Finding[] {
  if (url !== null || !/^(?:url|'url'|"url")[ \t]*:[ \t]+#\S/m.test(text)) return [];
  const message = 'it is null, since an unquoted `#` begins a comment: if it should be a URL, put it in quotes';
  return [{ code: 'malformed-field', severity: 'warning', pointer: '/url', message }];
}

/** Makes the same error with the file before its message. Its stack, not read until now, will begin with that too. */
function inFile(error: RegistrationError, path: string, cause?: UnreadableFileError): RegistrationError {
  error.message = `${path}: ${error.message}`;
  if (cause !== undefined) error.cause = cause;
  return error;
}

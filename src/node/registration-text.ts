import type { Finding } from '../findings.js';
import { readRegistration } from '../registration/read-registration.js';
import type { AppserviceRegistration } from '../types.js';
import { parseRegistrationYaml, parseYamlVersion, type YamlVersion } from './parse-registration-yaml.js';

/** A registration, and the text that it came from. */
export interface RegistrationSource {
  readonly registration: AppserviceRegistration;
  readonly findings: Finding[];
  /** Parses the text like a homeserver that reads this version of YAML; `undefined` if that is not valid. */
  readonly parsedAs: (version: YamlVersion) => unknown;
}

/**
 * Reads a registration from YAML as homeservers do, in YAML 1.1, and keeps the text for those that read it differently (G9).
 *
 * @throws {RegistrationError} if the text is not one document of valid YAML, or must not be used as a registration.
 */
export function readRegistrationText(text: string): RegistrationSource {
  const { registration, findings } = readRegistration(parseRegistrationYaml(text));
  return {
    registration,
    findings: [...findings, ...commentFindings(registration, text)],
    parsedAs: (version) => parsedAs(text, version),
  };
}

function parsedAs(text: string, version: YamlVersion): unknown {
  try {
    return parseYamlVersion(text, version);
  } catch {
    return undefined;
  }
}

/** Reports a URL that became a comment; `url` may be null, but other required fields may not. */
function commentFindings({ url }: AppserviceRegistration, text: string): Finding[] {
  if (url !== null || !/^(?:url|'url'|"url")[ \t]*:[ \t]+#\S/m.test(text)) return [];
  const message = 'it is null, since an unquoted `#` begins a comment: if it should be a URL, put it in quotes';
  return [{ code: 'malformed-field', severity: 'warning', pointer: '/url', message }];
}

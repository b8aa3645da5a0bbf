import { RegistrationError } from '../errors.js';
import type { Finding } from '../findings.js';
import { createSecretHider } from '../hide-secrets.js';
import type { AppserviceRegistration } from '../types.js';
import { faultOfUrl, isCalled, requireToken } from './registration-fields.js';
import { createNamespaceCompiler } from './namespace-pattern.js';
import { registrationOfSchema } from './registration-of-schema.js';

/**
 * Reads a registration, as parsed from its YAML, and refuses one that cannot work (G8).
 *
 * It must be plain data: no cycle, no getter, no instance of a class, at most 512 levels, and at most 100,000 values,
 * counting those that aliases repeat. Fields have the types of the schema, and tokens are visible ASCII. The URL is
 * null or empty, http or https with no user, query or fragment, or `unix:///path`. The expressions of all namespaces
 * compile, and are of limited size (G2).
 *
 * Unknown fields are kept (W4). The registration is `value` itself, or a copy of it without optional fields that are
 * null; each of those is a finding.
 *
 * @example
 * ```ts
 * const parsed = { id: 'irc', url: null, as_token: 'a', hs_token: 'h', sender_localpart: 'bot', namespaces: {} };
 * const { registration } = readRegistration(parsed);
 * registration.id; // 'irc'
 * ```
 * @throws {RegistrationError} with the name of the field, and never with a token.
 * @see https://spec.matrix.org/v1.19/application-service-api/#registration
 * @rule G8
 */
export function readRegistration(value: unknown): { registration: AppserviceRegistration; findings: Finding[] } {
  const findings: Finding[] = [];
  const copy = registrationOfSchema(value, findings);
  requireToken('as_token', copy.as_token);
  requireToken('hs_token', copy.hs_token);
  if (isCalled(copy.url)) refuseUrl(copy.url);
  const compile = createNamespaceCompiler(createSecretHider([copy.as_token, copy.hs_token]));
  for (const kind of ['users', 'aliases', 'rooms'] as const) {
    for (const [index, { regex }] of (copy.namespaces[kind] ?? []).entries()) {
      compile(regex, `namespaces.${kind}[${index}].regex`);
    }
  }
  // Without findings nothing was left out of the copy: `value` equals it.
  return { registration: findings.length === 0 ? (value as AppserviceRegistration) : copy, findings };
}

function refuseUrl(url: string): void {
  const fault = faultOfUrl(url, 'null');
  if (fault !== undefined) throw new RegistrationError('url', fault);
}

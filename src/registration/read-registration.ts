import { RegistrationError } from '../errors.js';
import type { Finding } from '../findings.js';
import { createSecretHider } from '../hide-secrets.js';
import type { AppserviceRegistration } from '../types.js';
import { faultOfUrl, isCalled } from './appservice-url.js';
import { compileNamespace } from './namespace-pattern.js';
import { registrationOfSchema } from './registration-of-schema.js';
import { requireToken } from './token.js';

/**
 * Reads a registration, as parsed from its YAML, and refuses one that cannot work (G8).
 *
 * Fields have the types of the schema, tokens are visible ASCII, the URL is null or empty, http or https with no user, query
 * or fragment, or `unix:///path`, and the expressions of all namespaces compile (G2). Unknown fields are kept (W4): the registration is `value` itself,
 * or a copy of it without the optional fields that are null; those are the findings.
 *
 * @throws {RegistrationError} which names the field, and never shows a token.
 * @see https://spec.matrix.org/v1.16/application-service-api/#registration
 */
export function readRegistration(value: unknown): { registration: AppserviceRegistration; findings: Finding[] } {
  const findings: Finding[] = [];
  const registration = registrationOfSchema(value, findings);
  requireToken('as_token', registration.as_token);
  requireToken('hs_token', registration.hs_token);
  if (isCalled(registration.url)) refuseUrl(registration.url);
  const hide = createSecretHider([registration.as_token, registration.hs_token]);
  for (const kind of ['users', 'aliases', 'rooms'] as const) {
    for (const [index, { regex }] of (registration.namespaces[kind] ?? []).entries()) {
      compileNamespace(regex, `namespaces.${kind}[${index}].regex`, hide);
    }
  }
  return { registration, findings };
}

function refuseUrl(url: string): void {
  const fault = faultOfUrl(url, 'null');
  if (fault !== undefined) throw new RegistrationError('url', fault);
}

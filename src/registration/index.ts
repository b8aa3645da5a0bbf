export { RegistrationError } from '../errors.js';
export type { Finding, FindingCode, FindingSeverity } from '../findings.js';
export type { AppserviceRegistration } from '../types.js';
export type { Capability } from './homeserver-facts.js';
export {
  type HomeserverSoftware,
  lintRegistration,
  type LintOptions,
  type RegistrationFinding,
} from './lint-registration.js';
export {
  type MasqueradeIdentity,
  type MasqueradeNames,
  masqueradeParameters,
  understoodMasquerade,
} from './masquerade.js';
export { createNamespaces, type ExclusiveNamespaces } from './namespaces.js';
export { readRegistration } from './read-registration.js';

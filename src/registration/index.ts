export { RegistrationError } from '../errors.js';
export type { Finding, FindingCode, FindingSeverity } from '../findings.js';
export type { AppserviceRegistration } from '../types.js';
export { createNamespaces, type ExclusiveNamespaces } from './namespaces.js';
export { readRegistration } from './read-registration.js';

import type { RegistrationFinding } from '../registration/capability-findings.js';
import { lintRegistration, type LintOptions } from '../registration/lint-registration.js';
import type { AppserviceRegistration } from '../types.js';
import type { NamedHomeserver } from './homeserver-argument.js';

/** What a registration is worth on one homeserver. */
export interface Judgement {
  readonly homeserver: NamedHomeserver;
  readonly findings: readonly RegistrationFinding[];
  /** Flags that the registration lacks. */
  readonly flags: readonly string[];
  /** Lines that the homeserver's configuration has to have. */
  readonly settings: readonly string[];
}

/** Judges a registration, and collects the lines that are needed. */
export function judge(
  registration: AppserviceRegistration,
  homeserver: NamedHomeserver,
  options: LintOptions = {},
): Judgement {
  const findings = lintRegistration(registration, homeserver, options);
  const flags = [...new Set(findings.flatMap((finding) => finding.flags ?? []))];
  const settings = [...new Set(findings.flatMap((finding) => finding.settings ?? []))];
  return { homeserver, findings, flags, settings };
}

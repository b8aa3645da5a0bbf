import type { CheckDescription, CheckReport, CheckResult } from '../../src/check/check.js';

/** Describes a check of the tests. */
export function aCheck(id: string, changes: Partial<CheckDescription> = {}): CheckDescription {
  const title = id.replaceAll('-', ' ');
  return { id, title, rules: ['T2'], does: 'Asks.', expects: 'An answer.', needed: true, ...changes };
}

/** Writes a result of one of these checks. */
export function aResult(verdict: CheckResult['verdict'], changes: Partial<CheckResult> = {}): CheckResult {
  return { check: aCheck(`is-${verdict}`), verdict, durationMs: 1.5, ...changes };
}

/** Writes a report with these results. */
export function aReport(results: readonly CheckResult[], changes: Partial<CheckReport> = {}): CheckReport {
  return { url: 'http://127.0.0.1:8008', results, failures: [], conclusion: 'It will do.', remains: [], ...changes };
}

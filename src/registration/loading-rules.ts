import { type Finding, jsonPointer, pointerSteps } from '../findings.js';
import { isJsonObject } from '../json-objects.js';
import { covers, type HomeserverFacts, type LoadingRule } from './homeserver-facts.js';
import type { Version } from './version.js';

/** A finding about a rule that a registration breaks. */
export interface BrokenRule extends Finding {
  readonly outcome: LoadingRule['outcome'];
}

/**
 * Lists the rules of a homeserver that a registration breaks (G8, G9), with a pointer to each faulty value.
 *
 * @param source The registration as the homeserver's own YAML parser reads it.
 * @rule G9
 */
export function brokenRules(
  source: unknown,
  { name, loading }: Pick<HomeserverFacts, 'name' | 'loading'>,
  version: Version | undefined,
): BrokenRule[] {
  const rules = loading.rules.filter((rule) => covers(rule, version));
  return rules.flatMap((rule) =>
    rule.at
      .flatMap((pointer) => valuesAt(source, pointerSteps(pointer)))
      .filter(({ value }) => breaks(value, rule, source))
      .map(({ steps }) => {
        const { code, severity, consequence } = outcomes[rule.outcome];
        return {
          code,
          severity: rule.severity ?? severity,
          pointer: jsonPointer(...steps),
          message: `${name} ${consequence}: ${rule.text}`,
          outcome: rule.outcome,
        };
      }),
  );
}

const outcomes: Readonly<Record<LoadingRule['outcome'], Pick<Finding, 'code' | 'severity'> & { consequence: string }>> =
  {
    stops: { code: 'refused-by-homeserver', severity: 'error', consequence: 'does not start with this value' },
    unreached: { code: 'misread-by-homeserver', severity: 'error', consequence: 'does not reach the appservice' },
    odd: { code: 'misread-by-homeserver', severity: 'warning', consequence: 'reads something else into this value' },
  };

interface Place {
  readonly steps: readonly string[];
  readonly value: unknown;
}

/** Finds the values at a pointer. Only names in the pointer get into the steps: another one may be a secret (S5). */
function valuesAt(value: unknown, [step, ...rest]: readonly string[], before: readonly string[] = []): Place[] {
  if (step === undefined) return [{ steps: before, value }];
  if (step === '*') {
    const entries: readonly unknown[] = Array.isArray(value) ? value : [];
    return entries.flatMap((each, i) => valuesAt(each, rest, [...before, String(i)]));
  }
  return isJsonObject(value) && Object.hasOwn(value, step) ? valuesAt(value[step], rest, [...before, step]) : [];
}

function breaks(value: unknown, { types, refuses, needs }: LoadingRule, source: unknown): boolean {
  if (value === undefined) return false;
  if (types !== undefined && !types.includes(typeOf(value))) return true;
  if (typeof value !== 'string') return false;
  if (refuses !== undefined && new RegExp(refuses, 'su').test(value)) return true;
  return needs !== undefined && isJsonObject(source) && typeof source[needs] !== 'string';
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

import type { Guard } from '../../generated/validators/index.js';
import { shortPointer, type Finding } from '../findings.js';
import { firstFault } from '../first-fault.js';
import type { HideSecrets } from '../hide-secrets.js';

/**
 * What is wrong with an answer: what was found when it was cut down, and the fault that its schema has with the whole, unless
 * that is one of them.
 */
export function answerFindings(
  findings: readonly Finding[],
  guard: Guard<unknown>,
  answer: unknown,
  hide: HideSecrets,
): Finding[] {
  if (guard(answer)) return [...findings];
  const fault = firstFault(guard, answer);
  const pointer = hide(shortPointer(fault.pointer));
  // A fault inside of an entry that was dropped has been told.
  if (findings.some((finding) => finding.severity === 'error' && isInside(pointer, finding.pointer)))
    return [...findings];
  return [
    ...findings,
    { code: 'malformed-entry', severity: 'error', pointer, message: `${fault.message} (the schema)` },
  ];
}

function isInside(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}

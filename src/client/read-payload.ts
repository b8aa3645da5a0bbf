import type { Guard } from '../../generated/validators/index.js';
import { PayloadError } from '../errors.js';
import { type Finding, jsonPointer, nullField } from '../findings.js';
import type { HideSecrets } from '../hide-secrets.js';
import { isJsonObject, own, type JsonObject } from '../json-objects.js';
import { checkLeniently } from '../lenient-check.js';
import type { AnswerEntries } from './answer-entries.js';

/** Takes what was wrong with an answer that is used all the same. */
export type ReportFinding = (make: () => Finding) => void;

/** Options of {@link readPayload}. */
export interface ReadPayloadOptions {
  /** The places of the answer's entries. */
  readonly entries: readonly AnswerEntries[];
  readonly report: ReportFinding;
  /** Hides secrets, should the other side name something after them (S5). */
  readonly hide: HideSecrets;
}

/**
 * Checks an answer by its schema, leniently: null counts as absent wherever a field is optional (S4), and a malformed
 * entry is left out alone (M4, T6); where no signature covers it, a malformed optional field is. An answer that is valid is
 * returned as it came.
 *
 * @throws {PayloadError} for any other fault, with the pointer to it.
 */
export function readPayload(
  answer: unknown,
  guard: Guard<unknown>,
  { entries, report, hide }: ReadPayloadOptions,
): unknown {
  // Not the guard's own `errors`, which belong to direct users of the guard.
  if (guard['~standard'].validate(answer).issues === undefined) return answer;
  let sifted = answer;
  let frame = answer;
  for (const place of entries) {
    sifted = sift(sifted, place.at, [], (entry, path, isEntry) => {
      if (isEntry) return siftEntry(entry, path, place, report);
      report(() => leftOut(path, 'must be object'));
      return undefined;
    });
    frame = sift(frame, place.at, [], () => undefined);
  }
  const verdict = checkLeniently(guard, frame);
  if ('fault' in verdict) {
    const { path, message } = verdict.fault;
    throw new PayloadError([{ pointer: hide(jsonPointer(...path)), message }]);
  }
  for (const path of verdict.nulls) report(() => nullField(jsonPointer(...path)));
  return verdict.nulls.reduce(withoutField, sifted);
}

type Path = readonly string[];

/**
 * Replaces an entry; `undefined` leaves it out.
 *
 * @param isEntry Tells whether it is an entry, and not something else in the place of a map of them.
 */
type Replace = (entry: unknown, path: Path, isEntry: boolean) => unknown;

/** Replaces each entry at a place. Anything else keeps its shape, for the schema to judge. */
function sift(value: unknown, [step, ...rest]: Path, path: Path, replace: Replace): unknown {
  if (step === undefined) return replace(value, path, true);
  const inside = (member: unknown, name: string): unknown =>
    step === '*' && rest.length > 0 && !isJsonObject(member)
      ? replace(member, [...path, name], false)
      : sift(member, rest, [...path, name], replace);
  if (step !== '*') {
    const member = isJsonObject(value) ? own(value, step) : undefined;
    return member === undefined ? value : { ...(value as JsonObject), [step]: inside(member, step) };
  }
  if (Array.isArray(value)) {
    return value.map((member, index) => inside(member, String(index))).filter((member) => member !== undefined);
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, inside(member, name)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

/** Returns what is left of an entry; `undefined` leaves it out. */
function siftEntry(entry: unknown, path: Path, place: AnswerEntries, report: ReportFinding): unknown {
  const { guard, signed, named } = place;
  let left = entry;
  for (;;) {
    const fault = guard['~standard'].validate(left).issues?.[0];
    if (fault === undefined) return left;
    if (signed === true) return siftSigned(entry, path, place, report);
    if (fault.path.length === 0) {
      report(() => leftOut(path, fault.message));
      return named === true ? {} : undefined;
    }
    const at = [...path, ...fault.path];
    report(
      valueAt(left, fault.path) === null ? () => nullField(jsonPointer(...at)) : () => absentField(at, fault.message),
    );
    // If the entry needs the field, it is at fault itself from now on.
    left = withoutField(left, fault.path);
  }
}

/** Returns a signed entry as it came, or leaves it out. */
function siftSigned(entry: unknown, path: Path, { guard }: AnswerEntries, report: ReportFinding): unknown {
  const verdict = checkLeniently(guard, entry);
  if ('fault' in verdict) {
    const { fault } = verdict;
    report(() => leftOut([...path, ...fault.path], fault.message));
    return undefined;
  }
  for (const nulled of verdict.nulls) report(() => nullField(jsonPointer(...path, ...nulled)));
  return entry;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((part, name) => (isJsonObject(part) ? own(part, name) : undefined), value);
}

function absentField(path: Path, message: string): Finding {
  const pointer = jsonPointer(...path);
  return { code: 'malformed-field', severity: 'warning', pointer, message: `${message}; the field counts as absent` };
}

function leftOut(path: Path, message: string): Finding {
  const pointer = jsonPointer(...path);
  return { code: 'malformed-entry', severity: 'error', pointer, message: `${message}; the entry is left out` };
}

/** Copies a value without the field at `path`. */
function withoutField(value: unknown, [name, ...rest]: Path): unknown {
  if (name === undefined || !isJsonObject(value)) return value;
  const members = Object.entries(value);
  return Object.fromEntries(
    rest.length === 0
      ? members.filter(([each]) => each !== name)
      : members.map(([each, member]) => [each, each === name ? withoutField(member, rest) : member]),
  );
}

import { pointerTo } from '../generated/validators/guard.js';
import type { Guard, ValidationError } from '../generated/validators/index.js';
import { isJsonObject, type JsonObject } from './json-objects.js';

/** The steps from a value to a part of it. */
type Steps = readonly string[];

/** The nulls of a value that count as absent, or the first other fault. */
type LenientCheck =
  | { readonly nulls: readonly Steps[] }
  | { readonly fault: { readonly path: Steps; readonly message: string } };

/**
 * Checks again a value that a guard has refused: null counts as absent wherever a field is optional, at any depth (S4).
 * The value is not changed.
 *
 * Only the guard knows which fields are optional. So each null at fault is moved to a name that no schema has: any
 * object may have such a field, and can do without an optional one. But then a required field is missing, and the entry
 * of a map is wrong under any name.
 *
 * Each null costs two checks of the whole value: use this for a single device or key, and not for an answer full of
 * them.
 *
 * @rule S4
 */
export function checkLeniently(guard: Guard<unknown>, value: unknown): LenientCheck {
  const nulls: Steps[] = [];
  let checked = value;
  for (let fault = faultIn(guard, checked); fault; fault = faultIn(guard, checked)) {
    const { path } = fault;
    const moved = withNullMoved(checked, path);
    const next = moved && faultIn(guard, moved);
    if (moved === undefined || (next && isAt(next.path, [path.slice(0, -1), movedPath(path)]))) return { fault };
    nulls.push(path);
    checked = moved;
  }
  return { nulls };
}

/** Returns the first fault of a value without the guard's `errors`, which may be of another request's value after an `await`. */
function faultIn(
  guard: Guard<unknown>,
  value: unknown,
): { readonly path: Steps; readonly message: string } | undefined {
  return guard['~standard'].validate(value).issues?.[0];
}

function isAt(path: Steps, places: readonly Steps[]): boolean {
  return places.some((place) => place.length === path.length && place.every((step, i) => step === path[i]));
}

/** No schema has a name that ends in this. A name keeps its beginning, which selects the rule in a map of users. */
const suffix = '\u0000null';

function movedPath(path: Steps): Steps {
  return path.map((step, i) => (i === path.length - 1 ? step + suffix : step));
}

/** Copies a value with the null at `path` moved to another name; `undefined` where there is none in an object. */
function withNullMoved(value: unknown, [name, ...rest]: Steps): JsonObject | undefined {
  if (name === undefined || !isJsonObject(value)) return undefined;
  const isHere = rest.length === 0;
  const entry = isHere ? value[name] : withNullMoved(value[name], rest);
  if (isHere ? entry !== null : entry === undefined) return undefined;
  const key = isHere ? name + suffix : name;
  return Object.fromEntries(Object.entries(value).map((each) => (each[0] === name ? [key, entry] : each)));
}

/** Returns the first fault of a value that a guard refuses; it checks the value again. */
export function firstFault(guard: Guard<unknown>, value: unknown): ValidationError {
  const { path, message } = faultIn(guard, value) ?? { path: [], message: 'is not valid' };
  return { pointer: pointerTo(path), message };
}

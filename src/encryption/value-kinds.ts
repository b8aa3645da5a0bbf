/** Names the kind of a value, for a message that does not show it: `a promise`, which lacks an `await`. */
export function valueKind(value: unknown): string {
  if (value === undefined || value === null || Number.isNaN(value)) return String(value);
  if (isPromise(value)) return 'a promise, which needs `await`';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Tells whether a value is a promise, or anything that `await` takes for one. */
export function isPromise(value: unknown): boolean {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';
}

/** Whether a value is an object; nothing is said of what it holds. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * What a reader gives; `undefined` where it throws. JSON cannot make it throw, but getters and proxies can, and a check
 * answers for those too.
 */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Whether a parsed JSON value nests deeper than `levels` objects and arrays (S2). `[]` is one level. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const member of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
    if (isDeeperThan(member, levels - 1)) return true;
  }
  return false;
}

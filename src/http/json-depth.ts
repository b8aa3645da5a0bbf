import type { JsonObject } from '../json-objects.js';

/** The most levels that {@link isDeeperThan} can look into, since it calls itself for each. */
export const mostLevels = 1024;

/** Whether a parsed JSON value nests deeper than `levels` objects and arrays (S2). `[]` is one level. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((member) => isDeeperThan(member, levels - 1));
  const members = value as JsonObject;
  for (const name in members) if (isDeeperThan(members[name], levels - 1)) return true;
  return false;
}

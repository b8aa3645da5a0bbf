import { jsonPointer, type FindingSink } from '../findings.js';
import type { Where } from './read-map.js';

/** Reads one member of a list: returns it, a replacement, or `undefined` to drop it. Reports go to `findings`. */
export type ReadMember<T> = (member: unknown, where: Where, findings: FindingSink) => T | undefined;

/**
 * Reads a list member by member (T6): a malformed one is left out, and the rest stays.
 *
 * Members are shared; where all of them stay as they are, so is the list itself.
 *
 * @param at JSON pointer to the list
 */
export function readList<T>(
  list: readonly unknown[],
  at: string,
  findings: FindingSink,
  readMember: ReadMember<T>,
): T[] {
  let copy: T[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const member = list[index];
    const read = readMember(member, () => at + jsonPointer(index), findings);
    if (read === undefined || read !== member) copy ??= list.slice(0, index) as T[];
    if (copy !== undefined && read !== undefined) copy.push(read);
  }
  // Each member went through `readMember` and came back as itself, so the list is of its type.
  return copy ?? (list as T[]);
}

/**
 * Drops the entries of a memory that were written first, until it has no more than `most`. A map is in the order of writing; one that is
 * to be in the order of use deletes an entry before it writes it again.
 *
 * @param drop Default: deletes the entry from the map.
 */
export function dropOldest<T>(
  memory: Map<string, T>,
  most: number,
  drop: (key: string) => void = (key) => memory.delete(key),
): void {
  for (const oldest of memory.keys()) {
    if (memory.size <= most) return;
    drop(oldest);
  }
}

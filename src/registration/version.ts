/** The numbers of a version, most significant first: `[1, 157, 0]`. */
export type Version = readonly number[];

/**
 * Reads the numbers at the beginning of a version; `undefined` if there are none.
 *
 * A `v` before them is skipped, and the rest is ignored: a release candidate (`1.157.0rc1`) counts as its release,
 * since it has the same features.
 */
export function parseVersion(version: string): Version | undefined {
  const [, numbers] = /^v?(\d+(?:\.\d+)*)/i.exec(version.trim()) ?? [];
  return numbers?.split('.').map(Number);
}

/**
 * Tells whether a version is older than another, number by number: 1.9 is older than 1.81, and 1.156 is as old as
 * 1.156.0.
 */
export function isOlder(version: Version, other: Version): boolean {
  const length = Math.max(version.length, other.length);
  for (let i = 0; i < length; i++) {
    const difference = (version[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Finds names close to a misspelt one, nearest first: a few letters away, or with the same beginning or end. */
export function nearest(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  return names
    .map((each) => ({ each, away: distance(wanted, each.toLowerCase()) }))
    .filter(({ each, away }) => away <= Math.max(2, each.length / 4) || contains(each.toLowerCase(), wanted))
    .sort((a, b) => a.away - b.away)
    .slice(0, 3)
    .map(({ each }) => each);
}

/** Writes `Did you mean a, b or c?`; `undefined` if no name is close. */
export function didYouMean(name: string, names: readonly string[]): string | undefined {
  const [first, ...others] = nearest(name, names);
  if (first === undefined) return undefined;
  return `Did you mean ${[first, ...others].join(', ').replace(/, ([^,]*)$/, ' or $1')}?`;
}

function contains(each: string, wanted: string): boolean {
  return wanted.length >= 3 && (each.includes(wanted) || wanted.includes(each));
}

/** Computes the Levenshtein distance. Texts far longer than any name are infinitely far. */
function distance(a: string, b: string): number {
  if (a.length > 100) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? Infinity;
}

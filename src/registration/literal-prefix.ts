/**
 * Literal text with which everything begins that a regular expression matches from the beginning on.
 *
 * It may be shorter than it could be, and is `''` where in doubt: with an alternative at the top, flags such as `(?i)`,
 * quoting by `\Q`, and unusual character classes. So what does not begin with it does not match, whatever else holds.
 *
 * @param regex an expression that compiles (G2).
 */
export function literalPrefix(regex: string): string {
  if (regex.includes('\\Q') || hasOtherBeginnings(regex)) return '';
  // A match begins where the text begins anyway, so anchors there say nothing.
  const pattern = regex.replace(/^(?:\^|\\A)+/, '');
  // Visible ASCII alone, so that nothing depends on how the engine reads surrogates.
  const [literals = ''] = /^(?:[^\\.[\](){}|*+?^$\s]|\\[^A-Za-z0-9\s])*/.exec(pattern) ?? [];
  const characters = literals.match(/\\?[^]/g) ?? [];
  // What follows may make the last character optional, as `*`, `?` and `{0}` do.
  if (/^[*?+{]/.test(pattern.slice(literals.length))) characters.pop();
  const end = characters.findIndex((character) => !/^\\?[!-~]$/.test(character));
  return characters
    .slice(0, end === -1 ? undefined : end)
    .map((character) => character.slice(-1))
    .join('');
}

/** Whether a text may match that does not begin as the expression does, or the expression is too unusual to tell. */
function hasOtherBeginnings(regex: string): boolean {
  let depth = 0;
  for (const [token] of regex.matchAll(tokens)) {
    if (token === '[' || token === '(?') return true;
    if (token.startsWith('(')) depth += 1;
    if (token === ')') depth -= 1;
    if (token === '|' && depth === 0) return true;
  }
  return false;
}

/** Escapes, plain character classes, groups without flags, and single characters: a lone `[` or `(?` is something else. */
const tokens = /\\[^]|\[\^?(?:\\[^]|[^\][\\^])(?:\\[^]|[^\][\\])*\]|\(\?(?:P?<[^>]*>|:)|\(\?|[^]/g;

/** Finds the values whose prefix a text begins with; what it costs depends on how many lengths the prefixes have, not on how many they are. */
export class PrefixIndex<T> {
  readonly #byPrefix = new Map<string, T[]>();
  /** The lengths that prefixes have, in ascending order. */
  #lengths: readonly number[] = [];

  add(prefix: string, value: T): void {
    const values = this.#byPrefix.get(prefix);
    if (values !== undefined) {
      values.push(value);
      return;
    }
    this.#byPrefix.set(prefix, [value]);
    if (this.#lengths.includes(prefix.length)) return;
    this.#lengths = [...this.#lengths, prefix.length].sort((a, b) => a - b);
  }

  /** The values of every prefix of `text`, shortest prefix first. */
  find(text: string): T[] {
    const found: T[] = [];
    for (const length of this.#lengths) {
      if (length > text.length) break;
      for (const value of this.#byPrefix.get(text.slice(0, length)) ?? []) found.push(value);
    }
    return found;
  }
}

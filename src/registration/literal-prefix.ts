/**
 * Finds literal text with which every match of a regular expression begins.
 *
 * It may be shorter than possible, and is `''` in doubt: with an alternative at the top, flags such as `(?i)`, quoting
 * by `\Q`, and unusual character classes. So a text without this prefix never matches.
 *
 * @param regex An expression that compiles (G2).
 */
export function literalPrefix(regex: string): string {
  if (regex.includes('\\Q') || hasOtherBeginnings(regex)) return '';
  // A match begins where the text begins, so anchors there add nothing.
  const pattern = regex.replace(/^(?:\^|\\A)+/, '');
  // Visible ASCII only, so that nothing depends on how the engine reads surrogates.
  const [literals = ''] = /^(?:[^\\.[\](){}|*+?^$\s]|\\[^A-Za-z0-9\s])*/.exec(pattern) ?? [];
  const characters = literals.match(/\\?[^]/g) ?? [];
  // The last character may be optional, before `*`, `?` and `{0}`.
  if (/^[*?+{]/.test(pattern.slice(literals.length))) characters.pop();
  const end = characters.findIndex((character) => !/^\\?[!-~]$/.test(character));
  return characters
    .slice(0, end === -1 ? undefined : end)
    .map((character) => character.slice(-1))
    .join('');
}

/** Tells whether a text with another beginning may match, or the expression is too unusual to tell. */
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

/**
 * Matches escapes, plain character classes, groups without flags, and single characters. A lone `[` or `(?` is unusual.
 */
const tokens = /\\[^]|\[\^?(?:\\[^]|[^\][\\^])(?:\\[^]|[^\][\\])*\]|\(\?(?:P?<[^>]*>|:)|\(\?|[^]/g;

/**
 * Finds the values whose prefix a text begins with. Its cost depends on the number of different lengths, not on the
 * number of prefixes.
 */
export class PrefixIndex<T> {
  readonly #byPrefix = new Map<string, T[]>();
  /** Lengths of the prefixes, ascending. */
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

  /** Returns the values of every prefix of `text`, shortest prefix first. */
  find(text: string): T[] {
    const found: T[] = [];
    for (const length of this.#lengths) {
      if (length > text.length) break;
      for (const value of this.#byPrefix.get(text.slice(0, length)) ?? []) found.push(value);
    }
    return found;
  }
}

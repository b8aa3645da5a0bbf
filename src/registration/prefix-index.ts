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

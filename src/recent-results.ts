/**
 * A cache of a function's results for recent keys.
 *
 * It has two generations: a requested key moves to the younger one, and when that is full, the older one is dropped. So
 * at least the last `limit` keys are cached, and at most twice as many.
 */
export class RecentResults<K, V> {
  readonly #limit: number;
  readonly #compute: (key: K) => V;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  constructor(limit: number, compute: (key: K) => V) {
    this.#limit = limit;
    this.#compute = compute;
  }

  /** @throws Whatever the function throws, which is not cached. */
  get(key: K): V {
    const known = this.#young.get(key);
    if (known !== undefined || this.#young.has(key)) return known as V;
    const older = this.#old.get(key);
    const value = older !== undefined || this.#old.has(key) ? (older as V) : this.#compute(key);
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }
}

/** Keys that wait to be claimed: first in, first out, whatever their number. */
export interface KeyQueue<Key> {
  readonly length: number;
  add(key: Key): void;
  /** The oldest key; it is not in the queue any more. */
  take(): Key | undefined;
  /** Takes back a key that was taken and not used: it is the oldest again. */
  putBack(key: Key): void;
}

/** Makes an empty queue. */
export function createKeyQueue<Key>(): KeyQueue<Key> {
  // `shift` moves the whole array once it is long; so does the search for the first member of a Map with many deleted.
  let keys: Key[] = [];
  let next = 0;
  /** What was put back, the oldest last. */
  const returned: Key[] = [];

  function takeNext(): Key | undefined {
    const key = keys[next];
    if (key === undefined) return undefined;
    next += 1;
    if (next * 2 >= keys.length) {
      keys = keys.slice(next);
      next = 0;
    }
    return key;
  }

  return {
    get length() {
      return returned.length + keys.length - next;
    },
    add: (key) => {
      keys.push(key);
    },
    take: () => returned.pop() ?? takeNext(),
    putBack: (key) => {
      returned.push(key);
    },
  };
}

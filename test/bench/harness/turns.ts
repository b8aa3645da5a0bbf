/** Gives each a turn in every round; every round begins with another one, so that none always comes after the same. */
export function* turns<T>(items: readonly T[], rounds: number): Generator<T> {
  for (let round = 0; round < rounds; round++) {
    const first = round % items.length;
    yield* items.slice(first);
    yield* items.slice(0, first);
  }
}

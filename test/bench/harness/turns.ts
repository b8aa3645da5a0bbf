/** Gives everybody a turn in every round; each round begins with another one, so that nobody always comes after the same. */
export function* turns<T>(items: readonly T[], rounds: number): Generator<T> {
  for (let round = 0; round < rounds; round++) {
    const first = round % items.length;
    yield* items.slice(first);
    yield* items.slice(0, first);
  }
}

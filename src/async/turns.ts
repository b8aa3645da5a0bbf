/** The most entries from outside that are gone through in one turn of the event loop (S9). */
export const entriesPerTurn = 1000;

/** Tells whether others are due a turn, after so many entries. */
export function isTurnOver(count: number): boolean {
  return count > 0 && count % entriesPerTurn === 0;
}

/** Gives everything else that waits a turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

/** Runs a generator to its end, and gives others a turn after each thousand steps. */
export async function inTurns<T>(steps: Iterator<unknown, T>): Promise<T> {
  for (let count = 1; ; count++) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (isTurnOver(count)) await nextTurn();
  }
}

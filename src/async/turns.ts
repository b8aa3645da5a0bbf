/** The most entries from outside that are processed in one turn of the event loop (S9). */
export const entriesPerTurn = 1000;

/** Tells whether other work is due a turn, after this many entries. */
export function isTurnOver(count: number): boolean {
  return count > 0 && count % entriesPerTurn === 0;
}

/** Gives other waiting work a turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

/** Runs a generator to its end, and gives other work a turn after every thousand steps. */
export async function inTurns<T>(steps: Iterator<unknown, T>): Promise<T> {
  for (let count = 1; ; count++) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (isTurnOver(count)) await nextTurn();
  }
}

/**
 * Waits for the end of this turn of the event loop: whatever is ready now comes first, and no timer's millisecond passes.
 * The process stays alive until then, and no longer.
 */
export async function endOfTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(undefined);
  });
  port1.close();
}

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

/**
 * Runs a generator to its end: awaits what it yields, and gives other work a turn after every thousand steps. Where it
 * yields `undefined` alone, and fewer than a thousand times, the result is there at once. A rejection is thrown where the
 * generator stands.
 */
export function inTurns<T>(steps: Generator<unknown, T>): T | Promise<T> {
  let step = steps.next();
  for (let count = 1; step.done !== true; count++) {
    if (step.value !== undefined || isTurnOver(count)) return finishLater(steps, step, count);
    step = steps.next();
  }
  return step.value;
}

/** Goes on from a step that has to be waited for. */
async function finishLater<T>(
  steps: Generator<unknown, T>,
  step: IteratorResult<unknown, T>,
  count: number,
): Promise<T> {
  while (step.done !== true) {
    try {
      await step.value;
      if (isTurnOver(count++)) await nextTurn();
      step = steps.next();
    } catch (error) {
      // An error of the generator itself is thrown again.
      step = steps.throw(error);
    }
  }
  return step.value;
}

/**
 * Makes a function that waits for the end of this turn of the event loop: everything that is ready now runs first.
 *
 * A timer would take a millisecond, and a channel for each call ten times as long as one for all. There are two, used in turn: Node
 * goes on with the messages of one channel, a thousand of them, before timers and sockets have their turn. A channel has a listener
 * only during waits, so it keeps no process alive.
 */
export function createEndOfTurn(): () => Promise<void> {
  let [channel, other] = [new MessageChannel(), new MessageChannel()];
  let waiting: (() => void)[] = [];

  function wakeAll(): void {
    const woken = waiting;
    waiting = [];
    channel.port1.onmessage = null;
    [channel, other] = [other, channel];
    for (const resolve of woken) resolve();
  }

  return () =>
    new Promise((resolve) => {
      if (waiting.push(resolve) > 1) return;
      channel.port1.onmessage = wakeAll;
      channel.port2.postMessage(undefined);
    });
}

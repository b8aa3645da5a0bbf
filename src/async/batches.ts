import { createEndOfTurn } from './turns.js';

/** A call that waits for its batch. */
interface WaitingCall<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output | PromiseLike<Output>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes a function whose calls run together: those of one turn of the event loop, and those that come while earlier ones run.
 *
 * @param run Returns an output for each input, or a promise of it. Where it rejects, all of its calls do.
 */
export function createBatches<Input, Output>(
  run: (inputs: readonly Input[]) => Promise<readonly (Output | Promise<Output>)[]>,
): (input: Input) => Promise<Output> {
  const endOfTurn = createEndOfTurn();
  let waiting: WaitingCall<Input, Output>[] = [];
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    while (waiting.length > 0) {
      await endOfTurn();
      const calls = waiting;
      waiting = [];
      try {
        const outputs = await run(calls.map(({ input }) => input));
        for (const [index, output] of outputs.entries()) calls[index]?.resolve(output);
      } catch (error) {
        for (const { reject } of calls) reject(error);
      }
    }
    isWorking = false;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (!isWorking) void work();
    });
}

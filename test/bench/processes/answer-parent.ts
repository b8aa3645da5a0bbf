import type { Failure } from '../harness/child.js';

/** Sends the parent process what it waits for: that this one is ready, or an answer. */
export function tellParent(message: object): void {
  process.send?.(message);
}

/** Answers what the parent process asks, one message after the other. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only who knows the parent knows what it asks
export function answerParent<Message>(answer: (message: Message) => Promise<object> | object): void {
  process.on('message', (message) => {
    Promise.resolve(message as Message) // the parent is ours
      .then(answer)
      .then(tellParent, sayFailed);
  });
}

/** Says to the parent process what went wrong. */
export function sayFailed(error: unknown): void {
  const { message, code } = error as NodeJS.ErrnoException; // nothing else is thrown here
  process.send?.({ failed: message, code } satisfies Failure);
}

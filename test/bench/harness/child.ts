import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of our own to which questions are put, one at a time. */
export interface Child {
  /** Sends a message and waits for the reply. @throws Error when the process ends instead. */
  ask<Reply>(message: object): Promise<Reply>;
  stop(): Promise<void>;
}

/**
 * Starts a program of `processes/` and waits until it says that it is ready.
 *
 * @throws Error with what the program says is wrong, or that it ended.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only who knows the program knows what it says
export async function startChild<Ready>(
  program: string,
  args: readonly string[] = [],
): Promise<{ readonly child: Child; readonly ready: Ready }> {
  const path = fileURLToPath(new URL(`../processes/${program}.ts`, import.meta.url));
  const child = fork(path, args, {
    execArgv: ['--import', 'tsx'],
    // Some servers log every request; that is theirs, and goes nowhere.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, 'exit');
  };
  try {
    return {
      ready: await replyOf<Ready>(child, program),
      child: {
        ask: <Reply>(message: object) => {
          child.send(message);
          return replyOf<Reply>(child, program);
        },
        stop,
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What a process sends when it can't do what it was asked. */
export interface Failure {
  readonly failed: string;
  readonly code?: string | undefined;
}

async function replyOf<Reply>(child: ChildProcess, program: string): Promise<Reply> {
  const ended = new AbortController();
  const exit = once(child, 'exit', { signal: ended.signal }).then(() => {
    throw new Error(`${program} ended`);
  });
  try {
    const [reply] = (await Promise.race([once(child, 'message', { signal: ended.signal }), exit])) as [Reply | Failure]; // our own programs' messages
    if (typeof reply === 'object' && reply !== null && 'failed' in reply) {
      throw Object.assign(new Error(reply.failed), { code: reply.code });
    }
    return reply;
  } finally {
    ended.abort();
    exit.catch(() => undefined);
  }
}

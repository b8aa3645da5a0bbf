import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AppserviceMessage, AppserviceSettings } from './appservice-messages.js';
import type { Scope } from './scope.js';

type Kind = AppserviceMessage['kind'];
type MessageOf<K extends Kind> = Extract<AppserviceMessage, { readonly kind: K }>;

/** A running appservice, seen from outside. */
export interface AppserviceProcess {
  /** Takes the next message of a kind. Messages of other kinds wait for their turn. */
  readonly next: <K extends Kind>(kind: K) => Promise<MessageOf<K>>;
  /** Takes the failures that it has reported so far, oldest first. */
  readonly takeFailures: () => string[];
  /** Ends it without a warning. Resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

const program = fileURLToPath(new URL('appservice.ts', import.meta.url));

/** Starts the appservice as a process of its own, which ends with the scope. */
export function startAppserviceProcess(settings: AppserviceSettings, scope: Scope): AppserviceProcess {
  const messages: AppserviceMessage[] = [];
  const failures: string[] = [];
  // node:sqlite is called experimental by some versions of Node.
  const execArgv = [...process.execArgv, '--disable-warning=ExperimentalWarning'];
  const child = fork(program, [JSON.stringify(settings)], { execArgv });
  child.on('message', (message) => {
    // Our own program sends them.
    const told = message as AppserviceMessage;
    if (told.kind === 'failure') failures.push(told.reason);
    else messages.push(told);
  });
  const kill = (): Promise<void> => end(child);
  scope.defer(kill);

  async function next<K extends Kind>(kind: K): Promise<MessageOf<K>> {
    for (;;) {
      const index = messages.findIndex((message) => isOf(message, kind));
      const [message] = index === -1 ? [] : messages.splice(index, 1);
      if (message !== undefined && isOf(message, kind)) return message;
      await untilChange(child, failures);
    }
  }

  return { next, takeFailures: () => failures.splice(0), kill };
}

function isOf<K extends Kind>(message: AppserviceMessage, kind: K): message is MessageOf<K> {
  return message.kind === kind;
}

/** Waits for a message. @throws {Error} if the process has ended, or says nothing for a long time. */
async function untilChange(child: ChildProcess, failures: readonly string[]): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => {
    controller.abort();
  }, 60_000);
  const ended = once(child, 'exit', { signal }).then(() => Promise.reject(new Error('the appservice has ended')));
  try {
    await Promise.race([once(child, 'message', { signal }), ended]);
  } catch (error) {
    const why = signal.aborted ? 'the appservice does not answer' : String(error);
    throw new Error([why, ...failures].join('; '), { cause: error });
  } finally {
    clearTimeout(timer);
    controller.abort();
    ended.catch(() => undefined);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

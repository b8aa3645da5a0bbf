import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Kills a process with SIGKILL, unless it has ended already. */
export async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await ended(child);
}

/** Resolves when a process has ended. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Resolves when a process has printed something, or has ended. */
export async function ready({ stdout, exitCode, signalCode }: ChildProcess): Promise<void> {
  if (stdout === null || stdout.readableLength > 0 || exitCode !== null || signalCode !== null) return;
  await Promise.race([once(stdout, 'readable'), once(stdout, 'close')]);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { JsonObject } from '../../../src/json-objects.js';

/** A program that is spoken to by lines of JSON. */
export interface LineProcess {
  /** Gives a command and waits for its result. Rejects with the error of the program, and when it ends first. */
  readonly ask: (command: string, parameters?: JsonObject) => Promise<unknown>;
  /** Waits until something that was told, or is told yet, is what `find` is looking for. */
  readonly until: <T>(find: (told: JsonObject) => T | undefined | false) => Promise<T>;
  /** What was told, in order. */
  readonly told: readonly JsonObject[];
  /** Resolves when the process has ended. */
  readonly ended: Promise<unknown>;
  /** Stops it where it is (`SIGSTOP`), or lets it go on (`SIGCONT`). */
  readonly signal: (signal: 'SIGSTOP' | 'SIGCONT') => void;
  /** Kills it with SIGKILL, and waits for its end. */
  readonly kill: () => Promise<void>;
  /** Ends its input, with which it ends by itself. */
  readonly stop: () => Promise<void>;
}

/** A line of the program: an answer, or something that it tells. */
interface Line {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly told?: JsonObject;
}

/** Starts a program. What it writes to standard error is in the errors of what it was asked. */
export function startLineProcess(program: string, parameters: readonly string[]): LineProcess {
  const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
  const asked = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  const told: JsonObject[] = [];
  const looks = new Set<() => void>();
  const errors: string[] = [];
  let count = 0;
  createInterface(child.stderr).on('line', (line) => {
    errors.push(line);
    if (errors.length > 30) errors.shift();
  });
  createInterface(child.stdout).on('line', (text) => {
    const line = JSON.parse(text) as Line; // as the programs of this folder write it
    if (line.told) told.push(line.told);
    for (const look of line.told ? looks : []) look();
    const waiting = asked.get(line.id ?? -1);
    asked.delete(line.id ?? -1);
    if (line.error === undefined) waiting?.resolve(line.result);
    else waiting?.reject(new Error(line.error));
  });
  // A program that was killed takes no more commands.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'exit').then(() => {
    for (const { reject } of asked.values()) reject(new Error(`${program} ended: ${errors.join('\n')}`));
    asked.clear();
  });

  return {
    told,
    ended,
    ask: (command, given = {}) =>
      new Promise((resolve, reject) => {
        count += 1;
        if (child.exitCode !== null || child.signalCode !== null) {
          reject(new Error(`${program} has ended: ${errors.join('\n')}`));
          return;
        }
        asked.set(count, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ ...given, id: count, command })}\n`);
      }),
    until: (find) =>
      new Promise((resolve) => {
        let seen = 0;
        const look = (): void => {
          for (; seen < told.length; seen += 1) {
            const each = told[seen];
            const found = each && find(each);
            if (found === undefined || found === false) continue;
            looks.delete(look);
            resolve(found);
            return;
          }
        };
        looks.add(look);
        look();
      }),
    signal: (signal) => {
      child.kill(signal);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

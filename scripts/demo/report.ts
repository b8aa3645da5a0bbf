import type { Exchange } from './exchange.js';

/** A printed report, step by step. */
export interface Report {
  /**
   * Runs a step, and then prints its duration, its requests, and its notes.
   *
   * @throws {StepError} with the name of the step, and its error.
   */
  step<T>(title: string, work: (note: Note) => T | Promise<T>): Promise<T>;
}

/** Adds a line to the report of a step. */
export type Note = (about: string, text: string) => void;

/** A step that failed. */
export class StepError extends Error {
  override readonly name = 'StepError';

  constructor(step: string, cause: unknown) {
    super(`Step ${step} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const columns = { about: 26, title: 72 };

/** Creates a report that takes a step's requests from `exchanges`. */
export function createReport(exchanges: readonly Exchange[], print: (line: string) => void): Report {
  let number = 0;
  return {
    async step(title, work) {
      number += 1;
      const notes: string[] = [];
      const before = exchanges.length;
      const startedMs = performance.now();
      try {
        return await work((about, text) => notes.push(detail(about, text)));
      } catch (error) {
        throw new StepError(`${number} (${title})`, error);
      } finally {
        const durationMs = performance.now() - startedMs;
        print(`\n${`${number}  ${title}`.padEnd(columns.title)}${durationMs.toFixed(0).padStart(6)} ms`);
        for (const exchange of exchanges.slice(before)) print(describe(exchange));
        for (const line of notes) print(line);
      }
    },
  };
}

function describe({ from, to, method, path, status }: Exchange): string {
  return detail(`${from} → ${to}`, `${status ?? '---'} ${method} ${path}${remarkOn(to, path, status)}`);
}

/** Explains a status that looks like a fault and is none. */
function remarkOn(to: string, path: string, status: number | undefined): string {
  if (to === 'appservice' && status === 404) return ' (unknown route)';
  return path.endsWith('/register') && status === 400 ? ' (the user exists already)' : '';
}

function detail(about: string, text: string): string {
  return `   ${about.padEnd(columns.about)}${text}`;
}

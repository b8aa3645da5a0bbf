import { parseArgs } from 'node:util';
import type { Clock } from './harness/clock.js';

/** What `npm run bench -- …` was asked for. */
export interface Options {
  /** Names of groups; none are all. */
  readonly groups: readonly string[];
  readonly rounds: number | undefined;
  readonly quick: boolean;
  readonly clock: Clock;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws {TypeError} for options that there are not, and for a number of rounds that is none. */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      clock: { type: 'string', default: 'processor' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { rounds, clock, quick, json, help } = values;
  if (clock !== 'wall' && clock !== 'processor')
    throw new TypeError(`--clock ${clock}: wall or processor should be here`);
  return {
    groups: positionals,
    rounds: rounds === undefined ? undefined : wholeNumber(rounds),
    clock,
    quick,
    json,
    help,
  };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new TypeError(`--rounds ${text}: a number from 1 on should be here`);
  return number;
}

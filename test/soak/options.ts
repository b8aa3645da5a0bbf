import { parseArgs } from 'node:util';

export const usage = `Usage: npm run soak -- [--requests N]

Puts requests through the key proxy and the handler in one process, and fails if the heap has grown by more than
10 % between the end of the first tenth and the end.

  --requests N  how many; 1000000 by default
  --help        print this`;

/** What `npm run soak -- …` was asked for. */
export interface Options {
  readonly requests: number;
  readonly help: boolean;
}

/** @throws {TypeError} for arguments that are not in the usage: no number of requests would show nothing, and pass. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: { requests: { type: 'string', default: '1000000' }, help: { type: 'boolean', default: false } },
  });
  const requests = Number(values.requests);
  if (!Number.isSafeInteger(requests) || requests < 10) {
    throw new TypeError(`--requests ${values.requests}: a number from 10 on should be here`);
  }
  return { requests, help: values.help };
}

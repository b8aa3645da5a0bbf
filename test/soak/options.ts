import { parseArgs } from 'node:util';

export const usage = `Usage: npm run soak -- [--proxy] [--requests N]

Puts requests through the key proxy and the handler in one process, and fails if the heap has grown by more than
10 % between the end of the first tenth and the end.

  --proxy       through the proxy command instead, in a process of its own
  --requests N  how many; 1000000 by default, and 100000 with --proxy
  --help        print this`;

/** What `npm run soak -- …` was asked for. */
export interface Options {
  readonly proxy: boolean;
  readonly requests: number;
  readonly help: boolean;
}

/** @throws {TypeError} for arguments that are not in the usage: no number of requests would show nothing, and pass. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      proxy: { type: 'boolean', default: false },
      requests: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const given = values.requests ?? (values.proxy ? '100000' : '1000000');
  const requests = Number(given);
  if (!Number.isSafeInteger(requests) || requests < 10) {
    throw new TypeError(`--requests ${given}: a number from 10 on should be here`);
  }
  return { proxy: values.proxy, requests, help: values.help };
}

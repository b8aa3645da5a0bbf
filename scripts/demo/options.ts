import { parseArgs } from 'node:util';
import type { KeyPaths } from './appservice.js';

export const usage = `Usage: npm start -- [--stable-only | --unknown] [--serve]

Bob sends an encrypted message to a user whose keys the appservice serves. None of them is uploaded, which only
works on a homeserver without federation (rule D2).

  --stable-only  the appservice knows only the stable paths
  --unknown      the appservice knows neither path of the key query and the key claim
  --serve        leave the appservice and the homeserver running, and print requests to try
  --help         print this`;

export interface Options {
  readonly keyPaths: KeyPaths;
  readonly serve: boolean;
  readonly help: boolean;
}

/**
 * Parses the arguments.
 *
 * @throws {TypeError} for arguments that are not in the usage.
 */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      'stable-only': { type: 'boolean', default: false },
      unknown: { type: 'boolean', default: false },
      serve: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values['stable-only'] && values.unknown) throw new TypeError('use either --stable-only or --unknown, not both');
  const keyPaths = values.unknown ? 'none' : values['stable-only'] ? 'stable' : 'all';
  return { keyPaths, serve: values.serve, help: values.help };
}

import { parseArgs } from 'node:util';
import type { KeyPaths } from './appservice-messages.js';

export const usage = `Usage: npm start -- [--uploaded | --stable-only | --unknown] [--serve]

Bob and a user of an appservice write to each other in an encrypted room. In between the appservice is killed, and
started again from its file. Its device and one-time keys are served and never uploaded, which only works on a
homeserver without federation (rule D2).

  --uploaded     the keys are uploaded, as they must be on a homeserver that federates
  --stable-only  the appservice knows only the stable paths
  --unknown      the appservice knows neither path of the key query and the key claim
  --serve        leave the appservice and the homeserver running, and print requests to try
  --help         print this`;

export interface Options {
  readonly keyPaths: KeyPaths;
  readonly uploaded: boolean;
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
      uploaded: { type: 'boolean', default: false },
      'stable-only': { type: 'boolean', default: false },
      unknown: { type: 'boolean', default: false },
      serve: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { uploaded, unknown, serve, help } = values;
  const chosen = [uploaded && '--uploaded', values['stable-only'] && '--stable-only', unknown && '--unknown'];
  const modes = chosen.filter((mode) => mode !== false);
  if (modes.length > 1) throw new TypeError(`use only one of ${modes.join(' and ')}`);
  return { keyPaths: unknown ? 'none' : values['stable-only'] ? 'stable' : 'all', uploaded, serve, help };
}

import { parseArgs } from 'node:util';

export const usage = `Usage: npm run docs -- [--serve] [--port N]

Builds the site of all APIs into dist/docs/; index.html can be opened as it is.

  --serve   serve it on loopback as well, until it is interrupted
  --port N  serve it on this port; without it, on one that is free
  --help    print this`;

/** What `npm run docs -- …` was asked for. */
export interface Options {
  readonly serve: boolean;
  /** 0 for one that is free. */
  readonly port: number;
  readonly help: boolean;
}

/** @throws {TypeError} for arguments that are not in the usage. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      serve: { type: 'boolean', default: false },
      port: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { serve, port, help } = values;
  if (port !== undefined && !serve) throw new TypeError('--port says where --serve serves');
  return { serve, port: port === undefined ? 0 : portIn(port), help };
}

function portIn(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new TypeError(`--port ${text}: a number up to 65535 should be here`);
  return port;
}

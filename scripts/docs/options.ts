import { parseArgs } from 'node:util';

export const usage = `Usage: npm run docs -- [--serve] [--port N]

Builds the site of all APIs into dist/docs/. Open index.html in a browser; it needs no server.

  --serve   also serve it on loopback, until interrupted
  --port N  port for --serve; a free one by default
  --help    print this`;

/** Options of `npm run docs`. */
export interface Options {
  readonly serve: boolean;
  /** Port; 0 picks a free one. */
  readonly port: number;
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
      serve: { type: 'boolean', default: false },
      port: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { serve, port, help } = values;
  if (port !== undefined && !serve) throw new TypeError('--port only works with --serve');
  return { serve, port: port === undefined ? 0 : portIn(port), help };
}

function portIn(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new TypeError(`--port must be a number up to 65535, not ${text}`);
  return port;
}

import { parseArgs } from 'node:util';

/** A way to be killed. */
export type Mode =
  | 'sqlite-1'
  | 'sqlite-2'
  | 'postgres-2'
  | 'postgres-server'
  | 'failover-synchronous'
  | 'failover-asynchronous'
  | 'control'
  | 'encryption'
  | 'encryption-postgres'
  | 'encryption-control';

/** The ways to be killed, and the words for them. */
export const modes: Readonly<Record<Mode, string>> = {
  'sqlite-1': 'one process with four threads on one SQLite file',
  'sqlite-2': 'two processes with four threads each on one SQLite file',
  'postgres-2': 'two clients of PostgreSQL',
  'postgres-server': 'PostgreSQL itself, with two clients that live on',
  'failover-synchronous': 'the primary of a pair of PostgreSQL servers, with synchronous replication and four clients',
  'failover-asynchronous': 'the same without synchronous replication: may lose and repeat, as the documents say',
  control: 'the first mode with a store that answers before it commits: must lose something',
  encryption:
    'an encrypted appservice on a SQLite file, whose ghosts and clients made with matrix-js-sdk write to each other',
  'encryption-postgres': 'the same on PostgreSQL',
  'encryption-control':
    'the same on SQLite, with machines that are written after what they encrypted: must repeat something',
};

const kinds = Object.entries(modes).map(([mode, about]) => `                 ${mode.padEnd(22)} ${about}`);

export const usage: string = [
  'Usage: npm run kills -- [--kills N] [--mode MODE]…',
  '',
  'Kills appservices with SIGKILL at random moments while they claim keys and receive transactions. Then looks for keys',
  'that were given twice, and for acknowledged events that were lost or came out of order. With encryption, looks on the wire',
  'for ratchets and keys that were used twice, and for messages that were never read. The exit status is 0 if there are none',
  'and the controls have some.',
  '',
  '  --kills N      kills in each mode; 1000 by default. A twentieth of it for PostgreSQL itself, a two-hundredth for',
  '                 failovers',
  '  --mode MODE    only this mode; may be repeated:',
  ...kinds,
  '  --help         print this',
  '',
  'The modes with PostgreSQL need its programs (test/interop/postgres/install.sh), and those with encryption Synapse and a',
  'client (test/interop/synapse/install-peer.sh, test/interop/clients/install.sh). They are skipped without them. TMPDIR on a',
  'file system in memory makes it several times as fast: SIGKILL loses nothing that was written.',
].join('\n');

/** The arguments of `npm run kills`. */
export interface Options {
  readonly kills: number;
  readonly modes: readonly Mode[];
  readonly help: boolean;
}

/** @throws {TypeError} for arguments that are not in the usage. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: 'string', default: '1000' },
      mode: { type: 'string', multiple: true, default: Object.keys(modes) },
      help: { type: 'boolean', default: false },
    },
  });
  const kills = Number(values.kills);
  if (!Number.isSafeInteger(kills) || kills < 1)
    throw new TypeError(`--kills takes a positive number, not ${values.kills}`);
  const unknown = values.mode.find((mode) => !Object.hasOwn(modes, mode));
  if (unknown !== undefined) throw new TypeError(`--mode takes ${Object.keys(modes).join(', ')}, not ${unknown}`);
  return { kills, modes: values.mode.filter(isMode), help: values.help };
}

function isMode(text: string): text is Mode {
  return Object.hasOwn(modes, text);
}

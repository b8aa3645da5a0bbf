import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A job for peer.py: which function, and its arguments. */
export interface Job {
  readonly do: 'canonical' | 'sign' | 'verify' | 'header' | 'check';
  readonly [argument: string]: string | null;
}

/** What the function returned, or the name of the exception it raised. */
export type Answer = { readonly value: unknown } | { readonly refused: string };

const script = fileURLToPath(new URL('peer.py', import.meta.url));
const jobsPerProcess = 5000;

/** The Python that has the packages: of `INTEROP_PYTHON`, of install-peer.sh, or of the path. `undefined` if none has. */
export const python: string | undefined = [
  process.env['INTEROP_PYTHON'],
  join(tmpdir(), 'matrix-encrypted-appservice-peers/python/bin/python'),
  'python3',
].find(
  (command) => command !== undefined && spawnSync(command, ['-c', 'import canonicaljson, signedjson']).status === 0,
);

/** Has Python do all the jobs; an answer for each, in the same order. */
export function askPython(jobs: readonly Job[]): Answer[] {
  const answers: Answer[] = [];
  for (let start = 0; start < jobs.length; start += jobsPerProcess) {
    const input = jobs.slice(start, start + jobsPerProcess).map((job) => `${JSON.stringify(job)}\n`);
    const options = { input: input.join(''), encoding: 'utf8', maxBuffer: 2 ** 30 } as const;
    const { status, stdout, stderr } = spawnSync(python ?? '', [script], options);
    if (status !== 0) throw new Error(`peer.py failed: ${stderr}`);
    answers.push(...stdout.split('\n', input.length).map((line) => JSON.parse(line) as Answer));
  }
  return answers;
}

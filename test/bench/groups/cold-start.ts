import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ratioOf, rowsAgainst } from '../harness/compare.js';
import type { Context, Group, Result } from '../harness/group.js';
import { nameAndVersion, whyMissing } from '../harness/peers.js';
import type { Timing } from '../harness/rounds.js';
import type { Verdict } from '../harness/target.js';
import { turns } from '../harness/turns.js';

/** Target 8: what a process pays before its first payload is checked. */
export const coldStart: Group = {
  name: 'cold-start',
  about: 'import and first validation, each in a process of its own, against ajv at run time and zod',
  run,
};

const program = fileURLToPath(new URL('../peers/cold-start.js', import.meta.url));
const ours = 'this package';
const peers = ['ajv', 'zod'];

function run(context: Context): Result {
  context.progress('a process for each sample');
  const notes: string[] = [];
  const samples = new Map<string, number[]>([[ours, []]]);
  for (const peer of peers) {
    try {
      notes.push(`compared with ${nameAndVersion(peer)}`);
      samples.set(peer, []);
    } catch (error) {
      notes.push(`${peer}: ${whyMissing(error)}`);
    }
  }
  for (const [name, figures] of turns([...samples], context.rounds)) figures.push(startOnce(name, context));
  const timings: Timing[] = [...samples].map(([name, figures]) => ({ name, samples: figures }));
  const verdictAgainst = (peer: string, atLeast: number, what: string): Verdict => ({
    number: 8,
    what,
    limit: { atLeast },
    unit: '×',
    measured: samples.has(peer) ? ratioOf(timings, peer, ours) : { missing: `${peer} is not there` },
  });
  return {
    tables: [{ title: 'import and first validation of a key query 1×1', rows: rowsAgainst(timings, ours, '×') }],
    verdicts: [
      verdictAgainst('ajv', 8, 'cold start, how much sooner than with ajv compiled at run time'),
      verdictAgainst('zod', 2, 'cold start, how much sooner than with zod'),
    ],
    notes,
  };
}

/** In milliseconds, as the process itself measured it: Node's own start is not in it. */
function startOnce(name: string, { clock }: Context): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, name, clock], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cold start of ${name}: ${stderr}`);
  return Number(stdout);
}

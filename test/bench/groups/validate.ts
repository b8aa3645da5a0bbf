import { startChild } from '../harness/child.js';
import { ratioOf, rowsAgainst } from '../harness/compare.js';
import type { Context, Group, Result, Table } from '../harness/group.js';
import { contender, timeInRounds, type Timing } from '../harness/rounds.js';
import type { Verdict as TargetVerdict } from '../harness/target.js';
import type { Difference } from '../processes/compare-verdicts.js';
import {
  byHand,
  handwrittenValidators,
  loadValidators,
  ownValidators,
  type Validators,
} from '../validators/compared.js';
import { keyClaimResponse } from '../workloads/key-claim.js';
import { keyQueryResponse } from '../workloads/key-query.js';
import { transactionBody } from '../workloads/transaction.js';
import type { Kind } from '../validators/samples.js';

/** Target 5: what checking a parsed payload costs, against validators written by hand and by others. */
export const validate: Group = {
  name: 'validate',
  about: 'checking a parsed payload, against validators written by hand, libraries, and JSON.parse of its text',
  run,
};

interface Workload {
  readonly what: string;
  readonly kind: Kind;
  readonly make: () => unknown;
  /** Makes another one of the same size, with other names; where it is there, such are measured too. */
  readonly makeAnother?: (index: number) => unknown;
  /** The most of the time of a validator written by hand. Default: 1.2. */
  readonly mostByHand?: number;
}

const workloads: readonly Workload[] = [
  { what: 'key query 1×1', kind: 'keyQuery', make: () => keyQueryResponse({ users: 1, devices: 1 }) },
  {
    what: 'key query 100×3',
    kind: 'keyQuery',
    make: () => keyQueryResponse({ users: 100, devices: 3 }),
    makeAnother: (index) => keyQueryResponse({ users: 100, devices: 3 }, index, index * 100),
  },
  {
    what: 'key query 10,000×3',
    kind: 'keyQuery',
    make: () => keyQueryResponse({ users: 10_000, devices: 3 }),
    mostByHand: 1.1,
  },
  { what: 'key query 1×5,000', kind: 'keyQuery', make: () => keyQueryResponse({ users: 1, devices: 5000 }) },
  {
    what: 'claim 100×3',
    kind: 'keyClaim',
    make: () => keyClaimResponse({ users: 100, devices: 3 }),
    makeAnother: (index) => keyClaimResponse({ users: 100, devices: 3 }, index, index * 100),
  },
  {
    what: 'claim 10,000×3',
    kind: 'keyClaim',
    make: () => keyClaimResponse({ users: 10_000, devices: 3 }),
  },
  { what: 'transaction of 100 events', kind: 'transaction', make: () => transactionBody({ events: 100 }) },
  {
    what: 'large transaction',
    kind: 'transaction',
    make: () => transactionBody({ events: 1000, toDevice: 1000, counts: 10_000 }),
  },
];

const parse = 'JSON.parse';
const ours = 'this package';
/** So many other texts, each parsed once before any comes again; by then V8 has let go of the names that were in it. */
const otherTexts = 100;

async function run(context: Context): Promise<Result> {
  const { peers, missing } = await loadValidators();
  context.progress('comparing verdicts');
  const differences = await compareVerdicts();
  const notes = [
    '100×3 is 100 users with 3 devices each; a claim has a one-time key for each device, the transaction 1,000 events, 1,000 to-device messages and counts for 10,000 devices',
    'values are checked right after they were parsed, from one text again and again, whose names V8 knows by then; only with other names each time does it meet them as a server mostly does',
    ...missing,
    ...differences.map(describeDifference),
  ];
  const tables: Table[] = [];
  const verdicts: TargetVerdict[] = [];
  for (const { what, kind, make, makeAnother, mostByHand = 1.2 } of workloads) {
    const text = JSON.stringify(make());
    context.progress(`${what}, ${(text.length / 1e6).toPrecision(2)} MB`);
    const others = peersFor(kind, peers, differences);
    const timings = timeValidators(text, [[ours, ownValidators[kind]], ...others], context);
    tables.push({ title: `${what}, ${sizeOf(text)} of text`, rows: rowsAgainst(timings, byHand) });
    if (makeAnother !== undefined) {
      const named = timeWithOtherNames(makeAnother, kind, context);
      tables.push({ title: `${what}, with other names each time`, rows: rowsAgainst(named, byHand) });
    }
    const libraries = others.map(([name]) => name).filter((name) => name !== byHand);
    verdicts.push(
      {
        number: 5,
        what: `validate ${what}, just parsed, of a validator written by hand`,
        limit: { atMost: mostByHand },
        unit: '×',
        measured: ratioOf(timings, ours, byHand),
      },
      {
        number: 5,
        what: `validate ${what}, just parsed, of the fastest library`,
        limit: { atMost: 1 },
        unit: '×',
        measured:
          libraries.length === 0
            ? { missing: 'none is there' }
            : Math.max(...libraries.map((name) => ratioOf(timings, ours, name))),
      },
    );
  }
  return { tables, verdicts, notes };
}

/** In a process of its own: what a validator has seen before is what V8 has compiled it for. */
async function compareVerdicts(): Promise<readonly Difference[]> {
  const { child, ready } = await startChild<{ readonly differences: readonly Difference[] }>('compare-verdicts');
  await child.stop();
  return ready.differences;
}

function describeDifference({ peer, kind, difference }: Difference): string {
  return `${peer} is left out of ${kind}, for its verdict differs: ${difference}`;
}

/** Whoever disagrees with us about what is valid does another job, and is not measured. */
function peersFor(
  kind: Kind,
  peers: ReadonlyMap<string, Validators>,
  differences: readonly Difference[],
): [string, Validators[Kind]][] {
  return [...peers]
    .filter(([name]) => !differences.some((each) => each.peer === name && each.kind === kind))
    .map(([name, validators]) => [name, validators[kind]]);
}

/** Each validator is given values that were parsed a moment before, and that nothing has looked at. */
function timeValidators(
  text: string,
  validators: readonly (readonly [string, Validators[Kind]])[],
  context: Context,
): Timing[] {
  return timeInRounds(
    [
      contender(
        parse,
        () => text,
        (input) => JSON.parse(input) as unknown,
      ),
      ...validators.map(([name, isValid]) =>
        contender(
          name,
          () => JSON.parse(text) as unknown,
          (value) => requireValid(isValid(value)),
        ),
      ),
    ],
    context,
  );
}

/** Names that V8 has not seen cost more: it makes a hidden class and a list of names for nearly every map. */
function timeWithOtherNames(make: (index: number) => unknown, kind: Kind, context: Context): Timing[] {
  const texts = Array.from({ length: otherTexts }, (_, index) => JSON.stringify(make(index + 1)));
  let next = 0;
  const another = (): string => texts[next++ % otherTexts] ?? '';
  return timeInRounds(
    [
      contender(parse, another, (text) => JSON.parse(text) as unknown),
      ...[[ours, ownValidators[kind]] as const, [byHand, handwrittenValidators[kind]] as const].map(([name, isValid]) =>
        contender(
          name,
          () => JSON.parse(another()) as unknown,
          (value) => requireValid(isValid(value)),
        ),
      ),
    ],
    context,
  );
}

function requireValid(valid: boolean): true {
  if (!valid) throw new Error('a workload is not valid');
  return valid;
}

function sizeOf(text: string): string {
  return text.length >= 1e6 ? `${(text.length / 1e6).toFixed(1)} MB` : `${(text.length / 1e3).toFixed(1)} kB`;
}

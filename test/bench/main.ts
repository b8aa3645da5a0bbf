import { machine } from './harness/machine.js';
import type { Context, Group, Result } from './harness/group.js';
import { describeResult, describeSummary } from './harness/report.js';
import { isMet } from './harness/target.js';
import { groups } from './groups.js';
import { readOptions, type Options } from './options.js';

process.exitCode = await main(process.argv.slice(2));

/** Gives the exit status. */
async function main(args: string[]): Promise<number> {
  let chosen: readonly Group[];
  let options: Options;
  try {
    options = readOptions(args);
    chosen = chooseGroups(options.groups);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage()}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(usage());
    return 0;
  }
  const { json, quick, clock, rounds = quick ? 3 : 7 } = options;
  const about = { ...machine(), clock, rounds, quick };
  const print = (text: string): void => {
    if (!json) process.stdout.write(`${text}\n`);
  };
  print(describeRun(about));
  const context: Context = {
    quick,
    clock,
    rounds,
    sampleMs: quick ? 1 : 5,
    progress: (what) => process.stderr.write(`  … ${what}\n`),
  };
  const results: Record<string, Result> = {};
  for (const { name, run } of chosen) {
    const result = await run(context);
    results[name] = result;
    print(`\n${describeResult(name, result)}`);
  }
  print(`\n${describeSummary(Object.values(results))}`);
  if (json) process.stdout.write(`${JSON.stringify({ ...about, results: withVerdicts(results) }, null, 2)}\n`);
  return 0;
}

function describeRun(about: Readonly<Record<string, unknown>>): string {
  return [
    ...Object.entries(about).map(([name, value]) => `${name}: ${String(value)}`),
    ...(about['quick'] === true ? ['A quick run: its figures are not to be quoted.'] : []),
    'Figures are medians, and half of the rounds lie between those in brackets. Ratios are taken round by round.',
  ].join('\n');
}

/** Each target with whether it is met, where it was measured. */
function withVerdicts(results: Readonly<Record<string, Result>>): object {
  return Object.fromEntries(
    Object.entries(results).map(([name, result]) => [
      name,
      { ...result, verdicts: result.verdicts.map((verdict) => ({ ...verdict, met: isMet(verdict) })) },
    ]),
  );
}

function chooseGroups(names: readonly string[]): readonly Group[] {
  const unknown = names.find((name) => !groups.some((group) => group.name === name));
  if (unknown !== undefined) throw new TypeError(`there is no group called ${unknown}`);
  return groups.filter(({ name, byName = false }) => (names.length === 0 ? !byName : names.includes(name)));
}

function usage(): string {
  const width = Math.max(...groups.map(({ name }) => name.length));
  const listed = (named: boolean): string =>
    groups
      .filter(({ byName = false }) => byName === named)
      .map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`)
      .join('\n');
  return `Usage: npm run bench -- [group …] [--rounds n] [--clock wall|processor] [--quick] [--json]

Measures the built package beside its peers, and says of each target whether it is met.

${listed(false)}

These run only where they are named:

${listed(true)}

  --rounds n  how many rounds make a median: 7, or 3 with --quick; tail and memory have a number of their own
  --clock c   processor (default), which counts threads of the garbage collector as well, or wall: for validate, cold-start,
              merge, owners and growth. Ratios of servers and clients are of processor time, and tail's waits on the wall, always
  --quick     a short look, whose figures are not to be quoted
  --json      figures for machines, ratios as fractions; with npm run --silent, nothing else is on standard output

The exit status is 0 even where targets are missed, for figures depend on the machine; 2 for arguments that are wrong.
`;
}

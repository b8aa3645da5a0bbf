import { machine } from './harness/machine.js';
import type { Context, Group, Result } from './harness/group.js';
import { describeResult, describeSummary } from './harness/report.js';
import { groups } from './groups.js';
import { readOptions, type Options } from './options.js';

process.exitCode = await main(process.argv.slice(2));

/** Gives the exit status: 0 even where targets are missed (figures depend on the machine), 2 for wrong arguments. */
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
  const results = await runAll(chosen, options);
  if (options.json) process.stdout.write(`${JSON.stringify({ ...machine(), results }, null, 2)}\n`);
  else process.stdout.write(`\n${describeSummary(Object.values(results))}\n`);
  return 0;
}

async function runAll(
  chosen: readonly Group[],
  { json, quick, clock, rounds }: Options,
): Promise<Record<string, Result>> {
  const print = (text: string): void => {
    if (!json) process.stdout.write(`${text}\n`);
  };
  const context: Context = {
    quick,
    clock,
    rounds: rounds ?? (quick ? 3 : 11),
    sampleMs: quick ? 1 : 5,
    progress: (what) => process.stderr.write(`  … ${what}\n`),
  };
  print(
    Object.entries(machine())
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  );
  print(`clock: ${clock}`);
  if (quick) print('A quick run: its figures are not to be quoted.');
  const results: Record<string, Result> = {};
  for (const { name, run } of chosen) {
    const result = await run(context);
    results[name] = result;
    print(`\n${describeResult(name, result)}`);
  }
  return results;
}

function chooseGroups(names: readonly string[]): readonly Group[] {
  const unknown = names.find((name) => !groups.some((group) => group.name === name));
  if (unknown !== undefined) throw new TypeError(`there is no group called ${unknown}`);
  return names.length === 0 ? groups : groups.filter(({ name }) => names.includes(name));
}

function usage(): string {
  const width = Math.max(...groups.map(({ name }) => name.length));
  return `Usage: npm run bench -- [group …] [--rounds n] [--clock wall|processor] [--quick] [--json]

Measures the built package beside its peers, and says of each target whether it is met.

${groups.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`).join('\n')}

  --rounds n  how many rounds make a median
  --clock c   wall (default), or processor: steadier where others use the machine too, but the collector's helpers count
  --quick     a short look, whose figures are not to be quoted
  --json      figures for machines, on standard output
`;
}

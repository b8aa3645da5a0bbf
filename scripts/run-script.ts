/** The command line of a script. */
export interface CommandLine<Options extends { readonly help: boolean }> {
  /** Text for `--help`. */
  readonly usage: string;
  /** Parses the arguments; throws for any that are not in the usage. */
  readonly readOptions: (args: string[]) => Options;
}

/**
 * Runs a script with the options of its arguments. Returns the exit status: that of `run`, 0 for `--help`, or 2 for
 * arguments that are not in the usage.
 */
export async function runScript<Options extends { readonly help: boolean }>(
  args: string[],
  { usage, readOptions }: CommandLine<Options>,
  run: (options: Options) => Promise<number>,
): Promise<number> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
  if (!options.help) return await run(options);
  console.log(usage);
  return 0;
}

/** One way of making a call, to be measured beside others. */
export interface Caller {
  readonly name: string;
  /** Makes the call with this number; calls under way at the same time have different numbers. */
  readonly call: (index: number) => Promise<unknown>;
}

/** What a call took, a figure a round: milliseconds on the wall, and of this process's processor time. */
export interface CallTiming {
  readonly name: string;
  readonly wall: readonly number[];
  readonly processor: readonly number[];
}

/** How many calls to make. */
export interface CallEffort {
  readonly rounds: number;
  /** In one round. */
  readonly calls: number;
  /** How many are under way at a time. */
  readonly atOnce: number;
}

/** Has the callers make their calls in turn, round after round; a first round warms them up and does not count. */
export async function timeCalls(
  callers: readonly Caller[],
  { rounds, calls, atOnce }: CallEffort,
): Promise<CallTiming[]> {
  const entries = callers.map((caller) => ({ caller, wall: [] as number[], processor: [] as number[] }));
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < entries.length; turn++) {
      const entry = entries[(Math.max(round, 0) + turn) % entries.length];
      if (entry === undefined) continue;
      const begin = performance.now();
      const before = process.cpuUsage();
      await makeCalls(entry.caller, calls, atOnce);
      const { user, system } = process.cpuUsage(before);
      if (round < 0) continue;
      entry.wall.push((performance.now() - begin) / calls);
      entry.processor.push((user + system) / 1000 / calls);
    }
  }
  return entries.map(({ caller, wall, processor }) => ({ name: caller.name, wall, processor }));
}

async function makeCalls({ call }: Caller, calls: number, atOnce: number): Promise<void> {
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < calls) await call(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, line));
}

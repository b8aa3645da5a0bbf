import { turns } from './turns.js';

/** One way of making a call, to be measured beside others. */
export interface Caller {
  readonly name: string;
  /** Makes so many calls, so many of them at a time, and says what they cost. */
  readonly makeCalls: (calls: number, atOnce: number) => Promise<CallCost>;
}

/** What one call takes on the average: milliseconds on the wall, and of the processor time of the process that makes it. */
export interface CallCost {
  readonly wall: number;
  readonly processor: number;
}

/** What a call took, a figure a round. */
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
  const entries = callers.map((caller) => ({ caller, costs: [] as CallCost[] }));
  for (const { caller } of entries) await caller.makeCalls(calls, atOnce);
  for (const { caller, costs } of turns(entries, rounds)) costs.push(await caller.makeCalls(calls, atOnce));
  return entries.map(({ caller, costs }) => ({
    name: caller.name,
    wall: costs.map(({ wall }) => wall),
    processor: costs.map(({ processor }) => processor),
  }));
}

/** Makes calls in this process. */
export async function makeCalls(call: () => Promise<unknown>, calls: number, atOnce: number): Promise<CallCost> {
  let begun = 0;
  const line = async (): Promise<void> => {
    while (begun++ < calls) await call();
  };
  const begin = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, line));
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - begin) / calls, processor: (user + system) / 1000 / calls };
}

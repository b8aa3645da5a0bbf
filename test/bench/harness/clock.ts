/** What time is measured by. */
export type Clock = 'wall' | 'processor';

/**
 * The time that has passed, in milliseconds. `processor` counts what this process has used on any thread, the helpers of the
 * garbage collector included; it is the steadier one on a machine that others use too.
 */
export function read(clock: Clock): number {
  if (clock === 'wall') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

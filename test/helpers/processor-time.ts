/**
 * The processor time that this process has taken, in milliseconds. Unlike the clock's it does not grow while other processes have the
 * machine, so a bound on it tells what grows too fast from a machine that is busy.
 */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

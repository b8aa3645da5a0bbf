/** Keeps this process from sleeping: to wake it would cost whoever sends to it kernel time, which is measured there. */
export function stayAwake(untilMs?: number): void {
  if (performance.now() < (untilMs ?? Infinity) && process.connected) setImmediate(stayAwake, untilMs);
}

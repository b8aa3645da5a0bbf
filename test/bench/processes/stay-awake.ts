/** Keeps this process from sleeping: to wake it would cost the sender kernel time, which is measured there. */
export function stayAwake(untilMs?: number): void {
  if (performance.now() < (untilMs ?? Infinity) && process.connected) setImmediate(stayAwake, untilMs);
}

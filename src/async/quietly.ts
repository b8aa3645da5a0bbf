/** Runs a report to the application, which must break no answer: neither by throwing nor by a promise that rejects. */
export function quietly(report: () => unknown): void {
  void settle(report);
}

async function settle(report: () => unknown): Promise<void> {
  try {
    await report();
  } catch {
    // There is nobody left to tell.
  }
}

/** Runs a report to the application. A report that throws or rejects must not break an answer. */
export function quietly(report: () => unknown): void {
  void settle(report);
}

async function settle(report: () => unknown): Promise<void> {
  try {
    await report();
  } catch {
    // The reporter itself failed, so there is no one to report to.
  }
}

import type { OnCheck } from '../check/run-checks.js';
import { createCheckProgress } from './check-progress.js';
import type { ProcessSignal, SignalStatus, World } from './world.js';

/** The settings of {@link runInterruptibly}. */
interface InterruptibleRun {
  /** Shows no progress. */
  readonly quiet: boolean;
  /** Shown on the terminal from the signal to the end. */
  readonly farewell: string;
}

/** The parts of a run that checks use. */
export interface RunControls {
  readonly signal: AbortSignal;
  readonly onCheck: OnCheck;
}

/**
 * Runs checks with progress on the terminal. They end early at Ctrl-C, and after ten minutes.
 *
 * @returns The result, and the exit status of the signal if there was one.
 */
export async function runInterruptibly<Result>(
  world: World,
  { quiet, farewell }: InterruptibleRun,
  run: (controls: RunControls) => Promise<Result>,
): Promise<{ readonly result: Result; readonly interrupted: SignalStatus | undefined }> {
  const progress = createCheckProgress(world, quiet);
  const interruption = new AbortController();
  let interrupted: SignalStatus | undefined;
  const forget = world.onSignal((signal) => {
    // The next one ends the process.
    forget();
    interrupted = statuses[signal];
    progress.show(farewell);
    interruption.abort();
  });
  const timer = setTimeout(() => {
    interruption.abort();
  }, longestRunMs);
  const onCheck: OnCheck = ({ title }, done, all) => {
    progress.show(`${(done + 1).toString().padStart(2)}/${all.toString()}  ${title} …`);
  };
  try {
    const result = await run({ signal: interruption.signal, onCheck });
    return { result, interrupted };
  } finally {
    clearTimeout(timer);
    forget();
    progress.end();
  }
}

const statuses: Readonly<Record<ProcessSignal, SignalStatus>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

const longestRunMs = 10 * 60 * 1000;

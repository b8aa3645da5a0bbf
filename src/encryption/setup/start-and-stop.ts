import type { Inbox } from '../../appservice/inbox.js';
import { Cancellation, untilCancelled } from '../../async/cancellation.js';
import { NotLeaderError } from '../../encryption-errors.js';
import type { Encryption } from '../encryption-options.js';
import type { SetupChecks } from './setup-checks.js';

/** The beginning and the end of an encryption in this process. */
export interface StartAndStop extends Pick<Encryption, 'start' | 'stop'> {
  /** Is called when it is known which process has the lease: `start` goes on. */
  readonly leaderIsKnown: () => void;
  /** Is called when nothing can be received or sent any more: `start` rejects, and can be called again. */
  readonly fail: (error: unknown) => void;
  /** Explains to a caller why this process does not send; `undefined` where another process does. */
  readonly whyAbsent: () => string | undefined;
}

/** The parts that are started and stopped. */
export interface StartAndStopParts {
  readonly inbox: Pick<Inbox, 'start' | 'stop'>;
  readonly checks: Pick<SetupChecks, 'check' | 'ping'>;
  /** Makes the checks of the store, which reject where it cannot be used. */
  readonly checkStore: () => Promise<void>;
}

/** A start that is in progress or done, until its stop. */
interface Start {
  readonly done: Promise<void>;
  readonly until: Cancellation;
}

const absences = {
  notStarted: 'nothing can be sent yet: call start(), and wait until it has resolved',
  starting: 'nothing can be sent yet: wait until start() has resolved',
  stopped: 'stop() was called, so nothing is sent any more: call start() to go on',
  failed: 'the encryption has ended by a failure, of which onFailure was told, so nothing is sent any more',
} as const;

/** Makes `start` and `stop`. A start that is stopped goes no further, whatever it waits for. */
export function createStartAndStop({ inbox, checks, checkStore }: StartAndStopParts): StartAndStop {
  let current: Start | undefined;
  let stopped = Promise.resolve();
  let absence: keyof typeof absences | undefined = 'notStarted';
  let leaderIsKnown = (): void => undefined;
  let fail: (error: unknown) => void = () => undefined;

  async function begin(until: Cancellation): Promise<void> {
    await stopped;
    until.throwIfCancelled();
    await checkStore();
    await checks.check(until);
    until.throwIfCancelled();
    const isLed = new Promise<void>((resolve, reject) => {
      leaderIsKnown = resolve;
      fail = reject;
    });
    inbox.start();
    await isLed;
    until.throwIfCancelled();
    absence = undefined;
    fail = () => {
      void stop();
    };
    await checks.ping(until);
  }

  async function stop(): Promise<void> {
    current = undefined;
    stopped = inbox.stop();
    await stopped;
  }

  function start(): Start {
    const until = new Cancellation();
    absence = 'starting';
    const done = untilCancelled(until, () => begin(until)).catch(async (error: unknown) => {
      if (!until.cancelled) {
        absence = 'failed';
        await stop();
      }
      throw error;
    });
    return { done, until };
  }

  return {
    start: () => (current ??= start()).done,
    stop: async () => {
      absence = 'stopped';
      current?.until.cancel(new NotLeaderError('stop() was called before start() was done, so nothing was started'));
      await stop();
    },
    leaderIsKnown: () => {
      leaderIsKnown();
    },
    fail: (error) => {
      absence = 'failed';
      fail(error);
    },
    whyAbsent: () => absence && absences[absence],
  };
}

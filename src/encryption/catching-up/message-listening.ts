import { delayAfter } from '../../appservice/deliveries.js';
import type { Cancellation } from '../../async/cancellation.js';
import { type CatchUpFailures, UnendingMessagesError } from './catch-up-failures.js';
import { deviceKey, type DeviceName } from '../machine/device-name.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { FetchedMessages } from './message-fetch.js';

/** Asks for messages all the time, on homeservers that push none. */
export interface MessageListening {
  /** Asks for one device until the term ends, or the device is gone. */
  readonly listen: (device: DeviceName, until: Cancellation) => Promise<void>;
  readonly isListening: (device: DeviceName) => boolean;
}

/** The parts that listening needs. */
export interface MessageListeningParts {
  /** Asks once: the homeserver may hold the request for `timeout` milliseconds. */
  readonly ask: (device: DeviceName, timeout: number) => Promise<FetchedMessages>;
  readonly isGone: (device: DeviceName) => boolean;
  /** Tells whether the homeserver will always fail for the device. */
  readonly isRefused: (device: DeviceName, error: unknown) => boolean;
  readonly failures: CatchUpFailures;
}

/** The time that the homeserver holds a request for which it has nothing, where it is asked all the time. */
const longPollMs = 30_000;

/** A homeserver that does not hold it is not asked more often than this. */
const shortestPollMs = 1000;

/** The questions in a row that may bring messages: 10,000 messages at Synapse's hundred each. Then the homeserver is given a rest. */
export const mostQuestions = 100;

/** Makes the loops that ask all the time. */
export function createMessageListening(
  { time, random }: Pick<EncryptionContext, 'time' | 'random'>,
  { ask, isGone, isRefused, failures }: MessageListeningParts,
): MessageListening {
  const listening = new Set<string>();

  async function listen(device: DeviceName, until: Cancellation): Promise<void> {
    let failed = 0;
    let hasty = 0;
    /** The answers in a row that brought messages. */
    let full = 0;
    const isOver = (): boolean => until.cancelled || isGone(device);
    while (!isOver()) {
      const begunMs = time.monotonicMs();
      let waitMs = 0;
      try {
        // What waits at the homeserver comes at once; after that it holds the request until something comes.
        const { count, isUnchanged } = await ask(device, longPollMs);
        failed = 0;
        const leftMs = shortestPollMs - (time.monotonicMs() - begunMs);
        hasty = leftMs > 0 && (count === 0 || isUnchanged) ? hasty + 1 : 0;
        full = count > 0 ? full + 1 : 0;
        if (full < mostQuestions) failures.forget(device);
        else failures.tell(device, new UnendingMessagesError());
        // The first answer, and one about device lists, come at once; several in a row are no long poll.
        if (hasty > 2 || full >= mostQuestions) waitMs = leftMs;
      } catch (error) {
        if (isOver() || isRefused(device, error)) break;
        failures.tell(device, error);
        failed += 1;
        waitMs = delayAfter(failed, random());
      }
      if (waitMs > 0) await time.wait(waitMs, until);
    }
  }

  return {
    listen: async (device, until) => {
      listening.add(deviceKey(device));
      await listen(device, until);
      listening.delete(deviceKey(device));
    },
    isListening: (device) => listening.has(deviceKey(device)),
  };
}

import { BodyTooLargeError, MatrixHttpError } from '../../errors.js';
import { deviceKey, type DeviceName } from '../machine/device-name.js';
import type { EncryptionContext } from '../encryption-context.js';
import { explainError, isUnknownDevice } from '../explain-error.js';

/** Messages come without an end. */
export class UnendingMessagesError extends Error {
  override readonly name = 'UnendingMessagesError';
}

/** Tells the operator that messages could not be fetched. */
export interface CatchUpFailures {
  /** Tells of a device's failure, once until it succeeds. */
  readonly tell: (device: DeviceName, error: unknown) => void;
  /** Takes note that it has succeeded. */
  readonly forget: (device: DeviceName) => void;
  /** Reports, once, a user who is the registration's sender. Call it at the first use, since nothing fails before something is lost. */
  readonly noteUse: (device: DeviceName) => void;
  /**
   * Tells whether an error is Synapse's for the sender, which always fails: it is not tried again. A device that has ever had an answer
   * is not refused, so its error passes.
   */
  readonly isSenderRefused: (device: DeviceName, error: unknown, hadAnswer: boolean) => boolean;
}

/** Makes the memory of failures. */
export function createCatchUpFailures(
  { reportFailure, reportFinding }: Pick<EncryptionContext, 'reportFailure' | 'reportFinding'>,
  senderId: string,
): CatchUpFailures {
  const told = new Set<string>();
  let isSenderReported = false;

  function reportSender(): void {
    if (isSenderReported) return;
    isSenderReported = true;
    const message =
      `${senderId} is the sender of the registration, for whom Synapse cannot fetch messages: ` +
      'those that a failed transaction had are lost for it, so let an encrypted bot be another user of the namespace';
    reportFinding({ code: 'sender-cannot-catch-up', severity: 'warning', pointer: '/sender_localpart', message });
  }

  return {
    noteUse: ({ userId }) => {
      if (userId === senderId) reportSender();
    },
    tell: (device, error) => {
      if (told.has(deviceKey(device))) return;
      told.add(deviceKey(device));
      const { deviceId, userId } = device;
      if (error instanceof UnendingMessagesError) {
        const message =
          `the homeserver has ever more messages for the device ${deviceId} of ${userId}, as if it did not forget those ` +
          'that were fetched. It is asked again more and more slowly; see its log, and whether a proxy in front of it keeps old answers';
        reportFailure({ message, error, userId: userId as `@${string}` });
        return;
      }
      const failed = `the messages for the device ${deviceId} of ${userId} could not be fetched: ${explainError(error)}`;
      const isGone = error instanceof MatrixHttpError && isUnknownDevice(error.errcode);
      const kept =
        error instanceof BodyTooLargeError
          ? 'Somebody has sent it too much, and nothing behind that comes: call reset() of the user'
          : 'The homeserver keeps them, and it is tried again; until then, some events may be unreadable';
      const next = isGone ? 'The messages were deleted with the device' : kept;
      reportFailure({ message: `${failed}. ${next}`, error, userId: userId as `@${string}` });
    },
    forget: (device) => {
      told.delete(deviceKey(device));
    },
    isSenderRefused: ({ userId }, error, hadAnswer) => {
      if (hadAnswer || userId !== senderId || !(error instanceof MatrixHttpError) || error.status !== 500) return false;
      reportSender();
      return true;
    },
  };
}

/** Tells whether only a change at the homeserver helps: it refuses the device itself, or has too much. It is asked again in an hour. */
export function isFinalRefusal(error: unknown): boolean {
  if (error instanceof MatrixHttpError) return [400, 403, 404].includes(error.status);
  return error instanceof BodyTooLargeError;
}

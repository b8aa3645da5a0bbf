import { DecryptionErrorCode, type MegolmDecryptionError } from '@matrix-org/matrix-sdk-crypto-wasm';

/** The reason why an event cannot be decrypted. */
export interface DecryptionFailure {
  /** The reason, for people. */
  readonly reason: string;
  /** Neither a room key nor anything else will change it. */
  readonly isFinal: boolean;
  /** The more a reason says, the higher: of several users' reasons one is told. */
  readonly weight: number;
}

/** The reasons that senders give for not sending a key, by their codes in the specification. */
const withheldReasons = new Map([
  ['m.blacklisted', (userId: string) => `the sender has blocked the device of ${userId}`],
  ['m.unverified', () => "the sender's app sends keys to verified devices only"],
  [
    'm.unauthorised',
    (userId: string) => `the sender's app did not take ${userId} for a member of the room at that time`,
  ],
  ['m.unavailable', () => "the sender's app does not have the key any more"],
  ['m.no_olm', (userId: string) => `the sender's app found no one-time key of ${userId}, and could not send the key`],
  [
    'm.history_not_shared',
    () => 'the message is older than the membership, and its key is not shared with new members',
  ],
]);

/** The reason where none of our users was sent anything for an event. */
export function noHolder(userIds: readonly string[]): DecryptionFailure {
  const recipients = userIds.length === 0 ? 'any of our users' : shortList(userIds);
  const reason =
    `the room key of this event has not reached ${recipients}. It may still come. If it does not, the sender's app used an older ` +
    `device of ${userIds.length === 1 ? recipients : 'theirs'}, or knew none: ask the sender to send the message again`;
  return { reason, isFinal: false, weight: 0 };
}

/** The reason where our users in a room have no device, for which a sender could have encrypted. */
export function noDevice(userIds: readonly string[]): DecryptionFailure {
  const reason =
    `${shortList(userIds)} had no device that its sender could encrypt for: call \`user()\` of one of them before it joins, and join by ` +
    'its `join()`. Now ask the sender to send the message again';
  return { reason, isFinal: false, weight: 0 };
}

/** The reason where the state of a device cannot be read. */
export function unreadableDevice(userId: string): DecryptionFailure {
  const reason = `the stored keys of ${userId} cannot be read: see whether \`storeKey\` is the one that they were written with`;
  return { reason, isFinal: false, weight: 3 };
}

/** The reason of an encrypted event that no room key can decrypt. */
export function malformedEvent(what: string): DecryptionFailure {
  return { reason: `${what}: the sender's app made a mistake`, isFinal: true, weight: 9 };
}

/** The reason of an event with the encrypted message of an earlier one. */
export function replayedEvent(eventId: string): DecryptionFailure {
  return final(
    `its encrypted message is that of the event ${eventId}, which came before: somebody repeats it, perhaps the homeserver, and it ` +
      'must not be taken for a new message',
  );
}

/** Explains an error of the library's. @param userId The user of ours whose machine has tried. */
export function explainDecryptionError(error: MegolmDecryptionError, userId: string): DecryptionFailure {
  const { code, withheldCode } = error;
  if (withheldCode !== undefined) {
    const known = withheldReasons.get(withheldCode)?.(userId);
    const reason = known ?? "the sender's app gave a reason that is not known here";
    return {
      reason: `its room key is withheld from ${userId}: ${reason} (${withheldCode})`,
      isFinal: false,
      weight: 5,
    };
  }
  switch (code) {
    case DecryptionErrorCode.MissingRoomKey:
      return noHolder([userId]);
    case DecryptionErrorCode.UnknownMessageIndex:
      return pending(`the room key that ${userId} has is for later messages: this one is older than the membership`, 4);
    case DecryptionErrorCode.UnknownSenderDevice:
      return pending("the sender's device is not known, and `trust` demands one that is", 6);
    case DecryptionErrorCode.UnsignedSenderDevice:
      return pending("the sender's device is not cross-signed, and `trust` demands that", 6);
    case DecryptionErrorCode.SenderIdentityVerificationViolation:
      return pending("the sender's identity was verified and has changed since", 6);
    case DecryptionErrorCode.MismatchedSender:
      return final('the message says that it is from another user than the device that encrypted it: it may be forged');
    case DecryptionErrorCode.MismatchedIdentityKeys:
      return final('its room key came from another device than it says: it may be forged');
    default:
      return final('it is damaged, or was encrypted in a way that is not supported: ask the sender to send it again');
  }
}

function pending(reason: string, weight: number): DecryptionFailure {
  return { reason, isFinal: false, weight };
}

function final(reason: string): DecryptionFailure {
  return { reason, isFinal: true, weight: 9 };
}

function shortList(userIds: readonly string[]): string {
  const [first = '', ...others] = userIds;
  return others.length === 0 ? first : `${first} or ${String(others.length)} others of our users`;
}

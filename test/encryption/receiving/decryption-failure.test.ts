import { DecryptionErrorCode, type MegolmDecryptionError } from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it } from 'vitest';
import {
  explainDecryptionError,
  noHolder,
  unreadableDevice,
} from '../../../src/encryption/receiving/decryption-failure.js';

const ann = '@irc_ann:example.org';

/** The library alone can make its errors; these have what is read of them. */
function errorWith(fields: Pick<MegolmDecryptionError, 'code'> & { withheldCode?: string }): MegolmDecryptionError {
  return fields as MegolmDecryptionError;
}

describe('the reason why an event cannot be decrypted', () => {
  it.each([
    [DecryptionErrorCode.MissingRoomKey, `the room key of this event has not reached ${ann}. It may still come`, false],
    [DecryptionErrorCode.UnknownMessageIndex, `the room key that ${ann} has is for later messages`, false],
    [DecryptionErrorCode.UnknownSenderDevice, "the sender's device is not known", false],
    [DecryptionErrorCode.UnsignedSenderDevice, "the sender's device is not cross-signed", false],
    [DecryptionErrorCode.SenderIdentityVerificationViolation, 'was verified and has changed since', false],
    [DecryptionErrorCode.MismatchedSender, 'from another user than the device that encrypted it', true],
    [DecryptionErrorCode.MismatchedIdentityKeys, 'its room key came from another device than it says', true],
    [DecryptionErrorCode.UnableToDecrypt, 'it is damaged', true],
  ])('is told for the code %s of the library: %s (E4)', (code, reason, isFinal) => {
    const failure = explainDecryptionError(errorWith({ code }), ann);
    expect(failure.reason).toContain(reason);
    expect(failure.isFinal).toBe(isFinal);
  });

  it.each([
    ['m.blacklisted', `the sender has blocked the device of ${ann}`],
    ['m.unverified', 'sends keys to verified devices only'],
    ['m.unauthorised', `did not take ${ann} for a member of the room`],
    ['m.unavailable', 'does not have the key any more'],
    ['m.no_olm', `found no one-time key of ${ann}`],
    ['m.history_not_shared', 'older than the membership'],
    ['org.example.whim', 'a reason that is not known here'],
  ])('names the code %s of a withheld key, and says what it means (E4)', (withheldCode, meaning) => {
    const { reason, isFinal } = explainDecryptionError(
      errorWith({ code: DecryptionErrorCode.MissingRoomKey, withheldCode }),
      ann,
    );
    expect(reason.startsWith(`its room key is withheld from ${ann}: `)).toBe(true);
    expect(reason).toContain(meaning);
    expect(reason).toContain(`(${withheldCode})`);
    expect(isFinal).toBe(false);
  });

  it('tells the one of several that says most', () => {
    const forged = explainDecryptionError(errorWith({ code: DecryptionErrorCode.MismatchedSender }), ann);
    const missing = explainDecryptionError(errorWith({ code: DecryptionErrorCode.MissingRoomKey }), ann);
    expect(forged.weight).toBeGreaterThan(unreadableDevice(ann).weight);
    expect(unreadableDevice(ann).weight).toBeGreaterThan(missing.weight);
  });

  it.each([
    [[], 'any of our users'],
    [[ann], ann],
    [[ann, '@irc_ben:example.org', '@irc_cat:example.org'], `${ann} or 2 others of our users`],
  ])('says whom the room key of %j has not come to', (userIds, recipients) => {
    expect(noHolder(userIds).reason).toMatch(
      new RegExp(
        `^the room key of this event has not reached ${recipients}\\. .* used an older device of .* send the message again$`,
      ),
    );
  });
});

import { databaseNames } from '../database-names.js';
import { UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { isCrossSigningKeyUpload, isDeviceKeys, isSignatureUpload } from '../../../generated/validators/index.js';
import { storedJson, storedValue } from '../../appservice/stored-json.js';
import { EncryptionError, InvalidAnswerError, MatrixHttpError } from '../../errors.js';
import { isUserId } from '../../identifiers.js';
import { isJsonObject, own } from '../../json-objects.js';
import type { CrossSigningKeyUpload, SignatureUpload } from '../../types.js';
import { type CrossSigningSecrets, newIdentityAdvice, type SecretBox } from '../machine/cross-signing-secrets.js';
import { directoryOn, writeUnderLease, type EncryptionContext } from '../encryption-context.js';
import type { Machine } from '../machine/machine.js';
import { damagedRecord, notesAbout } from '../own-users.js';
import { repeatRequest } from '../repeat-request.js';
import type { RequestSender } from './request-sender.js';
import type { SetupAdvice } from '../setup/setup-advice.js';

/** Gives users their cross-signing keys, and signs their devices with them. */
export interface CrossSigningIdentities {
  /**
   * Makes a user's cross-signing keys, or takes those that the store has; uploads them, and the device's signature by them. Whatever is
   * done already is done once more, with the same keys.
   */
  readonly setUp: (machine: Machine) => Promise<void>;
  /**
   * Removes a user's keys if the private ones cannot be used, so that the next device gets new ones. That is reported. Public ones that
   * cannot be read are taken from the homeserver.
   */
  readonly removeDamaged: (userId: string) => Promise<void>;
}

/**
 * Makes cross-signing identities. Their keys are uploaded in each mode, since homeservers take none from an appservice's answer. The
 * private ones are in the store, apart from the machine and encrypted, before the public ones leave the process.
 *
 * @rule D3
 */
export function createCrossSigningIdentities(
  context: EncryptionContext,
  parts: { readonly sender: RequestSender; readonly secretBox: SecretBox; readonly advice: SetupAdvice },
): CrossSigningIdentities {
  const { homeserver, store, keys: mode, reportFinding } = context;
  const { sender, secretBox, advice } = parts;
  /** The users whose keys do not belong together. */
  const mismatched = new Set<string>();

  async function uploadKeys(userId: string, keys: CrossSigningKeyUpload): Promise<void> {
    const client = homeserver.as({ userId });
    try {
      await repeatRequest(context, () => client.uploadCrossSigningKeys(keys));
    } catch (error) {
      if (!(error instanceof MatrixHttpError) || error.status !== 401 || error.errcode !== undefined) throw error;
      const why = `the homeserver asks for a password before it takes the cross-signing keys of ${userId}`;
      throw new EncryptionError('SETUP', `${why}: ${advice.linesFor('crossSigningUpload')}`, error);
    }
  }

  function mismatch(userId: string, cause?: unknown): EncryptionError {
    mismatched.add(userId);
    const why = `the cross-signing keys of ${userId} do not belong together`;
    return new EncryptionError('STORE_DAMAGED', `${why}. ${newIdentityAdvice}`, cause);
  }

  /** Gives a machine the keys that an earlier one had. It takes private keys only once it knows the public ones. */
  async function takeOver(machine: Machine, secrets: CrossSigningSecrets): Promise<void> {
    const { userId, olm } = machine;
    await sender.send(machine, olm.queryKeysForUsers([new UserId(userId)]));
    const [masterKey = ''] = Object.values((await storedUpload(userId)).master_key?.keys ?? {});
    // An answer says nothing about the keys here, which must not be made anew for it.
    if (!(await olm.getIdentity(new UserId(userId)))?.masterKey.includes(masterKey))
      throw new InvalidAnswerError('not-an-object', 'it lacks the cross-signing keys that were uploaded');
    const status = await olm.importCrossSigningKeys(secrets.master, secrets.selfSigning, secrets.userSigning);
    if (!status.hasMaster || !status.hasSelfSigning || !status.hasUserSigning) {
      throw mismatch(userId);
    }
    await machine.commit();
  }

  /**
   * Returns a user's public keys as they were made. Those of a machine that took them over lack the master key's signatures.
   */
  async function storedUpload(userId: string): Promise<CrossSigningKeyUpload> {
    const upload = uploadOf(userId, (await store.devices.getUser(userId))?.crossSigning);
    if (!upload) throw damagedRecord(userId);
    return upload;
  }

  /** Takes a user's public keys from the homeserver. Returns false if it has not all of them. */
  async function fetchKeys(userId: string): Promise<boolean> {
    const client = homeserver.as({ userId });
    const found = await repeatRequest(context, () => client.queryKeys({ device_keys: { [userId]: [] } }));
    const keys = {
      master: own(found.master_keys, userId),
      self_signing: own(found.self_signing_keys, userId),
      user_signing: own(found.user_signing_keys, userId),
    };
    if (Object.values(keys).includes(undefined)) return false;
    await writeUnderLease(context, (written) => directoryOn(written).putCrossSigningKeys(userId, keys));
    return true;
  }

  /** Tells whether a new device can be signed by a user's keys. */
  async function areUsable(userId: string): Promise<boolean> {
    if (mismatched.has(userId)) return false;
    const { crossSigning } = (await store.devices.getUser(userId)) ?? {};
    try {
      if (!(await storedSecrets(userId))) return crossSigning === undefined;
    } catch (error) {
      if (!(error instanceof EncryptionError)) throw error;
      return false;
    }
    return uploadOf(userId, crossSigning) !== undefined || fetchKeys(userId);
  }

  /** Makes a user's keys, unless the machine has some, and writes them down before any of them is uploaded. */
  async function make(machine: Machine): Promise<void> {
    const { userId, olm } = machine;
    const { uploadSigningKeysRequest } = await olm.bootstrapCrossSigning(false);
    const made: unknown = JSON.parse(uploadSigningKeysRequest.body);
    const keys = storedValue(made, isCrossSigningKeyUpload);
    const { masterKey, self_signing_key: selfSigning, userSigningKey } = (await olm.exportCrossSigningKeys()) ?? {};
    if (masterKey === undefined || selfSigning === undefined || userSigningKey === undefined) {
      throw new EncryptionError('STORE_DAMAGED', `the cross-signing keys of ${userId} are not complete`);
    }
    const row = await secretBox.close(userId, { master: masterKey, selfSigning, userSigning: userSigningKey });
    await machine.commit(async (written) => {
      await written.crypto.write(databaseNames.crossSigning(userId), [row]);
      await directoryOn(written).putCrossSigningKeys(userId, {
        master: keys.master_key,
        self_signing: keys.self_signing_key,
        user_signing: keys.user_signing_key,
      });
    });
  }

  /** Adds the device's signature to the keys that are served, where a homeserver that has no such keys cannot add it. */
  async function serveSignature({ userId, deviceId }: Machine, upload: SignatureUpload): Promise<void> {
    const signed: unknown = own(own(upload, userId) ?? {}, deviceId);
    if (!isUserId(userId) || !isDeviceKeys(signed)) return;
    await writeUnderLease(context, async (written) => {
      const record = await written.devices.getDevice(userId, deviceId);
      if (record?.keys === undefined) return;
      const keys = storedJson(record.keys, isDeviceKeys);
      const signatures = { ...keys.signatures[userId], ...signed.signatures[userId] };
      await directoryOn(written).putDeviceKeys({ ...keys, signatures: { ...keys.signatures, [userId]: signatures } });
    });
  }

  async function sign(machine: Machine, upload: SignatureUpload): Promise<void> {
    const { userId, deviceId } = machine;
    if (mode === 'served') await serveSignature(machine, upload);
    const client = homeserver.as({ userId, deviceId });
    const { failures = {} } = await repeatRequest(context, () => client.uploadCrossSigningSignatures(upload));
    const failure = own(own(failures, userId) ?? {}, deviceId);
    // A homeserver that has no keys of the device has nothing to keep the signature with; it comes with the keys.
    if (failure === undefined || mode === 'served') return;
    const given = failure['errcode'];
    const errcode = typeof given === 'string' && /^[\w.-]{1,100}$/.test(given) ? given : undefined;
    const message = `the homeserver refused the signature of the device ${deviceId} (${errcode ?? 'without a reason'})`;
    throw new MatrixHttpError(200, errcode, { message });
  }

  async function storedSecrets(userId: string): Promise<CrossSigningSecrets | undefined> {
    return secretBox.open(userId, await store.crypto.load(databaseNames.crossSigning(userId)));
  }

  return {
    removeDamaged: async (userId) => {
      if (await areUsable(userId)) return;
      await writeUnderLease(context, async ({ crypto, devices }) => {
        await crypto.remove(databaseNames.crossSigning(userId));
        const user = await devices.getUser(userId);
        if (user) await devices.putUser({ ...user, crossSigning: undefined });
      });
      mismatched.delete(userId);
      const message =
        `the cross-signing keys of ${userId} could not be read, and its new device is signed by new ones: ` +
        'the clients of other people show that its identity has changed';
      reportFinding({ code: 'identity-changed', severity: 'warning', pointer: '', message });
    },
    setUp: async (machine) => {
      const { userId, olm } = machine;
      const kept = await storedSecrets(userId);
      if (!kept) await make(machine);
      await uploadKeys(userId, await storedUpload(userId)).catch((error: unknown) => {
        // They were taken before, and their signatures do not hold any more.
        throw kept && error instanceof MatrixHttpError && error.status === 400 ? mismatch(userId, error) : error;
      });
      if (kept && !(await olm.crossSigningStatus()).hasMaster) await takeOver(machine, kept);
      const { uploadSignaturesRequest } = await olm.bootstrapCrossSigning(false);
      const signatures: unknown = JSON.parse(uploadSignaturesRequest.body);
      await sign(machine, storedValue(signatures, isSignatureUpload));
    },
  };
}

/** Makes the upload of the public keys that a user's record has; `undefined` if it has not all of them. */
function uploadOf(userId: string, text = ''): CrossSigningKeyUpload | undefined {
  const stored = notesAbout({ state: text });
  const upload = {
    master_key: own(stored, 'master'),
    self_signing_key: own(stored, 'self_signing'),
    user_signing_key: own(stored, 'user_signing'),
  };
  const areOwn = Object.values(upload).every((key) => isJsonObject(key) && own(key, 'user_id') === userId);
  return areOwn && isCrossSigningKeyUpload(upload) ? upload : undefined;
}

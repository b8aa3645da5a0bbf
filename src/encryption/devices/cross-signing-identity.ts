import { databaseNames } from '../database-names.js';
import { UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { isCrossSigningKeyUpload, isDeviceKeys, isSignatureUpload } from '../../../generated/validators/index.js';
import { storedJson, storedValue } from '../../appservice/stored-json.js';
import { EncryptionError, MatrixHttpError } from '../../errors.js';
import { isUserId } from '../../identifiers.js';
import { isJsonObject, own } from '../../json-objects.js';
import type { CrossSigningKeyUpload, SignatureUpload } from '../../types.js';
import type { CrossSigningSecrets, SecretBox } from '../machine/cross-signing-secrets.js';
import { directoryOn, writeUnderLease, type EncryptionContext } from '../encryption-context.js';
import type { Machine } from '../machine/machine.js';
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
  /** Removes a user's private keys if they cannot be read, so that the next device gets new ones. That is reported. */
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

  /** Gives a machine the keys that an earlier one had. It takes private keys only once it knows the public ones. */
  async function takeOver(machine: Machine, secrets: CrossSigningSecrets): Promise<void> {
    const { userId, olm } = machine;
    await sender.send(machine, olm.queryKeysForUsers([new UserId(userId)]));
    const status = await olm.importCrossSigningKeys(secrets.master, secrets.selfSigning, secrets.userSigning);
    if (!status.hasMaster || !status.hasSelfSigning || !status.hasUserSigning) {
      throw new EncryptionError(
        'STORE_DAMAGED',
        `the private cross-signing keys of ${userId} do not belong to the public ones: restore the database of a time when they did`,
      );
    }
    await machine.commit();
  }

  /**
   * Returns a user's public keys as they were made. Those of a machine that took them over lack the master key's signatures.
   */
  async function storedUpload(userId: string): Promise<CrossSigningKeyUpload> {
    return uploadOf((await store.devices.getUser(userId))?.crossSigning);
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
      try {
        await storedSecrets(userId);
      } catch (error) {
        if (!(error instanceof EncryptionError)) throw error;
        await writeUnderLease(context, ({ crypto }) => crypto.remove(databaseNames.crossSigning(userId)));
        const message =
          `the private cross-signing keys of ${userId} could not be read, and its new device is signed by new ones: ` +
          'the clients of other people show that its identity has changed';
        reportFinding({ code: 'identity-changed', severity: 'warning', pointer: '', message });
      }
    },
    setUp: async (machine) => {
      const { userId, olm } = machine;
      const kept = await storedSecrets(userId);
      if (!kept) await make(machine);
      await uploadKeys(userId, await storedUpload(userId));
      if (kept && !(await olm.crossSigningStatus()).hasMaster) await takeOver(machine, kept);
      const { uploadSignaturesRequest } = await olm.bootstrapCrossSigning(false);
      const signatures: unknown = JSON.parse(uploadSignaturesRequest.body);
      await sign(machine, storedValue(signatures, isSignatureUpload));
    },
  };
}

/** Makes the upload of the public keys that a user's record has. */
function uploadOf(text = '{}'): CrossSigningKeyUpload {
  const stored = storedJson(text, isJsonObject);
  const upload = {
    master_key: own(stored, 'master'),
    self_signing_key: own(stored, 'self_signing'),
    user_signing_key: own(stored, 'user_signing'),
  };
  return storedValue(upload, isCrossSigningKeyUpload);
}

import { isKeyUpload } from '../../../generated/validators/index.js';
import { prepareKeyAddition } from '../../appservice/add-claimable-keys.js';
import type { StoreParts } from '../../appservice/store.js';
import { errorAnswerField } from '../../client/error-answers.js';
import { EncryptionError, MatrixHttpError } from '../../errors.js';
import { setOwn } from '../../json-objects.js';
import type { KeyCounts, KeyUpload, KeyUploadResponse } from '../../types.js';
import type { DeviceIdentities } from './device-identities.js';
import { directoryOn, type EncryptionContext } from '../encryption-context.js';
import type { Machine } from '../machine/machine.js';
import { repeatRequest } from '../repeat-request.js';

/** Brings a machine's public keys to where others find them: to the homeserver, or into the store to be served. */
export interface KeyUploads {
  /** Puts the keys that are served into ledger and directory, in the database transaction that writes the machine (E6). */
  readonly keep: (machine: Machine, body: string) => Promise<void>;
  /** Does that, uploads the rest, and returns the answer for the machine: the counts of wherever one-time keys are. */
  readonly upload: (machine: Machine, body: string) => Promise<KeyUploadResponse>;
  /** Returns the counts of a device's one-time keys, from where they are (D4). */
  readonly counts: (machine: Machine) => Promise<KeyCounts>;
}

/** Makes the way of public keys. Fallback keys are uploaded in each mode, and kept in the ledger as well where keys are served (C8). */
export function createKeyUploads(context: EncryptionContext, identities: DeviceIdentities): KeyUploads {
  const { homeserver, store, keys: mode } = context;

  async function send(machine: Machine, upload: KeyUpload): Promise<KeyUploadResponse> {
    await identities.compare(machine);
    const { userId, deviceId } = machine;
    const client = homeserver.as({ userId, deviceId });
    try {
      return await repeatRequest(context, () => client.uploadKeys(upload));
    } catch (error) {
      if (isKeyClash(error)) await identities.refuseClash(machine);
      throw error;
    }
  }

  async function storedCounts({ userId, deviceId }: Machine): Promise<KeyCounts> {
    const counts: KeyCounts = {};
    for (const [algorithm, count] of await store.claims.counts(userId, deviceId)) setOwn(counts, algorithm, count);
    return counts;
  }

  async function keep(machine: Machine, upload: KeyUpload): Promise<void> {
    const { userId, deviceId } = machine;
    const { device_keys: deviceKeys, one_time_keys: oneTimeKeys = {}, fallback_keys: fallbackKeys = {} } = upload;
    // Two additions, since both kinds have the same IDs.
    const additions = [
      await prepareKeyAddition(userId, deviceId, oneTimeKeys),
      await prepareKeyAddition(userId, deviceId, fallbackKeys),
    ];
    const addAll = async (parts: StoreParts): Promise<void> => {
      for (const add of additions) await add?.(parts);
      const directory = directoryOn(parts);
      if (mode === 'served' && deviceKeys) await directory.putDeviceKeys(deviceKeys);
      await directory.recordStep(userId, deviceId, 'keys-in-ledger');
    };
    await machine.commit(addAll);
  }

  return {
    keep: (machine, body) => keep(machine, parseUpload(body)),
    upload: async (machine, body) => {
      const upload = parseUpload(body);
      if (mode === 'uploaded') return send(machine, upload);
      await keep(machine, upload);
      const rest = restOf(upload, mode === 'served');
      if (Object.keys(rest).length > 0) await send(machine, rest);
      return { one_time_key_counts: await storedCounts(machine) };
    },
    counts: async (machine) =>
      mode === 'uploaded' ? (await send(machine, {})).one_time_key_counts : storedCounts(machine),
  };
}

/** The part of an upload that the homeserver gets although one-time keys are served. */
function restOf(
  { device_keys: deviceKeys, fallback_keys: fallbackKeys = {} }: KeyUpload,
  isServed: boolean,
): KeyUpload {
  return {
    ...(deviceKeys && !isServed && { device_keys: deviceKeys }),
    ...(Object.keys(fallbackKeys).length > 0 && { fallback_keys: fallbackKeys }),
  };
}

/** @throws {EncryptionError} for what no machine writes. */
function parseUpload(body: string): KeyUpload {
  const upload: unknown = JSON.parse(body);
  if (isKeyUpload(upload)) return upload;
  throw new EncryptionError('STORE_DAMAGED', 'the machine wants to upload keys that are none: its state is damaged');
}

/** Tells whether the homeserver has another one-time key under an ID of ours: it is how a restored backup may show (D7). */
function isKeyClash(error: unknown): boolean {
  if (!(error instanceof MatrixHttpError) || error.status !== 400) return false;
  const text = errorAnswerField(error, 'error');
  return typeof text === 'string' && /already exists/i.test(text);
}

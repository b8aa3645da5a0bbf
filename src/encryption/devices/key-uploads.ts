import { isKeyUpload } from '../../../generated/validators/index.js';
import { prepareKeyAddition } from '../../appservice/add-claimable-keys.js';
import type { StoreParts } from '../../appservice/store.js';
import { errorAnswerField } from '../../client/error-answers.js';
import { EncryptionError, MatrixHttpError } from '../../errors.js';
import { setOwn } from '../../json-objects.js';
import type { KeyCounts, KeyUpload, KeyUploadResponse } from '../../types.js';
import { databaseNames } from '../database-names.js';
import type { DeviceIdentities } from './device-identities.js';
import { directoryOn, type EncryptionContext } from '../encryption-context.js';
import type { DeviceName } from '../machine/device-name.js';
import type { Machine } from '../machine/machine.js';
import { repeatRequest } from '../repeat-request.js';

/** The algorithm of all one-time keys that machines make. */
export const oneTimeKeyAlgorithm = 'signed_curve25519';

/** Brings a machine's public keys to where others find them: to the homeserver, or into the store to be served. */
export interface KeyUploads {
  /** Puts the keys that are served into ledger and directory, in the database transaction that writes the machine (E6). */
  readonly keep: (machine: Machine, body: string) => Promise<void>;
  /** Does that, uploads the rest, and returns the answer for the machine: the counts of wherever one-time keys are. */
  readonly upload: (machine: Machine, body: string) => Promise<KeyUploadResponse>;
  /** Writes the machine once it knows the answer. Until then its one-time keys count as tried. */
  readonly settle: (machine: Machine) => Promise<void>;
  /** Returns the counts of a device's one-time keys, from where they are (D4). */
  readonly counts: (machine: Machine) => Promise<KeyCounts>;
}

/** Makes the way of public keys. Fallback keys are uploaded in each mode, and kept in the ledger as well where keys are served (C8). */
export function createKeyUploads(context: EncryptionContext, identities: DeviceIdentities): KeyUploads {
  const { homeserver, store, keys: mode } = context;
  /** The one-time keys that were sent. A request for some of them may still wait for its turn. */
  const sent = new WeakMap<Machine, Set<string>>();

  /** Sends an upload. What follows from a first attempt of unknown outcome is `again`. */
  async function send(machine: Machine, upload: KeyUpload, again = upload): Promise<KeyUploadResponse> {
    await identities.compare(machine);
    const { userId, deviceId } = machine;
    const client = homeserver.as({ userId, deviceId });
    let next = upload;
    try {
      return await repeatRequest(context, async () => {
        try {
          const answer = await client.uploadKeys(next);
          return { ...answer, one_time_key_counts: withZero(answer.one_time_key_counts) };
        } catch (error) {
          if (!isRateLimit(error)) next = again;
          throw error;
        }
      });
    } catch (error) {
      if (isKeyClash(error)) await identities.refuseClash(machine);
      throw error;
    }
  }

  /**
   * Sends each one-time key at most once, also where several pieces of work want to upload it. Where the outcome is unknown, or the process was killed, some may have been given out: the
   * homeserver forgets those, and would give them out again. So the rest is sent without them, its answer says how many the homeserver
   * has, and the machine makes others for those that are missing.
   */
  async function sendOnce(machine: Machine, upload: KeyUpload): Promise<KeyUploadResponse> {
    const { one_time_keys: oneTimeKeys = {}, ...rest } = upload;
    const ids = Object.keys(oneTimeKeys);
    if (ids.length === 0) return send(machine, rest);
    const database = databaseNames.triedKeys(machine);
    const tried = sent.get(machine) ?? new Set((await store.crypto.load(database)).map(({ key }) => key));
    sent.set(machine, tried);
    const fresh = Object.entries(oneTimeKeys).filter(([id]) => !tried.has(id));
    if (fresh.length === 0) return send(machine, rest);
    await machine.commit(({ crypto }) =>
      crypto.write(
        database,
        fresh.map(([id]) => ({ store: 'one-time keys', key: id, value: '' })),
      ),
    );
    for (const [id] of fresh) tried.add(id);
    return send(machine, { ...rest, one_time_keys: Object.fromEntries(fresh) }, rest);
  }

  async function storedCounts({ userId, deviceId }: Machine): Promise<KeyCounts> {
    const counts: KeyCounts = {};
    for (const [algorithm, count] of await store.claims.counts(userId, deviceId)) setOwn(counts, algorithm, count);
    return withZero(counts);
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
      if (mode === 'uploaded') return sendOnce(machine, upload);
      await keep(machine, upload);
      const rest = restOf(upload, mode === 'served');
      if (Object.keys(rest).length > 0) await send(machine, rest);
      return { one_time_key_counts: await storedCounts(machine) };
    },
    settle: (machine) => machine.commit(mode === 'uploaded' ? forgetTriedKeys(machine) : undefined),
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

/** Adds the algorithm of all keys that machines make. One that is not in the counts has none left, and a machine makes keys for a number alone. */
function withZero(counts: KeyCounts): KeyCounts {
  return { [oneTimeKeyAlgorithm]: 0, ...counts };
}

/** Tells whether a request was refused before anything was done with it. */
function isRateLimit(error: unknown): boolean {
  return error instanceof MatrixHttpError && error.status === 429;
}

/** Forgets which one-time keys of a device were tried. */
export function forgetTriedKeys(device: DeviceName): (parts: Pick<StoreParts, 'crypto'>) => Promise<void> {
  return ({ crypto }) => crypto.remove(databaseNames.triedKeys(device));
}

/** Tells whether the homeserver has another one-time key under an ID of ours: it is how a restored backup may show (D7). */
function isKeyClash(error: unknown): boolean {
  if (!(error instanceof MatrixHttpError) || error.status !== 400) return false;
  const text = errorAnswerField(error, 'error');
  return typeof text === 'string' && /already exists/i.test(text);
}

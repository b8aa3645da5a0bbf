import { EncryptionAlgorithm, EncryptionSettings, HistoryVisibility } from '@matrix-org/matrix-sdk-crypto-wasm';
import { isJsonObject, own, type JsonObject } from '../../json-objects.js';

/** The settings of a room's encryption, as its `m.room.encryption` has them. */
export interface RoomEncryption {
  /** Anything but `m.megolm.v1.aes-sha2` cannot be sent to. */
  readonly algorithm: string;
  /** The longest life of a room session, in milliseconds. Default: a week. */
  readonly rotationPeriodMs?: number | undefined;
  /** The most messages of a room session. Default: 100. */
  readonly rotationPeriodMessages?: number | undefined;
  readonly learnedFrom: EncryptionSource;
}

/**
 * The source of the knowledge that a room is encrypted: its event, as it came in its turn; its state, which was asked for when one of ours
 * joined; or an event that could be decrypted, which tells no settings.
 */
export type EncryptionSource = 'event' | 'state' | 'decryption';

const sources: readonly unknown[] = ['event', 'state', 'decryption'] satisfies EncryptionSource[];

function isSource(value: unknown): value is EncryptionSource {
  return sources.includes(value);
}

/** The only algorithm for rooms that there is. */
export const megolm = 'm.megolm.v1.aes-sha2';

/** Visibilities of a room's history, as the library names them. */
const visibilities = new Map([
  ['invited', HistoryVisibility.Invited],
  ['joined', HistoryVisibility.Joined],
  ['shared', HistoryVisibility.Shared],
  ['world_readable', HistoryVisibility.WorldReadable],
]);

/**
 * Reads the content of an `m.room.encryption` event. A room that could be encrypted for stays so, with new periods, whatever algorithm
 * the event names (E1).
 */
export function readRoomEncryption(
  content: unknown,
  source: EncryptionSource,
  before?: RoomEncryption,
): RoomEncryption {
  const given = isJsonObject(content) ? content : {};
  const named = own(given, 'algorithm');
  const algorithm = before?.algorithm === megolm || typeof named !== 'string' ? (before?.algorithm ?? '') : named;
  return {
    algorithm,
    rotationPeriodMs: positive(given, 'rotation_period_ms'),
    rotationPeriodMessages: positive(given, 'rotation_period_msgs'),
    learnedFrom: before?.learnedFrom === 'decryption' ? 'state' : (before?.learnedFrom ?? source),
  };
}

/** Writes the encryption of a room for the store. */
export function storedEncryption(encryption: RoomEncryption): JsonObject {
  const { algorithm, rotationPeriodMs, rotationPeriodMessages, learnedFrom } = encryption;
  const periods = { rotation_period_ms: rotationPeriodMs, rotation_period_msgs: rotationPeriodMessages };
  return { algorithm, ...periods, learned_from: learnedFrom };
}

/** Reads what {@link storedEncryption} has written. */
export function readStoredEncryption(stored: unknown): RoomEncryption {
  const source = isJsonObject(stored) ? own(stored, 'learned_from') : undefined;
  return readRoomEncryption(stored, isSource(source) ? source : 'event');
}

function positive(content: JsonObject, name: string): number | undefined {
  const value = own(content, name);
  return typeof value === 'number' && value > 0 && value <= Number.MAX_SAFE_INTEGER ? Math.ceil(value) : undefined;
}

/** Makes the library's settings for a room session. */
export function encryptionSettings(
  { rotationPeriodMs, rotationPeriodMessages }: RoomEncryption,
  historyVisibility: string,
): EncryptionSettings {
  const settings = new EncryptionSettings();
  settings.algorithm = EncryptionAlgorithm.MegolmV1AesSha2;
  // The library counts in microseconds.
  if (rotationPeriodMs !== undefined) settings.rotationPeriod = BigInt(rotationPeriodMs) * 1000n;
  if (rotationPeriodMessages !== undefined) settings.rotationPeriodMessages = BigInt(rotationPeriodMessages);
  settings.historyVisibility = visibilities.get(historyVisibility) ?? HistoryVisibility.Shared;
  return settings;
}

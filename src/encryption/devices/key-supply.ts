import { databaseNames } from '../database-names.js';
import { DeviceLists } from '@matrix-org/matrix-sdk-crypto-wasm';
import { nextTurn } from '../../async/turns.js';
import { own } from '../../json-objects.js';
import type { CryptoRow } from '../../appservice/store.js';
import type { KeyClaimResponse, KeyCounts } from '../../types.js';
import type { BackgroundWork } from '../background-work.js';
import { deviceKey, deviceOfKey, type DeviceName } from '../machine/device-name.js';
import { writeUnderLease, type EncryptionContext } from '../encryption-context.js';
import { explainError, isToldAlready } from '../explain-error.js';
import { oneTimeKeyAlgorithm as algorithm, type KeyUploads } from './key-uploads.js';
import type { Machine } from '../machine/machine.js';
import type { RequestSender } from './request-sender.js';

/** Keeps enough one-time keys of each device where others claim them. */
export interface KeySupply {
  /**
   * Takes the counts that the newest transaction, or a `/sync`, has of a device. They are a hint: where they are low the level is asked
   * for, and the answer counts. Does nothing where one-time keys are served.
   */
  readonly hint: (device: DeviceName, counts: KeyCounts) => void;
  /**
   * Notes which keys the ledger gave out. It is filled up soon, once for all claims of a second; where another process has the lease, by
   * that one within a minute.
   */
  readonly claimed: (given: KeyClaimResponse) => Promise<void>;
  /** Looks for devices whose keys were given out before this process began. */
  readonly fillUpAll: () => Promise<void>;
  /** Looks for devices whose keys another process has given out since the last look. */
  readonly fillUpElsewhere: () => Promise<void>;
  /** Learns the level, and brings as many keys as are missing. */
  readonly fillUp: (machine: Machine) => Promise<void>;
}

/** A level below this is low: half of what a machine keeps up. */
const lowLevel = 25;

const claimDelayMs = 1000;

/**
 * Makes the keeper of key levels. A count is a level, not an event: a machine is given only one that was asked for, between two uploads,
 * and never one that came with a transaction, which may be old and be delivered several times.
 *
 * @rule D4
 */
export function createKeySupply(
  context: EncryptionContext,
  { uploads, sender, background }: { uploads: KeyUploads; sender: RequestSender; background: BackgroundWork },
): KeySupply {
  const { store, machines, keys: mode, reportFailure } = context;

  async function fillUp(machine: Machine): Promise<void> {
    await sender.betweenUploads(machine, async () => {
      const counts = await uploads.counts(machine);
      const level = new Map(Object.entries(counts));
      await machine.olm.receiveSyncChangesMsc4186('[]', new DeviceLists(), level, new Set());
      await machine.commit();
    });
    await sender.tend(machine);
  }

  function fillUpSoon({ userId, deviceId }: DeviceName, delayMs: number): void {
    const name = JSON.stringify(['fill up', userId, deviceId]);
    const work = async (): Promise<void> => {
      // Anyone may name a device: only a user's own of today gets keys.
      const user = await store.devices.getUser(userId);
      if (user?.deviceId === deviceId) await machines.use({ userId, deviceId }, fillUp);
    };
    background.soon(name, work, {
      delayMs,
      onFailure: (error) => {
        if (isToldAlready(error)) return;
        reportFailure({
          message:
            `the stock of keys of ${userId} (device ${deviceId}) could not be filled up: ${explainError(error)}. It is tried again. ` +
            'Conversations go on; if it fails for long, new ones share a spare key, which protects their beginning less well',
          error,
          userId: userId as `@${string}`,
        });
      },
    });
  }

  function isLeading(): boolean {
    try {
      return !machines.term().ending.cancelled;
    } catch {
      return false;
    }
  }

  /** Takes the hints of other processes. They are removed first, so that one that comes meanwhile stays. */
  async function fillUpElsewhere(): Promise<void> {
    const hints = await store.crypto.load(databaseNames.claimedElsewhere);
    if (hints.length === 0) return;
    await writeUnderLease(context, ({ crypto }) =>
      crypto.write(
        databaseNames.claimedElsewhere,
        hints.map((hint) => ({ ...hint, value: undefined })),
      ),
    );
    for (const { key } of hints) fillUpSoon(deviceOfKey(key), 0);
  }

  return {
    hint: (device, counts) => {
      if (mode === 'uploaded' && (own(counts, algorithm) ?? 0) < lowLevel) fillUpSoon(device, 0);
    },
    claimed: async (given) => {
      const devices = Object.entries(given).flatMap(([userId, keys]) =>
        Object.keys(keys).map((deviceId) => ({ userId, deviceId })),
      );
      if (isLeading()) for (const device of devices) fillUpSoon(device, claimDelayMs);
      // The keys are taken, and are given out even if this fails: the next term looks at all devices.
      else if (devices.length > 0)
        await store.crypto.write(databaseNames.claimedElsewhere, devices.map(hintOf)).catch(() => undefined);
    },
    fillUp,
    fillUpElsewhere,
    fillUpAll: async () => {
      if (mode === 'uploaded') return;
      const { ending } = machines.term();
      for (let after: string | undefined; ;) {
        const users = await store.devices.listUsers(after === undefined ? {} : { afterUserId: after });
        for (const { userId, deviceId } of users) {
          if (ending.cancelled) return;
          if (deviceId === undefined) continue;
          const level = (await store.claims.counts(userId, deviceId)).get(algorithm);
          // A device without any is not ready yet: its keys come with its first steps.
          if (level !== undefined && level < lowLevel) fillUpSoon({ userId, deviceId }, 0);
        }
        after = users.at(-1)?.userId;
        if (after === undefined) return;
        await nextTurn();
      }
    },
  };
}

function hintOf(device: DeviceName): CryptoRow {
  return { store: 'devices', key: deviceKey(device), value: '' };
}

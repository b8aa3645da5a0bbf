import { databaseNames } from '../database-names.js';
import { createDeviceDirectory, type DeviceStep } from '../../appservice/device-directory.js';
import type { StoreParts } from '../../appservice/store.js';
import type { UserRecord } from '../../appservice/device-store.js';
import { own, type JsonObject } from '../../json-objects.js';
import type { CopyCheck } from './copy-check.js';
import { directoryOn, writeUnderLease, type EncryptionContext } from '../encryption-context.js';
import type { DeviceName } from '../machine/device-name.js';
import { damagedRecord, notesAbout, recordErrorOf, replacedBy } from '../own-users.js';

/** The record of a user's device. */
export interface LifeRecord extends DeviceName {
  readonly steps: readonly DeviceStep[];
  /** Tells whether the homeserver has the user. */
  readonly isRegistered: boolean;
  /** The device that this one takes the place of, until nothing of it is left. */
  readonly replaces: string | undefined;
}

/** Writes down how far each user's device has come, so that every step can be taken up after a crash. */
export interface DeviceRecords {
  /** @throws {EncryptionError} `STORE_DAMAGED` */
  readonly find: (userId: string) => Promise<LifeRecord | undefined>;
  /**
   * Writes a fresh device ID down, as the user's device from now on. It replaces the one that there was, or that this was to replace.
   * Damaged notes about the user are dropped.
   */
  readonly begin: (userId: string) => Promise<void>;
  readonly noteRegistered: (userId: string) => Promise<void>;
  /** Writes down that a step was taken. With its signature a device is spoken of, and the one that it replaces no more. */
  readonly recordStep: (device: LifeRecord, step: DeviceStep) => Promise<void>;
  /** Notes that nothing is left to do for a user, in a database transaction of the caller's. */
  readonly finish: (parts: StoreParts, device: DeviceName) => Promise<void>;
  /** Returns the users for whom something was begun and not finished. */
  readonly unfinished: () => Promise<string[]>;
}

/** It has the users whose device is not ready yet: few, where users are many. */
const unfinishedDatabase = databaseNames.unfinishedDevices;

/** Makes the records of devices' lives over a store. All of them are written under the term's fence (R5). */
export function createDeviceRecords(
  context: Pick<EncryptionContext, 'store' | 'machines'>,
  copyCheck: Pick<CopyCheck, 'copies'>,
): DeviceRecords {
  const { store } = context;
  const directory = createDeviceDirectory(store);

  return {
    find: async (userId) => {
      const user = await store.devices.getUser(userId);
      if (user?.deviceId === undefined) return undefined;
      const { deviceId } = user;
      const notes = notesAbout(user);
      if (notes === undefined) throw damagedRecord(userId);
      return {
        userId,
        deviceId,
        steps: await directory.stepsOf(userId, deviceId).catch((error: unknown) => {
          throw recordErrorOf(userId, error);
        }),
        isRegistered: own(notes, 'registered') === true,
        replaces: replacedBy(user),
      };
    },
    begin: async (userId) => {
      const copies = (await copyCheck.copies()) || undefined;
      await writeUnderLease(context, async ({ devices, crypto }) => {
        const user = (await devices.getUser(userId)) ?? newUser(userId);
        const replaces = replacedBy(user) ?? user.deviceId;
        await devices.putUser({ ...changed(user, { replaces, copies }), deviceId: freshDeviceId() });
        await crypto.write(unfinishedDatabase, [{ store: 'users', key: userId, value: '' }]);
      });
    },
    noteRegistered: (userId) =>
      writeUnderLease(context, async ({ devices }) => {
        await devices.putUser(changed((await devices.getUser(userId)) ?? newUser(userId), { registered: true }));
      }),
    recordStep: ({ userId, deviceId, replaces }, step) =>
      writeUnderLease(context, async (parts) => {
        await directoryOn(parts).recordStep(userId, deviceId, step);
        if (step === 'cross-signed' && replaces !== undefined) await parts.devices.removeDevice(userId, replaces);
      }),
    finish: async ({ devices, crypto }, { userId }) => {
      const user = await devices.getUser(userId);
      if (user) await devices.putUser(changed(user, { replaces: undefined }));
      await crypto.write(unfinishedDatabase, [{ store: 'users', key: userId, value: undefined }]);
    },
    unfinished: async () => (await store.crypto.load(unfinishedDatabase)).map(({ key }) => key),
  };
}

function newUser(userId: string): UserRecord {
  return { userId, deviceId: undefined, crossSigning: undefined, state: '{}' };
}

/** Changes facts in a user's state, and leaves those of others as they are. */
function changed(user: UserRecord, facts: JsonObject): UserRecord {
  return { ...user, state: JSON.stringify({ ...notesAbout(user), ...facts }) };
}

/** Makes a device ID as homeservers do, of ten capital letters. */
function freshDeviceId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => String.fromCharCode(65 + (byte % 26))).join('');
}

import type { DeviceRecord, DeviceStore, UserRecord } from '../appservice/device-store.js';
import { isStorableName, storableName } from '../appservice/storable-name.js';
import { textOf, type Runs, type SqlEngine, type SqlRow } from './engine.js';

const userColumns = 'user_id, device_id, cross_signing, state';
const deviceColumns = 'user_id, device_id, keys, state';

/** Makes the appservice's users and devices in tables. A device has a row also if only its claimable keys are known. */
export function createDevices({ read, write }: Runs, { prefix, dialect: { rowsOfJson } }: SqlEngine): DeviceStore {
  return {
    getUser: (userId) =>
      read(async (connection) => {
        if (!isStorableName(userId)) return undefined;
        const [row] = await connection.all(`SELECT ${userColumns} FROM ${prefix}user WHERE user_id = ?`, [userId]);
        return row && userOf(row);
      }),
    putUser: ({ userId, deviceId, crossSigning, state }) =>
      write((connection) =>
        connection.run(
          `INSERT INTO ${prefix}user(${userColumns}) VALUES (?, ?, ?, ?)
          ON CONFLICT(user_id) DO UPDATE SET
            device_id = excluded.device_id, cross_signing = excluded.cross_signing, state = excluded.state`,
          [storableName(userId), deviceId === undefined ? null : storableName(deviceId), crossSigning ?? null, state],
        ),
      ),
    listUsers: ({ afterUserId = '', limit = 1000 } = {}) =>
      read(async (connection) => {
        if (!isStorableName(afterUserId)) return [];
        const sql = `SELECT ${userColumns} FROM ${prefix}user WHERE user_id > ? ORDER BY user_id LIMIT ?`;
        return (await connection.all(sql, [afterUserId, limit])).map(userOf);
      }),
    getDevice: (userId, deviceId) =>
      read(async (connection) => {
        if (!isStorableName(userId) || !isStorableName(deviceId)) return undefined;
        const [row] = await connection.all(
          `SELECT ${deviceColumns} FROM ${prefix}device WHERE user_id = ? AND device_id = ? AND state IS NOT NULL`,
          [userId, deviceId],
        );
        return row && deviceOf(row);
      }),
    putDevice: ({ userId, deviceId, keys, state }) =>
      write((connection) =>
        connection.run(
          `INSERT INTO ${prefix}device(${deviceColumns}) VALUES (?, ?, ?, ?)
          ON CONFLICT(user_id, device_id) DO UPDATE SET keys = excluded.keys, state = excluded.state`,
          [storableName(userId), storableName(deviceId), keys ?? null, state],
        ),
      ),
    removeDevice: (userId, deviceId) =>
      write(async (connection) => {
        if (!isStorableName(userId) || !isStorableName(deviceId)) return;
        // The row stays as the number of the device's keys, until those are forgotten.
        await connection.run(
          `UPDATE ${prefix}device SET keys = NULL, state = NULL WHERE user_id = ? AND device_id = ?`,
          [userId, deviceId],
        );
      }),
    lookUp: (userIds) =>
      read(async (connection) => {
        const ids = JSON.stringify([...new Set(userIds)].filter(isStorableName).map((userId) => [userId]));
        const ofUsers = `user_id IN (SELECT w.user_id FROM ${rowsOfJson(['user_id'])} AS w)`;
        const users = await connection.all(`SELECT ${userColumns} FROM ${prefix}user WHERE ${ofUsers}`, [ids]);
        const devices = await connection.all(
          `SELECT ${deviceColumns} FROM ${prefix}device WHERE keys IS NOT NULL AND ${ofUsers}`,
          [ids],
        );
        return { users: users.map(userOf), devices: devices.map(deviceOf) };
      }),
  };
}

function userOf(row: SqlRow): UserRecord {
  return {
    userId: String(row['user_id']),
    deviceId: textOf(row['device_id']),
    crossSigning: textOf(row['cross_signing']),
    state: String(row['state']),
  };
}

function deviceOf(row: SqlRow): DeviceRecord {
  return {
    userId: String(row['user_id']),
    deviceId: String(row['device_id']),
    keys: textOf(row['keys']),
    state: String(row['state']),
  };
}

import { isStorableName, storableName } from '../appservice/storable-name.js';
import type { CryptoStore, RoomStore } from '../appservice/store.js';
import { textOf, type Runs, type SqlEngine } from './engine.js';

/** Makes the facts about rooms in a table. */
export function createRooms({ read, write }: Runs, { prefix }: SqlEngine): RoomStore {
  return {
    get: (roomId) =>
      read(async (connection) => {
        if (!isStorableName(roomId)) return undefined;
        const [row] = await connection.all(`SELECT state FROM ${prefix}room WHERE room_id = ?`, [roomId]);
        return textOf(row?.['state']);
      }),
    put: (roomId, state) =>
      write((connection) =>
        connection.run(
          `INSERT INTO ${prefix}room(room_id, state) VALUES (?, ?)
          ON CONFLICT(room_id) DO UPDATE SET state = excluded.state`,
          [storableName(roomId), state],
        ),
      ),
  };
}

/** Makes the encryption's state in a table. */
export function createCrypto({ read, write }: Runs, { prefix }: SqlEngine): CryptoStore {
  return {
    load: (database) =>
      read(async (connection) => {
        if (!isStorableName(database)) return [];
        const sql = `SELECT store, key, value FROM ${prefix}crypto WHERE name = ? ORDER BY store, key`;
        const rows = await connection.all(sql, [database]);
        return rows.map((row) => ({
          store: String(row['store']),
          key: String(row['key']),
          value: textOf(row['value']),
        }));
      }),
    write: (database, changes) =>
      write(async (connection) => {
        for (const name of [database, ...changes.flatMap(({ store, key }) => [store, key])]) storableName(name);
        for (const { store, key, value } of changes) {
          if (value === undefined) {
            const sql = `DELETE FROM ${prefix}crypto WHERE name = ? AND store = ? AND key = ?`;
            await connection.run(sql, [database, store, key]);
          } else {
            await connection.run(
              `INSERT INTO ${prefix}crypto(name, store, key, value) VALUES (?, ?, ?, ?)
              ON CONFLICT(name, store, key) DO UPDATE SET value = excluded.value`,
              [database, store, key, value],
            );
          }
        }
      }),
    remove: (database) =>
      write(async (connection) => {
        if (isStorableName(database)) await connection.run(`DELETE FROM ${prefix}crypto WHERE name = ?`, [database]);
      }),
  };
}

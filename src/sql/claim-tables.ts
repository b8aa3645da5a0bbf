import type { ClaimableKey, GivenKey, KeyClaimStore, KnownKey, WantedKeys } from '../appservice/key-claim-store.js';
import { isStorableName, storableName } from '../appservice/storable-name.js';
import { numberOf, type KeyWish, type Runs, type SqlConnection, type SqlEngine, type SqlRow } from './engine.js';

/** Makes the claimable keys in tables. */
export function createClaims({ read, write }: Runs, { prefix, dialect }: SqlEngine): KeyClaimStore {
  const { rowsOfJson, integer } = dialect;

  /** Finds the number of each wish's device; wishes for unknown devices are left out. */
  async function numberedWishes(connection: SqlConnection, wanted: readonly WantedKeys[]): Promise<KeyWish[]> {
    const names = wanted.flatMap(({ userId, deviceId, algorithm }, wish) =>
      [userId, deviceId, algorithm].every(isStorableName) ? [[String(wish), userId, deviceId]] : [],
    );
    if (names.length === 0) return [];
    const rows = await connection.all(
      `SELECT w.wish, d.device FROM ${rowsOfJson(['wish', 'user_id', 'device_id'])} AS w
      JOIN ${prefix}device AS d ON d.user_id = w.user_id AND d.device_id = w.device_id`,
      [JSON.stringify(names)],
    );
    const devices = new Map(rows.map((row) => [numberOf(row['wish']), numberOf(row['device'])]));
    return wanted.flatMap(({ algorithm, count }, wish) => {
      const device = devices.get(wish);
      return device === undefined ? [] : [{ wish, device, algorithm, count }];
    });
  }

  async function findDevice(connection: SqlConnection, userId: string, deviceId: string): Promise<number | undefined> {
    if (!isStorableName(userId) || !isStorableName(deviceId)) return undefined;
    const sql = `SELECT device FROM ${prefix}device WHERE user_id = ? AND device_id = ?`;
    const [row] = await connection.all(sql, [userId, deviceId]);
    return row === undefined ? undefined : numberOf(row['device']);
  }

  /** Returns which of the keys' IDs the device has ever had, as `nameOf`, with their fingerprints. */
  async function knownKeys(
    connection: SqlConnection,
    device: number,
    keys: readonly ClaimableKey[],
  ): Promise<Map<string, string>> {
    const rows = await connection.all(
      `SELECT k.kind, k.key_id, k.fingerprint FROM ${rowsOfJson(['kind', 'key_id'])} AS n
      JOIN ${prefix}known_key AS k ON k.device = ? AND k.kind = n.kind AND k.key_id = n.key_id`,
      [JSON.stringify(keys.map(({ kind, keyId }) => [kind, keyId])), device],
    );
    return new Map(rows.map((row) => [nameOf(String(row['kind']), String(row['key_id'])), String(row['fingerprint'])]));
  }

  async function insertKeys(connection: SqlConnection, device: number, keys: readonly ClaimableKey[]): Promise<void> {
    await connection.run(
      `INSERT INTO ${prefix}known_key(device, kind, key_id, fingerprint)
      SELECT CAST(? AS ${integer}), n.kind, n.key_id, n.fingerprint FROM ${rowsOfJson(['kind', 'key_id', 'fingerprint'])} AS n`,
      [device, JSON.stringify(keys.map(({ kind, keyId, fingerprint }) => [kind, keyId, fingerprint]))],
    );
    const oneTimeKeys = keys.filter(({ kind }) => kind === 'one-time');
    if (oneTimeKeys.length > 0) {
      await connection.run(
        `INSERT INTO ${prefix}one_time_key(device, algorithm, key_id, content)
        SELECT CAST(? AS ${integer}), n.algorithm, n.key_id, n.content
        FROM ${rowsOfJson(['algorithm', 'key_id', 'content'])} AS n`,
        [device, JSON.stringify(oneTimeKeys.map(({ algorithm, keyId, key }) => [algorithm, keyId, key]))],
      );
      const algorithms = [...new Set(oneTimeKeys.map(({ algorithm }) => algorithm))];
      await connection.run(
        `INSERT INTO ${prefix}algorithm(device, algorithm)
        SELECT CAST(? AS ${integer}), n.algorithm FROM ${rowsOfJson(['algorithm'])} AS n WHERE true ON CONFLICT DO NOTHING`,
        [device, JSON.stringify(algorithms.map((algorithm) => [algorithm]))],
      );
    }
    for (const { kind, algorithm, keyId, key } of keys) {
      if (kind === 'one-time') continue;
      await connection.run(
        `INSERT INTO ${prefix}fallback_key(device, algorithm, key_id, content, used) VALUES (?, ?, ?, ?, 0)
        ON CONFLICT(device, algorithm) DO UPDATE SET key_id = excluded.key_id, content = excluded.content, used = 0`,
        [device, algorithm, keyId, key],
      );
    }
  }

  return {
    add: (userId, deviceId, keys) =>
      write(async (connection) => {
        for (const { keyId, algorithm } of keys) [keyId, algorithm].forEach(storableName);
        // The row is locked by this, also where it is there already, so nobody else adds keys of the device meanwhile.
        const [row] = await connection.all(
          `INSERT INTO ${prefix}device(user_id, device_id) VALUES (?, ?)
          ON CONFLICT(user_id, device_id) DO UPDATE SET user_id = excluded.user_id RETURNING device`,
          [storableName(userId), storableName(deviceId)],
        );
        const device = numberOf(row?.['device']);
        const known = await knownKeys(connection, device, keys);
        const added = new Map<string, ClaimableKey>();
        const conflicts = new Map<string, KnownKey>();
        for (const key of keys) {
          const { kind, keyId, fingerprint } = key;
          const name = nameOf(kind, keyId);
          const before = known.get(name) ?? added.get(name)?.fingerprint;
          if (before === undefined) added.set(name, key);
          else if (before !== fingerprint) conflicts.set(name, { kind, keyId });
        }
        if (conflicts.size === 0 && added.size > 0) await insertKeys(connection, device, [...added.values()]);
        return [...conflicts.values()];
      }),

    take: (wanted) =>
      write(async (connection) => {
        const groups = groupWishes(await numberedWishes(connection, wanted));
        if (groups.length === 0) return [];
        const totals = groups.map((wishes, wish) => ({ ...wishes[0], wish, count: sumOfCounts(wishes) }));
        const rows = await dialect.takeKeys(connection, totals, prefix);
        rows.sort((a, b) => numberOf(a['seq']) - numberOf(b['seq']));
        const given: GivenKey[] = [];
        for (const [index, wishes] of groups.entries()) {
          const ofGroup = rows.filter((row) => numberOf(row['wish']) === index);
          for (const { wish, count } of wishes) {
            for (const row of ofGroup.splice(0, count)) given.push(givenKey(row, wish));
          }
        }
        return given.sort((a, b) => a.wish - b.wish);
      }),

    useFallbackKeys: (wanted) =>
      write(async (connection) => {
        // In one order for all, so that two transactions never wait for each other.
        const wishes = (await numberedWishes(connection, wanted)).sort(
          (a, b) => a.device - b.device || (a.algorithm < b.algorithm ? -1 : 1),
        );
        const given: GivenKey[] = [];
        for (const { wish, device, algorithm } of wishes) {
          const [row] = await connection.all(
            `SELECT key_id, content, used FROM ${prefix}fallback_key WHERE device = ? AND algorithm = ?`,
            [device, algorithm],
          );
          if (row === undefined || wanted[wish]?.exceptKeyIds?.includes(String(row['key_id']))) continue;
          if (numberOf(row['used']) === 0) {
            await connection.run(
              `UPDATE ${prefix}fallback_key SET used = 1 WHERE device = ? AND algorithm = ? AND key_id = ?`,
              [device, algorithm, String(row['key_id'])],
            );
          }
          given.push(givenKey(row, wish));
        }
        return given.sort((a, b) => a.wish - b.wish);
      }),

    counts: (userId, deviceId) =>
      read(async (connection) => {
        const device = await findDevice(connection, userId, deviceId);
        if (device === undefined) return new Map();
        const rows = await connection.all(
          `SELECT algorithm, (SELECT count(*) FROM ${prefix}one_time_key AS k
            WHERE k.device = a.device AND k.algorithm = a.algorithm) AS n
          FROM ${prefix}algorithm AS a WHERE device = ? ORDER BY algorithm`,
          [device],
        );
        return new Map(rows.map((row) => [String(row['algorithm']), numberOf(row['n'])]));
      }),

    unusedFallbackKeyTypes: (userId, deviceId) =>
      read(async (connection) => {
        const device = await findDevice(connection, userId, deviceId);
        if (device === undefined) return [];
        const sql = `SELECT algorithm FROM ${prefix}fallback_key WHERE device = ? AND used = 0 ORDER BY algorithm`;
        return (await connection.all(sql, [device])).map((row) => String(row['algorithm']));
      }),

    forget: (userId, deviceId) =>
      write(async (connection) => {
        if (!isStorableName(userId) || !isStorableName(deviceId)) return false;
        // Locks the row, so that keys added meanwhile are forgotten as well, and not left without a device.
        const [row] = await connection.all(
          `UPDATE ${prefix}device SET user_id = user_id WHERE user_id = ? AND device_id = ? RETURNING device`,
          [userId, deviceId],
        );
        if (row === undefined) return false;
        const device = numberOf(row['device']);
        const known = await connection.all(`SELECT 1 FROM ${prefix}known_key WHERE device = ? LIMIT 1`, [device]);
        for (const table of ['one_time_key', 'fallback_key', 'known_key', 'algorithm']) {
          await connection.run(`DELETE FROM ${prefix}${table} WHERE device = ?`, [device]);
        }
        await connection.run(`DELETE FROM ${prefix}device WHERE device = ? AND state IS NULL`, [device]);
        return known.length > 0;
      }),
  };
}

/** Puts wishes for the same device and algorithm together: one statement gives them no key twice, and none too few. */
function groupWishes(wishes: readonly KeyWish[]): [KeyWish, ...KeyWish[]][] {
  const groups = new Map<string, [KeyWish, ...KeyWish[]]>();
  for (const wish of wishes) {
    if (!(wish.count > 0)) continue;
    const name = nameOf(String(wish.device), wish.algorithm);
    const group = groups.get(name);
    if (group) group.push(wish);
    else groups.set(name, [wish]);
  }
  return [...groups.values()];
}

function sumOfCounts(wishes: readonly KeyWish[]): number {
  return wishes.reduce((sum, { count }) => sum + count, 0);
}

function givenKey(row: SqlRow, wish: number): GivenKey {
  return { wish, keyId: String(row['key_id']), key: String(row['content']) };
}

/** Makes one name of two, whatever characters they have. */
function nameOf(one: string, other: string): string {
  return JSON.stringify([one, other]);
}

import type { ClaimableKey, GivenKey, KeyClaimStore, KnownKey, WantedKeys } from '../appservice/key-claim-store.js';
import { isStorableName, storableName } from '../appservice/storable-name.js';
import {
  numberOf,
  type KeyWish,
  type Runs,
  type SqlConnection,
  type SqlEngine,
  type SqlRow,
  type SqlSteps,
} from './engine.js';

/** Makes the claimable keys in tables, for each way to run calls. */
export function createClaims(engine: SqlEngine): (runs: Runs) => KeyClaimStore {
  const sql = statementsOf(engine);
  const takeKeys = engine.dialect.oneTimeKeyTaker(engine.prefix);

  async function findDevice(connection: SqlConnection, userId: string, deviceId: string): Promise<number | undefined> {
    if (!isStorableName(userId) || !isStorableName(deviceId)) return undefined;
    const [row] = await connection.all(sql.findDevice, [userId, deviceId]);
    return row === undefined ? undefined : numberOf(row['device']);
  }

  /** Returns which of the keys' IDs the device has ever had, as `nameOf`, with their fingerprints. */
  async function knownKeys(
    connection: SqlConnection,
    device: number,
    keys: readonly ClaimableKey[],
  ): Promise<Map<string, string>> {
    const names = JSON.stringify(keys.map(({ kind, keyId }) => [kind, keyId]));
    const rows = await connection.all(sql.findKnown, [names, device]);
    return new Map(rows.map((row) => [nameOf(String(row['kind']), String(row['key_id'])), String(row['fingerprint'])]));
  }

  async function insertKeys(connection: SqlConnection, device: number, keys: readonly ClaimableKey[]): Promise<void> {
    const known = JSON.stringify(keys.map(({ kind, keyId, fingerprint }) => [kind, keyId, fingerprint]));
    await connection.run(sql.insertKnown, [device, known]);
    const oneTimeKeys = keys.filter(({ kind }) => kind === 'one-time');
    if (oneTimeKeys.length > 0) {
      const rows = JSON.stringify(oneTimeKeys.map(({ algorithm, keyId, key }) => [algorithm, keyId, key]));
      await connection.run(sql.insertOneTimeKeys, [device, rows]);
      const algorithms = [...new Set(oneTimeKeys.map(({ algorithm }) => algorithm))];
      await connection.run(sql.insertAlgorithms, [device, JSON.stringify(algorithms.map((algorithm) => [algorithm]))]);
    }
    for (const { kind, algorithm, keyId, key } of keys) {
      if (kind === 'fallback') await connection.run(sql.putFallbackKey, [device, algorithm, keyId, key]);
    }
  }

  /** Takes the keys of several calls at once. */
  function* takeAll(calls: readonly (readonly WantedKeys[])[]): SqlSteps<GivenKey[][]> {
    const given = calls.map((): GivenKey[] => []);
    /** For each wish of all calls, the call and the place of the wish in it. */
    const places = calls.flatMap((wanted, call) => wanted.map((_, wish) => ({ call, wish })));
    let first = 0;
    const wishes: KeyWish[] = [];
    for (const wanted of calls) {
      wishes.push(...wishesOf(wanted, first));
      first += wanted.length;
    }
    for (const key of yield* takeKeys(wishes)) {
      const place = places[key.wish];
      if (place) given[place.call]?.push({ ...key, wish: place.wish });
    }
    return given;
  }

  return ({ read, write, batch }) => ({
    add: (userId, deviceId, keys) =>
      write(async (connection) => {
        for (const { keyId, algorithm } of keys) [keyId, algorithm].forEach(storableName);
        const [row] = await connection.all(sql.lockDevice, [storableName(userId), storableName(deviceId)]);
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

    take: batch({ kind: 'statement', one: (wanted) => takeKeys(wishesOf(wanted, 0)), all: takeAll }),

    useFallbackKeys: (wanted) =>
      write(async (connection) => {
        const names = wanted.flatMap((each, wish) =>
          isFindable(each) ? [[String(wish), each.userId, each.deviceId, each.algorithm]] : [],
        );
        if (names.length === 0) return [];
        const given: GivenKey[] = [];
        for (const row of await connection.all(sql.findFallbackKeys, [JSON.stringify(names)])) {
          const key = givenKey(row);
          if (wanted[key.wish]?.exceptKeyIds?.includes(key.keyId)) continue;
          if (numberOf(row['used']) === 0) {
            await connection.run(sql.useFallbackKey, [numberOf(row['device']), String(row['algorithm']), key.keyId]);
          }
          given.push(key);
        }
        return given.sort((a, b) => a.wish - b.wish);
      }),

    counts: (userId, deviceId) =>
      read(async (connection) => {
        const device = await findDevice(connection, userId, deviceId);
        if (device === undefined) return new Map();
        const rows = await connection.all(sql.counts, [device]);
        return new Map(rows.map((row) => [String(row['algorithm']), numberOf(row['n'])]));
      }),

    unusedFallbackKeyTypes: (userId, deviceId) =>
      read(async (connection) => {
        const device = await findDevice(connection, userId, deviceId);
        if (device === undefined) return [];
        return (await connection.all(sql.unusedFallbackKeys, [device])).map((row) => String(row['algorithm']));
      }),

    forget: (userId, deviceId) =>
      write(async (connection) => {
        if (!isStorableName(userId) || !isStorableName(deviceId)) return false;
        const [row] = await connection.all(sql.lockKnownDevice, [userId, deviceId]);
        if (row === undefined) return false;
        const device = numberOf(row['device']);
        const known = await connection.all(sql.hasKnown, [device]);
        for (const statement of sql.forget) await connection.run(statement, [device]);
        return known.length > 0;
      }),
  });
}

/** The texts of the statements, which are prepared once. */
function statementsOf({ prefix, dialect: { rowsOfJson, joinInOrder, integer } }: SqlEngine) {
  const device = `CAST(? AS ${integer})`;
  return {
    findDevice: `SELECT device FROM ${prefix}device WHERE user_id = ? AND device_id = ?`,
    // The row is locked by this, also where it is there already, so nobody else adds keys of the device meanwhile.
    lockDevice: `INSERT INTO ${prefix}device(user_id, device_id) VALUES (?, ?)
      ON CONFLICT(user_id, device_id) DO UPDATE SET user_id = excluded.user_id RETURNING device`,
    findKnown: `SELECT k.kind, k.key_id, k.fingerprint FROM ${rowsOfJson(['kind', 'key_id'])} AS n
      ${joinInOrder} ${prefix}known_key AS k ON k.device = ? AND k.kind = n.kind AND k.key_id = n.key_id`,
    hasKnown: `SELECT 1 FROM ${prefix}known_key WHERE device = ? LIMIT 1`,
    insertKnown: `INSERT INTO ${prefix}known_key(device, kind, key_id, fingerprint)
      SELECT ${device}, n.kind, n.key_id, n.fingerprint FROM ${rowsOfJson(['kind', 'key_id', 'fingerprint'])} AS n`,
    insertOneTimeKeys: `INSERT INTO ${prefix}one_time_key(device, algorithm, key_id, content)
      SELECT ${device}, n.algorithm, n.key_id, n.content FROM ${rowsOfJson(['algorithm', 'key_id', 'content'])} AS n`,
    insertAlgorithms: `INSERT INTO ${prefix}algorithm(device, algorithm)
      SELECT ${device}, n.algorithm FROM ${rowsOfJson(['algorithm'])} AS n WHERE true ON CONFLICT DO NOTHING`,
    putFallbackKey: `INSERT INTO ${prefix}fallback_key(device, algorithm, key_id, content, used) VALUES (?, ?, ?, ?, 0)
      ON CONFLICT(device, algorithm) DO UPDATE SET key_id = excluded.key_id, content = excluded.content, used = 0`,
    // In one order for all, so that two transactions never wait for each other.
    findFallbackKeys: `SELECT w.wish, f.device, f.algorithm, f.key_id, f.content, f.used
      FROM ${rowsOfJson(['wish', 'user_id', 'device_id', 'algorithm'])} AS w
      ${joinInOrder} ${prefix}device AS d ON d.user_id = w.user_id AND d.device_id = w.device_id
      ${joinInOrder} ${prefix}fallback_key AS f ON f.device = d.device AND f.algorithm = w.algorithm
      ORDER BY f.device, f.algorithm`,
    useFallbackKey: `UPDATE ${prefix}fallback_key SET used = 1 WHERE device = ? AND algorithm = ? AND key_id = ?`,
    counts: `SELECT algorithm, (SELECT count(*) FROM ${prefix}one_time_key AS k
        WHERE k.device = a.device AND k.algorithm = a.algorithm) AS n
      FROM ${prefix}algorithm AS a WHERE device = ? ORDER BY algorithm`,
    unusedFallbackKeys: `SELECT algorithm FROM ${prefix}fallback_key WHERE device = ? AND used = 0 ORDER BY algorithm`,
    // Locks the row, so that keys added meanwhile are forgotten as well, and not left without a device.
    lockKnownDevice: `UPDATE ${prefix}device SET user_id = user_id WHERE user_id = ? AND device_id = ? RETURNING device`,
    forget: [
      ...['one_time_key', 'fallback_key', 'known_key', 'algorithm'].map(
        (table) => `DELETE FROM ${prefix}${table} WHERE device = ?`,
      ),
      `DELETE FROM ${prefix}device WHERE device = ? AND state IS NULL`,
    ],
  };
}

/** Returns the wishes that may find keys, numbered from `first`. */
function wishesOf(wanted: readonly WantedKeys[], first: number): KeyWish[] {
  const wishes: KeyWish[] = [];
  for (const [index, each] of wanted.entries()) {
    const { userId, deviceId, algorithm, count } = each;
    if (count > 0 && isFindable(each)) wishes.push({ wish: first + index, userId, deviceId, algorithm, count });
  }
  return wishes;
}

function isFindable({ userId, deviceId, algorithm }: WantedKeys): boolean {
  return isStorableName(userId) && isStorableName(deviceId) && isStorableName(algorithm);
}

function givenKey(row: SqlRow): GivenKey {
  return { wish: numberOf(row['wish']), keyId: String(row['key_id']), key: String(row['content']) };
}

/** Makes one name of two, whatever characters they have. */
function nameOf(one: string, other: string): string {
  return JSON.stringify([one, other]);
}

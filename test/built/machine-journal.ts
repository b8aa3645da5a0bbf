import {
  DecryptionSettings,
  DeviceId,
  DeviceLists,
  OlmMachine,
  RequestType,
  RoomId,
  TrustRequirement,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';

/** A line of a journal: something that left the process. */
type Entry =
  | { readonly kind: 'upload'; readonly value: KeyUpload }
  | { readonly kind: 'to-device'; readonly value: { readonly content: OlmContent } }
  | { readonly kind: 'event'; readonly value: { readonly content: MegolmContent } };

interface KeyUpload {
  readonly device_keys?: object;
  readonly one_time_keys?: Readonly<Record<string, { readonly key: string }>>;
  readonly fallback_keys?: Readonly<Record<string, { readonly key: string }>>;
}

interface OlmContent {
  readonly ciphertext: Readonly<Record<string, { readonly body: string }>>;
}

interface MegolmContent {
  readonly session_id: string;
  readonly ciphertext: string;
}

/** Everything that a peer must give to others: keys of its device. */
export interface PeerKeys {
  readonly userId: string;
  readonly deviceId: string;
  readonly deviceKeys: unknown;
  readonly oneTimeKeys: readonly (readonly [keyId: string, key: unknown])[];
}

/** A foreign device in the test's memory, which reads what the ghost writes. */
export interface Peer {
  readonly olm: OlmMachine;
  readonly keys: PeerKeys;
}

/** What was found in a journal: the events that the peer read or could not read, and positions that were used twice. */
export interface Findings {
  readonly read: number;
  readonly undecryptable: number;
  readonly sharedKeys: number;
  readonly oneTimeKeys: number;
  /** Places in ratchets and key IDs that had two contents. */
  readonly usedTwice: number;
}

const room = new RoomId('!room:example.org');

/** Makes a foreign device with its keys. */
export async function createPeer(userId: string, deviceId: string): Promise<Peer> {
  const olm = await OlmMachine.initialize(new UserId(userId), new DeviceId(deviceId));
  for (const { id, type, body } of await olm.outgoingRequests()) {
    if (type !== RequestType.KeysUpload || id === undefined) continue;
    const { device_keys: deviceKeys, one_time_keys: oneTimeKeys = {} } = JSON.parse(body) as KeyUpload;
    await olm.markRequestAsSent(id, type, '{"one_time_key_counts":{"signed_curve25519":50}}');
    return { olm, keys: { userId, deviceId, deviceKeys, oneTimeKeys: Object.entries(oneTimeKeys) } };
  }
  throw new Error('a new machine uploads keys');
}

/** Lets the peer read a journal from the beginning, and looks for positions that were used twice. */
export async function readJournal(text: string, { olm }: Peer): Promise<Findings> {
  const positions = new Map<string, string>();
  const found = { read: 0, undecryptable: 0, sharedKeys: 0, oneTimeKeys: 0, usedTwice: 0 };
  const use = (position: string, content: string): void => {
    const earlier = positions.get(position);
    positions.set(position, content);
    if (earlier !== undefined && earlier !== content) found.usedTwice++;
  };
  for (const line of text.split('\n').slice(0, -1)) {
    const { kind, value } = JSON.parse(line) as Entry;
    switch (kind) {
      case 'upload':
        for (const [id, { key }] of Object.entries(value.one_time_keys ?? {})) use(`one-time ${id}`, key);
        for (const [id, { key }] of Object.entries(value.fallback_keys ?? {})) use(`fallback ${id}`, key);
        found.oneTimeKeys += Object.keys(value.one_time_keys ?? {}).length;
        break;
      case 'to-device': {
        found.sharedKeys++;
        for (const { body } of Object.values(value.content.ciphertext)) use(olmPosition(body), body);
        await olm.receiveSyncChangesMsc4186(
          JSON.stringify([value]),
          new DeviceLists(),
          new Map(),
          new Set(),
          anyTrust(),
        );
        break;
      }
      case 'event': {
        const { session_id: sessionId, ciphertext } = value.content;
        use(`${sessionId} ${String(fieldsOf(decode(ciphertext)).get(1))}`, ciphertext);
        const event = { event_id: '$event', room_id: room.toString(), origin_server_ts: 1, ...value };
        const isRead = await olm.decryptRoomEvent(JSON.stringify(event), room, anyTrust()).then(
          () => true,
          () => false,
        );
        found[isRead ? 'read' : 'undecryptable']++;
        break;
      }
    }
  }
  return found;
}

/** Settings for one call: the library consumes them. */
function anyTrust(): DecryptionSettings {
  return new DecryptionSettings(TrustRequirement.Untrusted);
}

/** The place of an Olm message: ratchet key and index in its chain. */
function olmPosition(body: string): string {
  const fields = fieldsOf(decode(body));
  // The first messages of a session carry the message itself inside, beside the keys that begin the session.
  const inner = fields.get(4);
  const { [1]: ratchetKey, [2]: index } = Object.fromEntries(
    fields.has(3) && inner instanceof Buffer ? fieldsOf(inner) : fields,
  );
  return `${ratchetKey instanceof Buffer ? ratchetKey.toString('hex') : ''} ${String(index)}`;
}

function decode(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/** Reads the numbers and byte strings of a message in Protocol Buffers, after its version byte; the code at its end is not looked at. */
function fieldsOf(bytes: Buffer): Map<number, number | Buffer> {
  const fields = new Map<number, number | Buffer>();
  let at = 1;
  const readNumber = (): number => {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      number += (byte & 127) * 2 ** shift;
      if (byte < 128) return number;
    }
  };
  while (at < bytes.length) {
    const head = bytes[at++] ?? 0;
    if ((head & 7) > 2 || (head & 7) === 1 || fields.has(head >> 3)) break;
    const number = readNumber();
    if ((head & 7) === 0) {
      fields.set(head >> 3, number);
    } else {
      fields.set(head >> 3, bytes.subarray(at, at + number));
      at += number;
    }
  }
  return fields;
}

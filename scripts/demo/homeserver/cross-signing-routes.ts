import { MatrixHttpError } from 'matrix-encrypted-appservice';
import { verifyJson } from 'matrix-encrypted-appservice/federation';
import type { CrossSigningKey, DeviceKeys } from 'matrix-encrypted-appservice/types';
import { isCrossSigningKey } from 'matrix-encrypted-appservice/validators';
import { objectOf, refusal, route, type Requester, type Route, type RoutedRequest } from './routes.js';
import type { CrossSigningRole, HomeserverState } from './state.js';

const fields = [
  ['master_key', 'master_keys'],
  ['self_signing_key', 'self_signing_keys'],
  ['user_signing_key', 'user_signing_keys'],
] as const;

type Signatures = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Uploads of cross-signing keys, which need no further authentication, and of signatures (D3). */
export function crossSigningRoutes(state: HomeserverState): Route[] {
  async function uploadKeys({ requester: { userId }, body }: RoutedRequest): Promise<unknown> {
    const { crossSigningKeys } = state.account(userId);
    const uploaded = new Map<CrossSigningRole, CrossSigningKey>();
    for (const [field, role] of fields) {
      const key = body[field];
      if (key === undefined || key === null) continue;
      if (!isCrossSigningKey(key) || key.user_id !== userId) throw refusal(400, 'M_INVALID_PARAM', `wrong ${field}`);
      uploaded.set(role, key);
    }
    const master = uploaded.get('master_keys') ?? crossSigningKeys.get('master_keys');
    if (master === undefined) throw refusal(400, 'M_INVALID_PARAM', 'No master key available');
    for (const [role, key] of uploaded) {
      if (role !== 'master_keys') await requireSignature(key, userId, master.keys);
    }
    // A new master key ends the others.
    const known = crossSigningKeys.get('master_keys');
    if (uploaded.has('master_keys') && !sameKeys(known, master)) crossSigningKeys.clear();
    for (const [role, key] of uploaded) crossSigningKeys.set(role, key);
    state.announceDevices(userId);
    return {};
  }

  async function uploadSignatures({ requester, body }: RoutedRequest): Promise<unknown> {
    const failures: Record<string, Record<string, unknown>> = {};
    for (const [userId, objects] of Object.entries(body)) {
      for (const [name, object] of Object.entries(objectOf(objects))) {
        try {
          await (userId === requester.userId ? signOwn(requester, name, object) : signOther(requester, userId, object));
        } catch (error) {
          if (!(error instanceof MatrixHttpError)) throw error;
          (failures[userId] ??= {})[name] = { errcode: error.errcode, error: error.message };
        }
      }
    }
    return { failures };
  }

  /**
   * Signs a device by the self-signing key, or the master key by a device. Like Synapse, it knows only devices whose
   * keys were uploaded: the signature of a device that is served must be in what the appservice answers.
   */
  async function signOwn({ userId }: Requester, name: string, object: unknown): Promise<void> {
    const { crossSigningKeys, devices } = state.account(userId);
    const master = crossSigningKeys.get('master_keys');
    const selfSigning = crossSigningKeys.get('self_signing_keys');
    if (!master || !selfSigning) throw refusal(404, 'M_NOT_FOUND', 'No master public key found');
    if (Object.hasOwn(master.keys, `ed25519:${name}`)) {
      const keys = Object.assign(
        {},
        ...[...devices.values()].map(({ keys: deviceKeys }) => deviceKeys?.keys),
      ) as object;
      await requireSignature(object, userId, keys);
      crossSigningKeys.set('master_keys', withSignatures(master, object));
    } else {
      const device = devices.get(name);
      if (device?.keys === undefined) throw refusal(404, 'M_NOT_FOUND', 'Unknown device');
      await requireSignature(object, userId, selfSigning.keys);
      device.keys = withSignatures(device.keys, object);
    }
    state.announceDevices(userId);
  }

  /** Signs another user's master key. */
  async function signOther({ userId }: Requester, target: string, object: unknown): Promise<void> {
    const userSigning = state.account(userId).crossSigningKeys.get('user_signing_keys');
    const keys = state.accounts.get(target)?.crossSigningKeys;
    const master = keys?.get('master_keys');
    if (!userSigning || !master) throw refusal(404, 'M_NOT_FOUND', 'No user signing or master key found');
    await requireSignature(object, userId, userSigning.keys);
    keys?.set('master_keys', withSignatures(master, object));
    state.announceDevices(target);
  }

  return [
    route('uploadCrossSigningKeys', 'POST /_matrix/client/v3/keys/device_signing/upload', uploadKeys),
    route('uploadCrossSigningSignatures', 'POST /_matrix/client/v3/keys/signatures/upload', uploadSignatures),
  ];
}

async function requireSignature(object: unknown, entity: string, keys: object): Promise<void> {
  const verdict = await verifyJson(object, { entity, keys: { ...keys } });
  if (!verdict.valid) throw refusal(400, 'M_INVALID_SIGNATURE', `Invalid signature: ${verdict.reason}`);
}

/** Returns an object with its own signatures and those of a copy of it. */
function withSignatures<T extends CrossSigningKey | DeviceKeys>(object: T, signed: unknown): T {
  const signatures: Record<string, Record<string, string>> = { ...(object.signatures as Signatures | undefined) };
  // Its signature has been checked, so it has some.
  for (const [userId, more] of Object.entries((signed as { readonly signatures: Signatures }).signatures)) {
    signatures[userId] = { ...signatures[userId], ...more };
  }
  return { ...object, signatures };
}

function sameKeys(one: CrossSigningKey | undefined, other: CrossSigningKey): boolean {
  return JSON.stringify(one?.keys) === JSON.stringify(other.keys);
}

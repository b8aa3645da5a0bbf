import { EncryptionError, MatrixHttpError, UnrecognizedEndpointError } from '../errors.js';
import { exampleId } from '../registration/example-id.js';
import type { AppserviceRegistration } from '../types.js';
import type { EncryptionContext } from './encryption-context.js';
import type { KeyMode } from './encryption-options.js';
import { explainError } from './failure-words.js';
import type { ServedKeys } from './served-keys.js';
import type { SetupAdvice } from './setup-advice.js';

/** Checks that the homeserver does what the encryption needs, as far as it can be seen at a start. */
export interface SetupChecks {
  /**
   * Asks the homeserver who we are, and in the modes that serve keys lets it ask for some. A homeserver that fails or cannot be reached is
   * reported, and is no reason not to start.
   *
   * @throws {EncryptionError} `SETUP` with the line to add.
   */
  readonly check: () => Promise<void>;
  /** Makes the checks that could not be made at the start. Rejects while they cannot, and with an `EncryptionError` as `check` does. */
  readonly proceed: () => Promise<void>;
  /**
   * Asks the homeserver to ping us, so that it repeats at once what it holds back (R7). A failing ping is reported.
   *
   * @throws {EncryptionError} `SETUP` if the homeserver will never send anything.
   */
  readonly ping: () => Promise<void>;
}

/** The parts that the checks need. */
export interface SetupCheckParts {
  readonly registration: AppserviceRegistration;
  readonly serverName: string;
  /** Tells whether messages are asked for all the time, so that the homeserver need not reach us. */
  readonly isSyncing: boolean;
  readonly servedKeys: ServedKeys;
  readonly advice: SetupAdvice;
}

/**
 * Refuses to serve device keys on a homeserver that federates: other servers come to see a device without keys, and no error shows it.
 *
 * @throws {EncryptionError} `SETUP`
 * @rule D2
 */
export function requireWorkableKeys(keys: KeyMode, federation: boolean): void {
  if (keys !== 'served' || !federation) return;
  throw new EncryptionError(
    'SETUP',
    "keys: 'served' does not work on a homeserver that federates, for other servers lose the keys: " +
      "leave `keys` out, or choose 'one-time-keys-served'; if the homeserver does not federate, set federation: false",
  );
}

/** Makes the checks of a start. */
export function createSetupChecks(context: EncryptionContext, parts: SetupCheckParts): SetupChecks {
  const { homeserver, store, keys: mode, reportFailure } = context;
  const { registration, serverName, isSyncing, servedKeys, advice } = parts;
  const senderId = `@${registration.sender_localpart}:${serverName}`;
  const left = [checkSender, checkDevice, checkServing];

  async function checkSender(): Promise<void> {
    const { user_id: userId } = await homeserver.as({}).getTokenOwner();
    if (userId === senderId) return;
    throw new EncryptionError(
      'SETUP',
      `the homeserver takes the appservice for ${userId}, and not for ${senderId}: ` +
        'correct `serverName`, or the `sender_localpart` of one of the two registration files',
    );
  }

  /** Asks as the first device that there is, since a homeserver ignores a name of the device that it does not know. */
  async function checkDevice(): Promise<void> {
    const users = await store.devices.listUsers({ limit: 10 });
    const user = users.find(({ deviceId }) => deviceId !== undefined);
    if (user?.deviceId === undefined) return;
    const { userId, deviceId } = user;
    const record = await store.devices.getDevice(userId, deviceId);
    if (!record?.state.includes('"created"')) return;
    const owner = await homeserver.as({ userId, deviceId }).getTokenOwner();
    if (owner.device_id === deviceId) return;
    const why = 'the homeserver does not let the appservice act as a device';
    throw new EncryptionError('SETUP', `${why}: ${advice.linesFor('deviceMasquerading')}`);
  }

  /** Lets the homeserver ask. One that had given us up for a while asks again after a ping (N5, N6). */
  async function isAsked(kind: 'query' | 'claim', deviceId: string, ask: () => Promise<unknown>): Promise<boolean> {
    await ask();
    if (servedKeys.wasAskedFor(kind, deviceId)) return true;
    await ping();
    await ask();
    return servedKeys.wasAskedFor(kind, deviceId);
  }

  async function checkQueries(userId: string, deviceId: string): Promise<void> {
    const query = { device_keys: { [userId]: [deviceId] } };
    const ask = (): Promise<unknown> => homeserver.as({ userId: senderId }).queryKeys(query);
    if (await isAsked('query', deviceId, ask)) return;
    const why =
      "keys: 'served' does not work: the homeserver was asked for the keys of a user of ours, and did not ask the appservice";
    throw new EncryptionError('SETUP', `${why}. What helps: ${advice.linesFor('keyQuery')}`);
  }

  async function checkClaims(userId: string, deviceId: string): Promise<void> {
    const claim = { one_time_keys: { [userId]: { [deviceId]: 'signed_curve25519' } } };
    if (await isAsked('claim', deviceId, () => homeserver.as({ userId: senderId }).claimKeys(claim))) return;
    const why = `keys: '${mode}' does not work: a one-time key of a user of ours was claimed, and the homeserver did not ask the appservice`;
    throw new EncryptionError('SETUP', `${why}. What helps: ${advice.linesFor('keyClaim')}`);
  }

  /** Lets the homeserver ask about a device that is not there, so that no key is lost. */
  async function checkServing(): Promise<void> {
    const userId = await anyUser();
    const deviceId = `CHECK${crypto.randomUUID().replaceAll('-', '')}`;
    servedKeys.expect(deviceId);
    if (mode === 'served') await checkQueries(userId, deviceId);
    if (mode !== 'uploaded') await checkClaims(userId, deviceId);
  }

  /** Returns a user for whom the homeserver would ask us: a known one, or any of the namespaces. */
  async function anyUser(): Promise<string> {
    const known = (await store.devices.listUsers({ limit: 100 })).find(({ userId }) => userId !== senderId);
    if (known) return known.userId;
    for (const { exclusive, regex } of registration.namespaces.users ?? []) {
      const example = exclusive ? exampleId(regex, 'users', serverName) : undefined;
      if (typeof example === 'string') return example;
    }
    return senderId;
  }

  /** Does the checks that are not done yet. One that fails is done again, with those after it. */
  async function proceed(): Promise<void> {
    for (let [next] = left; next; [next] = left) {
      try {
        await next();
      } catch (error) {
        if (!(error instanceof MatrixHttpError) || error.status !== 401) throw error;
        throw new EncryptionError('SETUP', explainError(error), error);
      }
      left.shift();
    }
  }

  /**
   * Asks for a ping: the homeserver repeats at once what it holds back.
   *
   * @rule R7
   */
  async function ping(): Promise<void> {
    try {
      await homeserver.as({}).pingAppservice({ appserviceId: registration.id }, {});
    } catch (error) {
      const { errcode = '', status = 0 } = error instanceof MatrixHttpError ? error : {};
      if (status === 403) {
        const why = `the homeserver knows no appservice \`id: ${registration.id}\` with this \`as_token\``;
        throw new EncryptionError('SETUP', `${why}: compare its registration file with the one in use`, error);
      }
      if (errcode === 'M_URL_NOT_SET') {
        if (isSyncing) return;
        const why = 'the homeserver sends this appservice nothing, since its registration file has no `url`';
        throw new EncryptionError('SETUP', `${why}: add the line \`url: http://…\` with our address`, error);
      }
      // An older homeserver has no ping, and repeats by itself, later.
      if (error instanceof UnrecognizedEndpointError) return;
      reportFailure({ message: `${whyUnpinged(errcode, error)}. The appservice has started all the same`, error });
    }
  }

  /** Explains a failed ping. Synapse may say that it could not connect because it was already doing so. */
  function whyUnpinged(errcode: string, error: unknown): string {
    const isUnreached = ['M_CONNECTION_FAILED', 'M_CONNECTION_TIMEOUT', 'M_BAD_STATUS'].includes(errcode);
    if (!isUnreached) return `the homeserver did not ping the appservice: ${explainError(error)}`;
    return (
      `the homeserver could not reach the appservice at \`url: ${registration.url ?? ''}\` (${errcode}). ` +
      'If no event comes, correct the `url` in its registration file, or open the way to it'
    );
  }

  return {
    check: async () => {
      try {
        await proceed();
      } catch (error) {
        if (error instanceof EncryptionError) throw error;
        const why = `the homeserver could not be checked at the start: ${explainError(error)}`;
        reportFailure({ message: `${why}. The appservice starts all the same, and the checks are made later`, error });
      }
    },
    proceed,
    ping,
  };
}

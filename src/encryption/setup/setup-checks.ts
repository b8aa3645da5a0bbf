import { Cancellation } from '../../async/cancellation.js';
import { isUnusable } from '../../appservice/leadership.js';
import { errorAnswerField } from '../../client/error-answers.js';
import { EncryptionError, MatrixHttpError, TimeoutError, UnrecognizedEndpointError } from '../../errors.js';
import { exampleId } from '../../registration/example-id.js';
import type { AppserviceRegistration } from '../../types.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { KeyMode } from '../encryption-options.js';
import { explainError } from '../explain-error.js';
import type { KeyRequest, ServedKeys } from './served-keys.js';
import type { SetupAdvice } from './setup-advice.js';

/** Checks that the homeserver does what the encryption needs, as far as it can be seen at a start. */
export interface SetupChecks {
  /**
   * Asks the homeserver who we are, and in the modes that serve keys lets it ask for some. A homeserver that fails or cannot be reached is
   * reported, and is no reason not to start.
   *
   * @param until Ends it, with its reason.
   * @throws {EncryptionError} `SETUP` with the line to add.
   */
  readonly check: (until?: Cancellation) => Promise<void>;
  /** Makes the checks that could not be made at the start. Rejects while they cannot, and with an `EncryptionError` as `check` does. */
  readonly proceed: (until?: Cancellation) => Promise<void>;
  /**
   * Asks the homeserver to ping us, so that it repeats at once what it holds back (R7). A failing ping is reported.
   *
   * @throws {EncryptionError} `SETUP` if the homeserver will never send anything.
   */
  readonly ping: (until?: Cancellation) => Promise<void>;
}

/** A user and a device of theirs that is not there. */
interface CheckedName {
  readonly userId: string;
  readonly deviceId: string;
}

const algorithm = 'signed_curve25519';

/** The time that a start waits for the ping. Synapse waits for a minute where something takes the connection and does not answer. */
const pingTimeoutMs = 15_000;

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
  const left = [checkSender, checkDevice, checkQueries, checkClaims];

  async function checkSender({ signal }: Cancellation): Promise<void> {
    const { user_id: userId } = await homeserver.as({}).getTokenOwner({ signal });
    if (userId === senderId) return;
    throw new EncryptionError(
      'SETUP',
      `the homeserver knows this appservice as ${userId}, not as ${senderId}: ` +
        'correct `serverName`, or the `sender_localpart` of one of the two registration files',
    );
  }

  /** Asks as the first device that there is, since a homeserver ignores a name of the device that it does not know. */
  async function checkDevice({ signal }: Cancellation): Promise<void> {
    const users = await store.devices.listUsers({ limit: 10 });
    const user = users.find(({ deviceId }) => deviceId !== undefined);
    if (user?.deviceId === undefined) return;
    const { userId, deviceId } = user;
    const record = await store.devices.getDevice(userId, deviceId);
    if (!record?.state.includes('"created"')) return;
    const owner = await homeserver.as({ userId, deviceId }).getTokenOwner({ signal });
    if (owner.device_id === deviceId) return;
    const why = 'the homeserver does not let the appservice act as a device';
    throw new EncryptionError('SETUP', `${why}: ${advice.linesFor('deviceMasquerading')}`);
  }

  /**
   * Lets the homeserver ask about a device that is not there, so that no key is lost. It may ask another process that has the same store.
   * One that had given us up for a while asks again after a ping (N5, N6).
   */
  async function isAsked(
    kind: KeyRequest,
    until: Cancellation,
    ask: (name: CheckedName) => Promise<unknown>,
  ): Promise<boolean> {
    const userId = await anyUser();
    const { deviceId, wasAsked, end } = await servedKeys.expect();
    try {
      await ask({ userId, deviceId });
      if (await wasAsked(kind)) return true;
      await ping(until);
      await ask({ userId, deviceId });
      return await wasAsked(kind);
    } finally {
      await end();
    }
  }

  async function checkQueries(until: Cancellation): Promise<void> {
    if (mode !== 'served') return;
    const client = homeserver.as({ userId: senderId });
    const ask = ({ userId, deviceId }: CheckedName): Promise<unknown> =>
      client.queryKeys({ device_keys: { [userId]: [deviceId] } }, { signal: until.signal });
    if (await isAsked('query', until, ask)) return;
    const why =
      "keys: 'served' does not work: the homeserver was asked for the keys of a user of ours, and no request for them reached the appservice's handler";
    throw new EncryptionError('SETUP', `${why}. What helps: ${advice.linesFor('keyQuery')}`);
  }

  async function checkClaims(until: Cancellation): Promise<void> {
    if (mode === 'uploaded') return;
    const client = homeserver.as({ userId: senderId });
    const ask = ({ userId, deviceId }: CheckedName): Promise<unknown> =>
      client.claimKeys({ one_time_keys: { [userId]: { [deviceId]: algorithm } } }, { signal: until.signal });
    if (await isAsked('claim', until, ask)) return;
    const why = `keys: '${mode}' does not work: a one-time key of a user of ours was claimed, and no request for it reached the appservice's handler`;
    throw new EncryptionError('SETUP', `${why}. What helps: ${advice.linesFor('keyClaim')}`);
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
  async function proceed(until = new Cancellation()): Promise<void> {
    for (let [next] = left; next; [next] = left) {
      try {
        await next(until);
      } catch (error) {
        until.throwIfCancelled();
        if (!(error instanceof MatrixHttpError) || error.status !== 401) throw error;
        throw new EncryptionError('SETUP', explainError(error), error);
      }
      // Another start may have made it meanwhile.
      if (left[0] === next) left.shift();
      until.throwIfCancelled();
    }
  }

  /**
   * Asks for a ping: the homeserver repeats at once what it holds back.
   *
   * @rule R7
   */
  async function ping(until = new Cancellation()): Promise<void> {
    const { signal } = until;
    try {
      await homeserver
        .as({})
        .pingAppservice({ appserviceId: registration.id }, {}, { signal, timeoutMs: pingTimeoutMs });
    } catch (error) {
      until.throwIfCancelled();
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
      if (errcode === 'M_BAD_STATUS' && isTokenRefused(error)) {
        const why = 'the homeserver has another `hs_token` than this appservice, which refuses what it sends';
        const remedy = 'compare the `hs_token` of its registration file with the one in use, and restart it';
        throw new EncryptionError('SETUP', `${why}: ${remedy}`, error);
      }
      // An older homeserver has no ping, and repeats by itself, later.
      if (error instanceof UnrecognizedEndpointError) return;
      reportFailure({ message: `${whyUnpinged(errcode, error)}. The appservice has started all the same`, error });
    }
  }

  /** Explains a failed ping. Synapse may say that it could not connect because it was already doing so. */
  function whyUnpinged(errcode: string, error: unknown): string {
    const url = `\`url: ${registration.url ?? ''}\``;
    const remedy = 'If no event comes, correct the `url` in its registration file, or open the way to it';
    if (error instanceof TimeoutError) {
      return `the homeserver has pinged ${url} and waits for an answer; a process that hangs may have that address. ${remedy}`;
    }
    if (errcode === 'M_BAD_STATUS') {
      const status = pingedStatus(error);
      const answer = status === undefined ? 'an error' : `status ${String(status)}`;
      return `the homeserver got ${answer} from ${url}, perhaps of something else than the appservice. ${remedy}`;
    }
    const isUnreached = ['M_CONNECTION_FAILED', 'M_CONNECTION_TIMEOUT'].includes(errcode);
    if (!isUnreached) return `the homeserver did not ping the appservice: ${explainError(error)}`;
    return `the homeserver could not reach the appservice at ${url} (${errcode}). ${remedy}`;
  }

  return {
    check: async (until) => {
      try {
        await proceed(until);
      } catch (error) {
        until?.throwIfCancelled();
        if (error instanceof EncryptionError || isUnusable(error)) throw error;
        const why = `the homeserver could not be checked at the start: ${explainError(error)}`;
        reportFailure({ message: `${why}. The appservice starts all the same, and the checks are made later`, error });
      }
    },
    proceed,
    ping,
  };
}

/** Returns the status that a homeserver got when it pinged the appservice. */
function pingedStatus(error: unknown): number | undefined {
  const status = error instanceof MatrixHttpError ? errorAnswerField(error, 'status') : undefined;
  return typeof status === 'number' ? status : undefined;
}

function isTokenRefused(error: unknown): boolean {
  return [401, 403].includes(pingedStatus(error) ?? 0);
}

import { databaseNames } from '../database-names.js';
import { createClaimAnswers } from '../../appservice/claim-answers.js';
import { createDeviceDirectory } from '../../appservice/device-directory.js';
import type { KeyHandlers } from '../../appservice/handler.js';
import type { AppserviceStore } from '../../appservice/store.js';
import { EncryptionError } from '../../errors.js';
import { setOwn } from '../../json-objects.js';
import type { KeyClaim, KeyClaimResponse, KeyQuery, KeyQueryResponse, UserId } from '../../types.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { KeyMode } from '../encryption-options.js';
import { recordErrorOf } from '../own-users.js';

/** A request for keys. */
export type KeyRequest = 'query' | 'claim';

/** A device that is not there, for which the homeserver is expected to ask. */
export interface ExpectedRequest {
  readonly deviceId: string;
  /** Tells whether the homeserver has asked for its keys, this process or another one on the same store. */
  readonly wasAsked: (request: KeyRequest) => Promise<boolean>;
  /** Forgets the device. */
  readonly end: () => Promise<void>;
}

/** The answers to the homeserver's requests for keys, and the requests that were seen. */
export interface ServedKeys {
  readonly handlers: KeyHandlers;
  /** Begins to look for requests about a device that is not there. */
  readonly expect: () => Promise<ExpectedRequest>;
}

/** It has expected requests: `expected` is written by the process that expects, the others by the one that was asked. */
const database = databaseNames.expectedKeyRequests;

/** The names of expected devices: no homeserver makes such IDs. */
const expectedName = /^CHECK[0-9a-f]{32}$/;

/**
 * Makes the handlers of the modes that serve keys; none where all are uploaded, for which homeservers would ask in vain.
 *
 * @param onClaim Called with the keys that were given out, before they are.
 * @param claimable Leaves out of a claim whatever must not be given out (D9).
 */
export function createServedKeys(
  store: Pick<AppserviceStore, 'claims' | 'crypto' | 'devices' | 'transaction'>,
  mode: KeyMode,
  onClaim: (answer: KeyClaimResponse) => Promise<void>,
  claimable: (claim: KeyClaim) => Promise<KeyClaim>,
  reportFailure: EncryptionContext['reportFailure'],
): ServedKeys {
  const claimKeys = createClaimAnswers(store);
  const directory = createDeviceDirectory(store);

  async function isNoted(kind: KeyRequest | 'expected', deviceId: string): Promise<boolean> {
    return (await store.crypto.load(database)).some(({ store: noted, key }) => noted === kind && key === deviceId);
  }

  /** Writes down that an expected device was asked for. Anyone may ask for others of such names, and nothing is written of those. */
  async function note(request: KeyRequest, deviceIds: readonly string[]): Promise<void> {
    const deviceId = deviceIds.find((name) => expectedName.test(name));
    if (deviceId === undefined || !(await isNoted('expected', deviceId))) return;
    await store.crypto.write(database, [{ store: request, key: deviceId, value: '' }]);
  }

  /** Answers a query without the users whose records are damaged, who are reported. */
  async function answerTo(query: KeyQuery): Promise<KeyQueryResponse> {
    try {
      return await directory.queryKeys(query);
    } catch {
      // One of them may be at fault: where it is not, this fails in the same way.
    }
    const sound: KeyQuery = {};
    for (const [userId, devices] of Object.entries(query)) {
      try {
        await directory.queryKeys({ [userId]: devices });
        setOwn(sound, userId, devices);
      } catch (cause) {
        const error = recordErrorOf(userId, cause);
        if (!(error instanceof EncryptionError)) throw error;
        reportFailure({ message: error.message, error, userId: userId as UserId });
      }
    }
    return directory.queryKeys(sound);
  }

  const claims: KeyHandlers = {
    claimKeys: async (claim) => {
      await note(
        'claim',
        Object.values(claim).flatMap((devices) => Object.keys(devices)),
      );
      const answer = await claimKeys(await claimable(claim));
      await onClaim(answer);
      return answer;
    },
  };
  const queries: KeyHandlers = {
    queryKeys: async (query) => {
      await note('query', Object.values(query).flat());
      return answerTo(query);
    },
  };

  return {
    handlers: { ...(mode !== 'uploaded' && claims), ...(mode === 'served' && queries) },
    expect: async () => {
      const deviceId = `CHECK${crypto.randomUUID().replaceAll('-', '')}`;
      await store.crypto.write(database, [{ store: 'expected', key: deviceId, value: '' }]);
      return {
        deviceId,
        wasAsked: (request) => isNoted(request, deviceId),
        end: () =>
          store.crypto.write(
            database,
            ['expected', 'query', 'claim'].map((kind) => ({ store: kind, key: deviceId, value: undefined })),
          ),
      };
    },
  };
}

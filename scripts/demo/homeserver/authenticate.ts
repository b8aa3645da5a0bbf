import { isUserId } from 'matrix-encrypted-appservice';
import { createNamespaces, type ExclusiveNamespaces } from 'matrix-encrypted-appservice/registration';
import type { AppserviceRegistration, UserId } from 'matrix-encrypted-appservice/types';
import { refusal, type Requester } from './routes.js';
import type { HomeserverState } from './state.js';

/** A device of a plain client, and its access token. */
export interface Login {
  readonly userId: UserId;
  readonly deviceId: string;
  readonly accessToken: string;
}

/** The names of the device parameter that a homeserver reads (G6). One that it does not read is ignored. */
export type ReadNames = 'stable' | 'unstable' | 'both' | 'none';

export interface Authenticator {
  readonly logins: Map<string, Login>;
  readonly namespaces: ExclusiveNamespaces;
  /** @throws {MatrixHttpError} with the refusal that Synapse gives. */
  readonly authenticate: (headers: Headers, query: URLSearchParams) => Requester;
}

const deviceParameters: Readonly<Record<ReadNames, readonly string[]>> = {
  stable: ['device_id'],
  unstable: ['org.matrix.msc3202.device_id'],
  both: ['device_id', 'org.matrix.msc3202.device_id'],
  none: [],
};

/** Finds out for whom a request acts: a client by its token, an appservice by its token and the query. */
export function createAuthenticator(
  state: HomeserverState,
  registrations: readonly AppserviceRegistration[],
  readNames: ReadNames,
): Authenticator {
  const logins = new Map<string, Login>();
  const namespaces = createNamespaces(registrations, state.serverName);

  function acting(appservice: AppserviceRegistration, query: URLSearchParams): Requester {
    const sender: UserId = `@${appservice.sender_localpart}:${state.serverName}`;
    const userId = query.get('user_id') ?? sender;
    if (!isUserId(userId) || (userId !== sender && namespaces.ownerOf(userId)?.id !== appservice.id)) {
      throw refusal(403, 'M_FORBIDDEN', `Application service cannot masquerade as this user (${userId}).`);
    }
    if (userId !== sender && !state.accounts.has(userId)) {
      throw refusal(403, 'M_FORBIDDEN', `Application service has not registered this user (${userId})`);
    }
    const name = deviceParameters[readNames].find((each) => query.has(each));
    const deviceId = name === undefined ? undefined : (query.get(name) ?? undefined);
    if (deviceId !== undefined && state.device(userId, deviceId) === undefined) {
      // Only Synapse before 1.161 reads the draft's name, and it has an error code of the draft's.
      const errcode = readNames === 'unstable' ? 'ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE' : 'M_UNKNOWN_DEVICE';
      const device = `('${deviceId}' for ${userId})`;
      throw refusal(400, errcode, `Application service trying to use a device that doesn't exist ${device}`);
    }
    return { userId, deviceId, appservice };
  }

  return {
    logins,
    namespaces,
    authenticate(headers, query) {
      const token = /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '')?.[1];
      if (token === undefined) throw refusal(401, 'M_MISSING_TOKEN', 'Missing access token');
      const appservice = registrations.find(({ as_token: asToken }) => asToken === token);
      if (appservice !== undefined) return acting(appservice, query);
      const login = logins.get(token);
      if (login === undefined) throw refusal(401, 'M_UNKNOWN_TOKEN', 'Unrecognised access token');
      return { userId: login.userId, deviceId: login.deviceId, appservice: undefined };
    },
  };
}

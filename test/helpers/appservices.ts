import { createAppserviceHandler, type AppserviceHandlers } from '../../src/appservice/index.js';
import type { AppserviceRegistration, DeviceKeys, CrossSigningKey } from '../../src/types.js';

/** Appservices that are reached through a `fetch` of their own, without sockets. */
export interface Appservices {
  readonly registrations: AppserviceRegistration[];
  readonly fetch: (request: Request) => Promise<Response>;
  /** Every request so far: `<registration id> <path>`. */
  readonly requests: string[];
}

/** What an appservice is made of: our own handler's handlers, or a function that answers as it likes. */
export type FakeAppservice = AppserviceHandlers | ((request: Request) => Response | Promise<Response>);

/** An appservice that cannot be reached. */
export const down: FakeAppservice = () => Promise.reject(new TypeError('fetch failed'));

/** An appservice that never answers. */
export const hanging: FakeAppservice = () => new Promise(() => undefined);

/** One appservice per entry; each owns the users `@<id>_…:example.org` exclusively. */
export function createAppservices(appservices: Record<string, FakeAppservice>): Appservices {
  const requests: string[] = [];
  const answers = new Map<string, (request: Request) => Response | Promise<Response>>();
  const registrations = Object.entries(appservices).map(([id, appservice]) => {
    const answer =
      typeof appservice === 'function'
        ? appservice
        : createAppserviceHandler(appservice, { hsToken: `hs-token-of-${id}` }).fetch;
    answers.set(`${id}.test`, answer);
    return registrationOf(id);
  });

  async function fetch(request: Request): Promise<Response> {
    const { host, pathname } = new URL(request.url);
    requests.push(`${host.replace('.test', '')} ${pathname}`);
    const answer = answers.get(host);
    if (answer === undefined) throw new TypeError('fetch failed');
    return answer(request);
  }

  return { registrations, fetch, requests };
}

/** A registration of `http://<id>.test` for the users `@<id>_…:example.org`. */
export function registrationOf(id: string, changes: Partial<AppserviceRegistration> = {}): AppserviceRegistration {
  return {
    id,
    url: `http://${id}.test`,
    as_token: `as-token-of-${id}`,
    hs_token: `hs-token-of-${id}`,
    sender_localpart: `${id}bot`,
    namespaces: { users: [{ exclusive: true, regex: `@${id}_.*` }], aliases: [], rooms: [] },
    ...changes,
  };
}

/** Device keys that are well formed; `mark` tells whose they are. */
export function deviceKeysOf(userId: string, deviceId: string, mark = 'appservice'): DeviceKeys {
  return {
    user_id: userId,
    device_id: deviceId,
    algorithms: ['m.olm.v1.curve25519-aes-sha2'],
    keys: { [`ed25519:${deviceId}`]: mark },
    signatures: { [userId]: { [`ed25519:${deviceId}`]: `signed by ${mark}` } },
  };
}

/** A cross-signing key that is well formed, and signed by the user's `master` key if `signedBy` says so. */
export function crossSigningKeyOf(
  userId: string,
  usage: CrossSigningKey['usage'][number],
  signedBy?: string,
): CrossSigningKey {
  const key: CrossSigningKey = { user_id: userId, usage: [usage], keys: { [`ed25519:${usage}`]: usage } };
  return signedBy === undefined ? key : { ...key, signatures: { [userId]: { [`ed25519:${signedBy}`]: 'signature' } } };
}

import { withDeadline } from '../async/deadline.js';
import { urlWithoutSlash } from '../client/base-url.js';
import type { Fetch } from '../client/fetch.js';
import { send } from '../client/send.js';
import { createClock } from '../clock.js';
import { clientServerOperations } from '../../generated/operations.js';
import { decodeJson } from '../http/decode-json.js';
import { isUserId, type UserId } from '../identifiers.js';
import { isJsonObject, own } from '../json-objects.js';

/** The part of a client's request that names its sender. */
export interface ClientCredentials {
  /** Headers to repeat: `authorization`, and those that tell the homeserver the client's address. */
  readonly headers: Readonly<Record<string, string>>;
  /** Query of the request with its question mark, which may have a token, and the user as whom an appservice acts. */
  readonly query: string;
}

/** Options of {@link createViewers}. */
export interface ViewersOptions {
  readonly homeserverUrl: string;
  readonly fetch: Fetch;
  /** Clock in milliseconds, for tests. */
  readonly now?: (() => number) | undefined;
  /** The most users that are remembered. Default: 10,000. */
  readonly mostRemembered?: number | undefined;
}

/** A look-up of the user behind a request. */
export interface Viewers {
  /** Returns the user, or `undefined` where the homeserver does not say. Never rejects. */
  viewerOf(credentials: ClientCredentials): Promise<UserId | undefined>;
}

/** The time for which a user is remembered, in milliseconds. */
const rememberedMs = 60_000;

/** The same for a look-up that failed: a homeserver that is slow or limits requests is not asked by each of them. */
const failureRememberedMs = 10_000;

interface LookUp {
  readonly viewer: Promise<UserId | undefined>;
  readonly sinceMs: number;
  keptMs: number;
}

/** The deadline of a look-up, in milliseconds. */
const timeoutMs = 5000;

/**
 * Creates a look-up that asks the homeserver's `/account/whoami`, and remembers its answers for a minute.
 *
 * A remembered answer gives no access: the homeserver has accepted the request itself by then, and a token never
 * changes its user. Only the SHA-256 of token and query is kept. Failures are remembered for ten seconds. Simultaneous
 * requests of one client share a look-up.
 */
export function createViewers({ homeserverUrl, fetch, now, mostRemembered = 10_000 }: ViewersOptions): Viewers {
  const url = urlWithoutSlash(homeserverUrl) + clientServerOperations.getTokenOwner.stablePath;
  const clock = createClock(now);
  const remembered = new Map<string, LookUp>();

  function remember(key: string, viewer: Promise<UserId | undefined>): void {
    // The oldest is the first, since no entry is ever renewed.
    for (const [oldest, { sinceMs }] of remembered) {
      if (remembered.size < mostRemembered && clock.elapsedMs(sinceMs) < rememberedMs) break;
      remembered.delete(oldest);
    }
    const lookUp: LookUp = { viewer, sinceMs: clock.now(), keptMs: rememberedMs };
    remembered.set(key, lookUp);
    void viewer.then((found) => {
      if (found === undefined) lookUp.keptMs = failureRememberedMs;
    });
  }

  async function ask({ headers, query }: ClientCredentials): Promise<UserId | undefined> {
    try {
      const request = {
        url: url + query,
        method: 'GET',
        headers: { ...headers, 'accept-encoding': 'identity' },
        body: null,
      };
      const { status, body } = await withDeadline(timeoutMs, undefined, (cancellation) =>
        send(request, { fetch, cancellation, maxBodyBytes: 65_536 }),
      );
      const json = decodeJson(body);
      const userId = json.ok && isJsonObject(json.value) ? own(json.value, 'user_id') : undefined;
      return status === 200 && typeof userId === 'string' && isUserId(userId) ? userId : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    async viewerOf(credentials) {
      const key = await digestOf(credentials);
      const known = remembered.get(key);
      if (known !== undefined && clock.elapsedMs(known.sinceMs) < known.keptMs) return known.viewer;
      remembered.delete(key);
      const viewer = ask(credentials);
      remember(key, viewer);
      return viewer;
    },
  };
}

async function digestOf({ headers, query }: ClientCredentials): Promise<string> {
  const text = JSON.stringify([headers['authorization'], query]);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return String.fromCharCode(...new Uint8Array(digest));
}

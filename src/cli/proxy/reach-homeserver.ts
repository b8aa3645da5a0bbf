import { withDeadline } from '../../async/deadline.js';
import { send } from '../../client/send.js';
import { urlWithoutSlash } from '../../client/base-url.js';
import { ConnectionError, TimeoutError } from '../../errors.js';
import type { Fetch } from '../../client/fetch.js';
import { explainHomeserverFailure } from '../explain-failure.js';

/** The deadline of the question, in milliseconds. */
const timeoutMs = 10_000;

/**
 * Asks the homeserver for its versions, and returns advice for the operator where no answer comes. Any answer will do:
 * the homeserver may also be the later of the two to start.
 */
export async function adviceIfUnreachable(
  homeserverUrl: string,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<string | undefined> {
  const url = `${urlWithoutSlash(homeserverUrl)}/_matrix/client/versions`;
  const request = { url, method: 'GET', headers: { 'accept-encoding': 'identity' }, body: null };
  try {
    await withDeadline(timeoutMs, signal, (cancellation) =>
      send(request, { fetch, cancellation, maxBodyBytes: 1_048_576 }),
    );
    return undefined;
  } catch (error) {
    const isUnreachable = error instanceof ConnectionError || error instanceof TimeoutError;
    return isUnreachable && !signal.aborted ? explainHomeserverFailure(error, homeserverUrl) : undefined;
  }
}

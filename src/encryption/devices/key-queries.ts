import { createEndOfTurn } from '../../async/turns.js';
import { MatrixHttpError } from '../../errors.js';
import { own, setOwn } from '../../json-objects.js';
import { restrictKeyQuery } from '../../keys/restrict-key-query.js';
import { visibleKeyQuery } from '../../keys/visible-key-query.js';
import type { KeyQuery, KeyQueryResponse } from '../../types.js';
import { type EncryptionContext, ofStrangers } from '../encryption-context.js';
import type { DeviceName } from '../machine/device-name.js';
import { repeatRequest } from '../repeat-request.js';

/** Asks the homeserver for keys, once for all machines that want to know. */
export interface KeyQueries {
  /** Returns the keys of these users as the device's user may see them: all devices, cross-signing keys, and failing servers. */
  readonly query: (asker: DeviceName, users: KeyQuery) => Promise<KeyQueryResponse>;
}

/** The users in one request, as many as homeservers take without harm. */
const mostUsers = 500;

/** The requests in flight. One may last for half a minute, where the homeserver waits for another that does not answer. */
const mostRequests = 4;

interface WaitingQuery {
  readonly asker: DeviceName;
  readonly users: KeyQuery;
  readonly resolve: (answer: KeyQueryResponse) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Unites the key queries that come in one turn, or while enough earlier ones are in flight (D6). An asker's own keys are asked for as that
 * user, for only so does the user-signing key come.
 */
export function createKeyQueries(context: EncryptionContext): KeyQueries {
  const endOfTurn = createEndOfTurn();
  let waiting: WaitingQuery[] = [];
  let requests = 0;

  function ask(asker: DeviceName, users: KeyQuery): Promise<KeyQueryResponse> {
    const { userId, deviceId } = asker;
    return repeatRequest(context, () =>
      context.homeserver.as({ userId, deviceId }).queryKeys({ device_keys: users }, ofStrangers),
    );
  }

  async function askForAll(queries: readonly WaitingQuery[]): Promise<void> {
    const [first] = queries;
    if (!first) return;
    const users: KeyQuery = {};
    for (const query of queries) for (const userId of Object.keys(query.users)) setOwn(users, userId, []);
    let united: KeyQueryResponse;
    try {
      united = await ask(first.asker, users);
    } catch (error) {
      // A refusal may be the fault of one of them: a user who is no user, or an asker who is gone.
      if (queries.length > 1 && error instanceof MatrixHttpError && error.status < 500 && error.status !== 429) {
        for (const query of queries) await askForAll([query]);
      } else {
        for (const { reject } of queries) reject(error);
      }
      return;
    }
    for (const { asker, users: wanted, resolve } of queries) resolve(cutFor(asker, wanted, united));
  }

  async function askWaiting(): Promise<void> {
    if (requests >= mostRequests) return;
    requests++;
    try {
      while (waiting.length > 0) {
        await endOfTurn();
        const [batch, rest] = firstBatch(waiting);
        waiting = rest;
        await askForAll(batch).catch((error: unknown) => {
          for (const { reject } of batch) reject(error);
        });
      }
    } finally {
      requests--;
    }
  }

  function askTogether(asker: DeviceName, users: KeyQuery): Promise<KeyQueryResponse> {
    return new Promise((resolve, reject) => {
      waiting.push({ asker, users, resolve, reject });
      void askWaiting();
    });
  }

  return {
    query: async (asker, wanted) => {
      const ofOthers: KeyQuery = {};
      for (const userId of Object.keys(wanted)) if (userId !== asker.userId) setOwn(ofOthers, userId, []);
      const ownKeys: KeyQuery = { [asker.userId]: [] };
      const [others, mine] = await Promise.all([
        Object.keys(ofOthers).length > 0 ? askTogether(asker, ofOthers) : {},
        own(wanted, asker.userId) ? ask(asker, ownKeys).then((answer) => cutFor(asker, ownKeys, answer)) : {},
      ]);
      return joined(others, mine);
    },
  };
}

/** Takes as many queries as go into one request, and at least one. */
function firstBatch(queries: readonly WaitingQuery[]): [WaitingQuery[], WaitingQuery[]] {
  let count = 0;
  const end = queries.findIndex(({ users }, index) => {
    count += Object.keys(users).length;
    return index > 0 && count > mostUsers;
  });
  const size = end === -1 ? queries.length : end;
  return [queries.slice(0, size), queries.slice(size)];
}

/** Cuts an answer to the users that were asked for, and to what the asker may see (M7). Servers that failed stay named. */
function cutFor({ userId }: DeviceName, users: KeyQuery, answer: KeyQueryResponse): KeyQueryResponse {
  const visible = visibleKeyQuery(restrictKeyQuery(answer, users).answer, { userId });
  return answer.failures === undefined ? visible : { ...visible, failures: answer.failures };
}

/** Joins answers about different users. */
function joined(one: KeyQueryResponse, other: KeyQueryResponse): KeyQueryResponse {
  return {
    device_keys: { ...one.device_keys, ...other.device_keys },
    master_keys: { ...one.master_keys, ...other.master_keys },
    self_signing_keys: { ...one.self_signing_keys, ...other.self_signing_keys },
    user_signing_keys: { ...one.user_signing_keys, ...other.user_signing_keys },
    failures: { ...one.failures, ...other.failures },
  };
}

import { applicationServiceOperations as operations, type Operation } from '../../operations.js';
import type { KeyClaim, KeyQuery } from '../../types.js';
import type { AppserviceWorld, ProbedRoute } from './appservice-world.js';
import { inWords, isSameReply, isSuccess, isUnknown } from './reply.js';
import type { ProbeRequest } from './write-request.js';

type Place = Pick<ProbedRoute, 'operationId' | 'label' | 'path' | 'request'>;

/** Asks every route once. If no server answers the first request, the others are not sent. */
export async function findEndpoints(world: AppserviceWorld): Promise<ProbedRoute[]> {
  const [first, ...others] = placesOf(world);
  if (first === undefined) return [];
  const ask = async (place: Place): Promise<ProbedRoute> => {
    const reply = await world.send(place.request());
    const hidesToken =
      reply.answered &&
      !isSuccess(reply) &&
      isSameReply(reply, await world.send({ ...place.request(), authorization: `Bearer ${world.uniqueName()}` }));
    return { ...place, reply, hidesToken };
  };
  const asked = await ask(first);
  return asked.reply.answered ? [asked, ...(await Promise.all(others.map(ask)))] : [asked];
}

/** Tells whether an appservice has a route. */
export function isServed({ reply }: ProbedRoute): boolean {
  return reply.answered && !isUnknown(reply);
}

/** Says that routes answer the same to a request whose token should matter. */
export function blindness({ deliver }: AppserviceWorld, routes: readonly ProbedRoute[]): string {
  const seen = routes.map(({ label, reply }) => `${label}: ${inWords(reply)}`).join(', ');
  return `${seen}, whatever the token${deliver ? '' : '; --deliver sees more'}`;
}

/** Returns the routes that answered a right request with success, transactions last. */
export function soundEndpoints({ state }: AppserviceWorld): ProbedRoute[] {
  return state.endpoints.filter(({ reply }) => isSuccess(reply));
}

/** Returns the key query of the checks, which asks for all devices of a user. */
export function keyQueryOf({ user }: AppserviceWorld): KeyQuery {
  return { [user]: [] };
}

/** The device that the checks claim a key of. There is none of that name, so no key is taken. */
export const claimedDevice = 'NO_SUCH_DEVICE';

/** Returns the key claim of the checks. */
export function keyClaimOf({ user }: AppserviceWorld): KeyClaim {
  return { [user]: { [claimedDevice]: ['signed_curve25519'] } };
}

/** Makes the request that puts a transaction. */
export function putTransaction(body: unknown, transactionId: string): ProbeRequest {
  const path = operations.sendTransaction.stablePath.replace('{txnId}', encodeURIComponent(transactionId));
  return { method: 'PUT', path, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function placesOf(world: AppserviceWorld): Place[] {
  const post =
    (path: string, body: () => unknown): Place['request'] =>
    () => ({ method: 'POST', path, body: JSON.stringify(body()) });
  const both = (operation: Operation, label: string, body: () => unknown): Place[] => {
    const operationId = operation.operationId as keyof typeof operations;
    const unstable = operation.unstablePath === undefined ? [] : [operation.unstablePath];
    return [...unstable, operation.stablePath ?? ''].map((path) => ({
      operationId,
      label: path === operation.stablePath && unstable.length > 0 ? `${label} (stable path)` : label,
      path,
      request: post(path, body),
    }));
  };
  const { path } = putTransaction('', '');
  return [
    ...both(operations.ping, 'ping', () => ({ transaction_id: world.uniqueName() })),
    ...both(operations.queryKeys, 'key queries', () => keyQueryOf(world)),
    ...both(operations.claimKeys, 'key claims', () => keyClaimOf(world)),
    {
      operationId: 'sendTransaction',
      label: 'transactions',
      path,
      // Without leave to deliver, a body that no application ever sees.
      request: () => putTransaction(world.deliver ? { events: [] } : '{', world.uniqueName()),
    },
  ];
}

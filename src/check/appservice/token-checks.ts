import type { CheckOutcome } from '../check.js';
import type { Check } from '../run-checks.js';
import type { AppserviceWorld } from './appservice-world.js';
import { isServed, soundEndpoints } from './endpoints.js';
import { isBroken, notTested, asExpected, worksOtherwise } from './outcomes.js';
import { inWords, isAccepted, isRefusal, isSameReply, isSuccess } from './reply.js';
import type { ProbeRequest } from './write-request.js';

/** Checks of tokens: none, wrong, in the query, twice. */
export const tokenChecks: readonly Check<AppserviceWorld>[] = [
  {
    id: 'no-token',
    title: 'requests without a token',
    rules: ['A1'],
    does: 'Asks every route without a token.',
    expects: '401 M_MISSING_TOKEN.',
    needed: true,
    run: (world) => refusalOf(world, (request) => ({ ...request, authorization: null }), '401 M_MISSING_TOKEN'),
  },
  {
    id: 'wrong-token',
    title: 'requests with a wrong token',
    rules: ['A1'],
    does: 'Asks every route with another token, with one that is longer, shorter, empty or in capitals, and with the `as_token`.',
    expects: '403 M_FORBIDDEN.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const { hsToken, asToken } = world;
      const outcomes: CheckOutcome[] = [];
      for (const token of [world.uniqueName(), `${hsToken}x`, hsToken.slice(0, -1)])
        outcomes.push(await refusalOf(world, withHeader(`Bearer ${token}`), '403 M_FORBIDDEN'));
      // A server may take these for no token at all.
      for (const token of ['', hsToken.toUpperCase(), asToken]) {
        if (token !== hsToken) outcomes.push(await refusalOf(world, withHeader(`Bearer ${token}`)));
      }
      return worstOf(outcomes);
    },
  },
  {
    id: 'other-token-in-header',
    title: 'a wrong header, a right query',
    rules: ['A1'],
    does: 'Asks every route with a wrong token in the header and the right one in the query.',
    expects: '403 M_FORBIDDEN.',
    needed: false,
    run: (world) =>
      refusalOf(
        world,
        (request) => ({ ...withQuery(request, world.hsToken), authorization: `Bearer ${world.uniqueName()}` }),
        '403 M_FORBIDDEN',
      ),
  },
  {
    id: 'other-token-in-query',
    title: 'a right header, a wrong query',
    rules: ['A1'],
    does: 'Asks every route with the right token in the header and another in the query.',
    expects: '403 M_FORBIDDEN.',
    needed: false,
    run: (world) => refusalOf(world, (request) => withQuery(request, world.uniqueName()), '403 M_FORBIDDEN'),
  },
  {
    id: 'token-in-query-alone',
    title: 'the token in the query alone',
    rules: ['A1'],
    does: 'Asks every route with the token in the query, where logs show it, and without a header.',
    expects: '401 M_MISSING_TOKEN: no homeserver since Matrix 1.4 sends it there alone.',
    needed: false,
    run: (world) =>
      refusalOf(
        world,
        (request) => ({ ...withQuery(request, world.hsToken), authorization: null }),
        '401 M_MISSING_TOKEN',
      ),
  },
  {
    id: 'token-twice',
    title: 'the token in header and query',
    rules: ['A1'],
    does: 'Asks with the token in both places, percent-encoded and as it is, as several homeservers do.',
    expects: 'The same answer as without the one in the query.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const { hsToken, state } = world;
      const served = state.endpoints.filter(isServed);
      const [endpoint] = [...soundEndpoints(world), ...served];
      if (endpoint === undefined) return notTested('no route of an appservice was found');
      // What fails in any case shows nothing of the token.
      if (endpoint.reply.answered && endpoint.reply.status >= 500) return notTested(inWords(endpoint.reply));
      // `#` would end the query.
      const spellings = new Set([encodeURIComponent(hsToken), hsToken.replaceAll('#', '%23')]);
      for (const token of spellings) {
        const request = endpoint.request();
        const reply = await world.send({ ...request, path: `${request.path}?access_token=${token}` });
        if (!isSameReply(reply, endpoint.reply)) return isBroken(`${endpoint.label}: ${inWords(reply)}`);
      }
      return asExpected();
    },
  },
];

function withQuery(request: ProbeRequest, token: string): ProbeRequest {
  return { ...request, path: `${request.path}?access_token=${encodeURIComponent(token)}` };
}

function withHeader(authorization: string): (request: ProbeRequest) => ProbeRequest {
  return (request) => ({ ...request, authorization });
}

/**
 * Asks every route with a changed request, and judges whether each refuses it.
 *
 * @param expected Best answer. Default: any refusal.
 */
async function refusalOf(
  world: AppserviceWorld,
  change: (request: ProbeRequest) => ProbeRequest,
  expected?: string,
): Promise<CheckOutcome> {
  const served = world.state.endpoints.filter(isServed);
  const faults: string[] = [];
  const otherwise = new Set<string>();
  const undecided: string[] = [];
  for (const { label, request, reply: usual } of served) {
    const reply = await world.send(change(request()));
    if (isSuccess(usual) ? !isRefusal(reply) : isAccepted(reply)) faults.push(`${label}: ${inWords(reply)}`);
    else if (!isSuccess(usual) && isSameReply(reply, usual)) undecided.push(`${label}: ${inWords(reply)} for the body`);
    else if (expected !== undefined && inWords(reply) !== expected) otherwise.add(inWords(reply));
  }
  if (faults.length > 0) return isBroken(faults.join(', '));
  if (undecided.length === served.length) return notTested(['no route was found', ...undecided].at(-1) ?? '');
  // A sender who needs no token for these can make up events.
  const ofTransactions = undecided.find((each) => each.startsWith('transactions'));
  if (ofTransactions !== undefined && !world.deliver)
    return notTested(`${ofTransactions}, whatever the token: --deliver shows whether they need one`);
  return otherwise.size === 0 ? asExpected() : worksOtherwise([...otherwise].join(', '));
}

function worstOf(outcomes: readonly CheckOutcome[]): CheckOutcome {
  const order = ['broken', 'missing', 'other-name', 'works', 'not-tested'] as const;
  const [worst = notTested('nothing was sent')] = order.flatMap((verdict) =>
    outcomes.filter((outcome) => outcome.verdict === verdict),
  );
  return worst;
}

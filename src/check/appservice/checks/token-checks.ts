import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import type { AppserviceWorld, ProbedRoute } from '../appservice-world.js';
import { blindness, isServed, soundEndpoints } from '../endpoints.js';
import { broken, notTested, works, otherName } from '../../outcomes.js';
import { inWords, isAccepted, isRefusal, isSameReply, isSuccess } from '../reply.js';
import type { ProbeRequest } from '../write-request.js';

/** Checks of tokens: none, wrong, in the query, twice. */
export const tokenChecks: readonly Check<AppserviceWorld>[] = [
  {
    id: 'no-token',
    title: 'requests without a token',
    rules: ['A1'],
    does: 'Asks every route without a token, and with an empty one.',
    expects: '401 M_MISSING_TOKEN.',
    needed: true,
    run: (world) =>
      refusalOf(world, '401 M_MISSING_TOKEN', [
        ['', () => ({ authorization: null })],
        [' with an empty token', () => ({ authorization: 'Bearer ' })],
      ]),
  },
  {
    id: 'wrong-token',
    title: 'requests with a wrong token',
    rules: ['A1'],
    does: 'Asks every route with another token, a longer and a shorter one, the `as_token`, and the right one in another case.',
    expects: '403 M_FORBIDDEN.',
    needed: true,
    run: (world: AppserviceWorld): Promise<CheckOutcome> => {
      const { hsToken, asToken } = world;
      const upper = hsToken.toUpperCase();
      const wrong = [
        ['', world.uniqueName()],
        ['', `${hsToken}x`],
        ['', hsToken.slice(0, -1)],
        [' with the as_token', asToken],
        [' in another case', upper === hsToken ? hsToken.toLowerCase() : upper],
      ].filter(([, token]) => token !== hsToken);
      return refusalOf(
        world,
        '403 M_FORBIDDEN',
        wrong.map(([what = '', token = '']) => [what, () => ({ authorization: `Bearer ${token}` })]),
      );
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
      refusalOf(world, '403 M_FORBIDDEN', [
        ['', (request) => ({ ...withQuery(request, world.hsToken), authorization: `Bearer ${world.uniqueName()}` })],
      ]),
  },
  {
    id: 'other-token-in-query',
    title: 'a right header, a wrong query',
    rules: ['A1'],
    does: 'Asks every route with the right token in the header and another in the query.',
    expects: '403 M_FORBIDDEN.',
    needed: false,
    run: (world) => refusalOf(world, '403 M_FORBIDDEN', [['', (request) => withQuery(request, world.uniqueName())]]),
  },
  {
    id: 'token-in-query-alone',
    title: 'the token in the query alone',
    rules: ['A1'],
    does: 'Asks every route with the token in the query, where logs show it, and without a header.',
    expects: '401 M_MISSING_TOKEN: no homeserver since Matrix 1.4 sends it there alone.',
    needed: false,
    run: (world) =>
      refusalOf(world, '401 M_MISSING_TOKEN', [
        ['', (request) => ({ ...withQuery(request, world.hsToken), authorization: null })],
      ]),
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
      if (endpoint === undefined) return notTested('no route was found');
      if (endpoint.hidesToken) return notTested(blindness(world, [endpoint]));
      // `#` would end the query.
      const spellings = new Set([encodeURIComponent(hsToken), hsToken.replaceAll('#', '%23')]);
      for (const token of spellings) {
        const request = endpoint.request();
        const reply = await world.send({ ...request, path: `${request.path}?access_token=${token}` });
        if (!isSameReply(reply, endpoint.reply)) return broken(`${endpoint.label}: ${inWords(reply)}`);
      }
      return works();
    },
  },
  {
    id: 'tokens-shown',
    title: 'answers without tokens',
    rules: ['S5'],
    does: 'Looks for the tokens of the registration in all answers so far.',
    expects: 'None: answers get into logs.',
    needed: false,
    run({ shown }: AppserviceWorld): CheckOutcome {
      return shown.size === 0 ? works() : broken(`a token in ${[...shown].join(', ')}`);
    },
  },
];

type Change = readonly [what: string, change: (request: ProbeRequest) => Partial<ProbeRequest>];

function withQuery({ path }: ProbeRequest, token: string): Pick<ProbeRequest, 'path'> {
  return { path: `${path}?access_token=${encodeURIComponent(token)}` };
}

/** Asks every route with changed requests, and judges whether each refuses them. */
async function refusalOf(world: AppserviceWorld, expected: string, changes: readonly Change[]): Promise<CheckOutcome> {
  const served = world.state.endpoints.filter(isServed);
  const [faults, otherwise, undecided] = [new Set<string>(), new Set<string>(), new Set<ProbedRoute>()];
  for (const [what, change] of changes) {
    for (const endpoint of served) {
      const request = endpoint.request();
      const reply = await world.send({ ...request, ...change(request) });
      const isSound = isSuccess(endpoint.reply);
      if (isSound ? !isRefusal(reply) : isAccepted(reply)) faults.add(`${endpoint.label}${what}: ${inWords(reply)}`);
      else if (!isSound && isSameReply(reply, endpoint.reply)) undecided.add(endpoint);
      else if (inWords(reply) !== expected) otherwise.add(inWords(reply));
    }
  }
  if (faults.size > 0) return broken([...faults].join(', '));
  if (served.length === 0) return notTested('no route was found');
  // One route that nobody saw refuse a token is enough to forge events.
  if (undecided.size > 0) return notTested(blindness(world, [...undecided]));
  return otherwise.size === 0 ? works() : otherName([...otherwise].join(', '));
}

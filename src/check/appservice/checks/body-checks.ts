import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import type { AppserviceWorld, ProbedRoute } from '../appservice-world.js';
import { isServed, soundEndpoints } from '../endpoints.js';
import { broken, missing, notTested, works, otherName } from '../../outcomes.js';
import { inWords, isRefusal, isSuccess } from '../reply.js';
import type { ProbeRequest } from '../write-request.js';

/** Checks of bodies that an appservice should refuse. */
export const bodyChecks: readonly Check<AppserviceWorld>[] = [
  {
    id: 'not-json',
    title: 'bodies that are not JSON',
    rules: ['A3', 'S1'],
    does: 'Sends half an object to every route.',
    expects: '400 M_NOT_JSON. A transaction that is acknowledged unread is lost.',
    needed: true,
    run: (world) =>
      refusedBodies(
        world.state.endpoints
          .filter(isServed)
          .map((endpoint) => [endpoint.label, { ...endpoint.request(), body: '{' }]),
        world,
        '400 M_NOT_JSON',
      ),
  },
  {
    id: 'no-content-type',
    title: 'bodies without a content type',
    rules: ['A3'],
    does: 'Sends half an object to every route, without a content type.',
    expects: 'The same refusal as with one: otherwise the body is not read at all.',
    needed: false,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const served = world.state.endpoints.filter(isServed);
      for (const { label, request } of served) {
        const reply = await world.send({ ...request(), body: '{', contentType: null });
        if (!isRefusal(reply)) return broken(`${label}: ${inWords(reply)}, so the body was not read`);
      }
      return served.length === 0 ? notTested('no route was found') : works();
    },
  },
  {
    id: 'wrong-shape',
    title: 'bodies of a wrong shape',
    rules: ['A3', 'S1', 'T6'],
    does: 'Sends JSON that is no key query, key claim, ping or transaction to the route of each, and a body that is not in UTF-8.',
    expects: '400 M_BAD_JSON or M_NOT_JSON.',
    needed: false,
    run: (world) =>
      refusedBodies(
        world.state.endpoints
          .filter(isServed)
          .flatMap((endpoint): [string, ProbeRequest][] => [
            ...misshapen(endpoint, world).map((body): [string, ProbeRequest] => [
              endpoint.label,
              { ...endpoint.request(), body: JSON.stringify(body) },
            ]),
            ...inLatin1(endpoint, world),
          ]),
        world,
        '400 M_BAD_JSON',
      ),
  },
  {
    id: 'size-limit',
    title: 'a limit on the size of bodies',
    rules: ['A3', 'S2'],
    does: 'Announces a body of a gigabyte, and sends a few bytes of it.',
    expects: '413 M_TOO_LARGE at once, or a closed connection.',
    needed: false,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const served = world.state.endpoints.filter(isServed);
      const [endpoint] = [...soundEndpoints(world), ...served];
      if (endpoint === undefined) return notTested('no route was found');
      const { reply, close } = world.begin({ ...endpoint.request(), announcedBytes: 2 ** 30 });
      const outcome = await Promise.race([reply, world.delay(patienceMs).then(() => undefined)]);
      close();
      const waits = outcome === undefined || (!outcome.answered && outcome.isLate);
      if (waits) return missing('it waits for all of a gigabyte');
      if (!outcome.answered) return works();
      if (!isRefusal(outcome)) return broken(inWords(outcome));
      return inWords(outcome) === '413 M_TOO_LARGE' ? works() : otherName(inWords(outcome));
    },
  },
];

/** Time for a refusal of a body that never comes. */
const patienceMs = 2000;

/** Returns bodies that are JSON, but no request of an endpoint's kind. */
function misshapen({ operationId }: ProbedRoute, { user, deliver }: AppserviceWorld): unknown[] {
  switch (operationId) {
    case 'queryKeys':
      return [[], { [user]: 'DEVICE' }];
    case 'claimKeys':
      return [[], { [user]: ['DEVICE'] }];
    case 'sendTransaction':
      // An appservice that takes an object without events for a transaction may forget the last one.
      return deliver ? [[], {}, { events: {} }] : [];
    default:
      return [[]];
  }
}

/** Returns a right request with one more field, whose name is not in UTF-8. */
function inLatin1({ label, request, reply }: ProbedRoute, { deliver }: AppserviceWorld): [string, ProbeRequest][] {
  const right = request();
  if (!isSuccess(reply) || (right.method === 'PUT' && !deliver)) return [];
  const body = right.body?.replace('{', '{"\u00e9":[],');
  return [[`${label} in Latin-1`, { ...right, body, isLatin1: true }]];
}

/** Sends bodies that must be refused, and judges the refusals. */
async function refusedBodies(
  requests: readonly (readonly [label: string, request: ProbeRequest])[],
  world: AppserviceWorld,
  expected: string,
): Promise<CheckOutcome> {
  const faults = new Set<string>();
  const otherwise = new Set<string>();
  for (const [label, request] of requests) {
    const reply = await world.send(request);
    if (!isRefusal(reply)) faults.add(`${label}: ${inWords(reply)}`);
    else if (![expected, '400 M_NOT_JSON'].includes(inWords(reply))) otherwise.add(inWords(reply));
  }
  if (faults.size > 0) return broken([...faults].join(', '));
  if (requests.length === 0) return notTested('no route was found');
  return otherwise.size === 0 ? works() : otherName([...otherwise].join(', '));
}

import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import type { AppserviceWorld, ProbedRoute } from '../appservice-world.js';
import { blindness, findEndpoints, isServed } from '../endpoints.js';
import { broken, missing, notTested, works, otherName } from '../../outcomes.js';
import { inWords, isSameReply, isSuccess, isUnknown } from '../reply.js';

/** Checks of the server, its routes and methods. */
export const routeChecks: readonly Check<AppserviceWorld>[] = [
  {
    id: 'server-answers',
    title: 'a server answers at the URL',
    rules: ['N9'],
    does: 'Asks every route once, as the other checks do later.',
    expects: 'An HTTP answer, whatever its status.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      world.state.endpoints = await findEndpoints(world);
      const [first] = world.state.endpoints;
      if (first?.reply.answered !== false) return works();
      world.state.obstacle = 'no server answers';
      return missing(first.reply.reason);
    },
  },
  {
    id: 'registration-token',
    title: 'the hs_token is accepted',
    rules: ['A1'],
    does: 'Sends right requests with the hs_token of the registration.',
    expects: 'Neither 401 nor 403.',
    needed: true,
    run(world: AppserviceWorld): CheckOutcome {
      const { state } = world;
      const served = state.endpoints.filter(isServed);
      const refused = served.filter(({ reply }) => reply.answered && [401, 403].includes(reply.status));
      // What fails whatever the token is has looked at none, as far as anyone can see.
      const judging = served.filter((each) => !each.hidesToken || refused.includes(each));
      if (served.length === 0) return notTested('no route was found');
      if (judging.length === 0) return notTested(blindness(world, served));
      if (refused.length === 0) return works();
      const seen = refused.map(({ label, reply }) => `${label}: ${inWords(reply)}`).join(', ');
      if (refused.length < judging.length) return broken(seen);
      state.obstacle = 'the hs_token is refused';
      return broken(`${inWords(refused[0]?.reply ?? silent)}; it was started with another hs_token`);
    },
  },
  {
    id: 'ping',
    title: 'ping',
    rules: ['W1'],
    proposal: 'MSC2659',
    does: 'Sends a ping.',
    expects: '200 and a JSON object.',
    needed: false,
    run({ state }: AppserviceWorld): CheckOutcome {
      const endpoint = state.endpoints.find(({ operationId }) => operationId === 'ping');
      if (endpoint === undefined) return notTested('no ping was sent');
      const { reply } = endpoint;
      if (isSuccess(reply)) return works();
      return isUnknown(reply) ? missing(inWords(reply)) : broken(inWords(reply));
    },
  },
  {
    id: 'unknown-route',
    title: 'unknown routes',
    rules: ['A2', 'N2'],
    does: 'Asks for a route that does not exist.',
    expects: '404 M_UNRECOGNIZED, since homeservers then ask no more for a while.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const path = `/_matrix/app/v1/${world.uniqueName()}`;
      const reply = await world.send({ method: 'POST', path, body: '{}' });
      if (!isUnknown(reply)) return broken(`${inWords(reply)}; homeservers take that for an answer`);
      return inWords(reply) === '404 M_UNRECOGNIZED' ? works() : otherName(inWords(reply));
    },
  },
  {
    id: 'unknown-method',
    title: 'unknown methods',
    rules: ['A2'],
    does: 'Asks every route with DELETE.',
    expects: '405 M_UNRECOGNIZED.',
    needed: false,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const others = new Set<string>();
      const served = world.state.endpoints.filter(isServed);
      if (served.length === 0) return notTested('no route was found');
      for (const endpoint of served) {
        const { path } = endpoint.request();
        const reply = await world.send({ method: 'DELETE', path });
        if (!isUnknown(reply)) return broken(`${endpoint.label}: ${inWords(reply)}`);
        if (inWords(reply) !== '405 M_UNRECOGNIZED') others.add(inWords(reply));
      }
      return others.size === 0 ? works() : otherName([...others].join(', '));
    },
  },
  {
    id: 'two-slashes',
    title: 'two slashes before the path',
    rules: ['A2'],
    does: 'Asks for //_matrix/…, as Dendrite does where the url of the registration ends in a slash.',
    expects: 'The same answer as with one slash.',
    needed: false,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const endpoint = plainest(world.state.endpoints);
      if (endpoint === undefined) return notTested('no route was found');
      const request = endpoint.request();
      const reply = await world.send({ ...request, path: `/${request.path}` });
      return isSameReply(reply, endpoint.reply) ? works() : missing(`${endpoint.label}: ${inWords(reply)}`);
    },
  },
];

const silent = { answered: false, reason: 'no answer', isLate: false } as const;

/** Returns a served route, one that answers with success if there is any. */
function plainest(endpoints: readonly ProbedRoute[]): ProbedRoute | undefined {
  return endpoints.find(({ reply }) => isSuccess(reply)) ?? endpoints.find(isServed);
}

import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import type { AppserviceWorld } from '../appservice-world.js';
import { soundEndpoints } from '../endpoints.js';
import { broken, missing, notTested, works } from '../../outcomes.js';
import { inWords, isSuccess } from '../reply.js';
import type { ProbeRequest } from '../write-request.js';

/** Checks of HTTP itself, with a request that is answered with success otherwise. */
export const wireChecks: readonly Check<AppserviceWorld>[] = [
  {
    id: 'chunked-body',
    title: 'chunked bodies',
    rules: [],
    does: 'Sends a body in chunks, without its length.',
    expects: 'The same answer as with a length.',
    needed: false,
    run: (world) => sameWith(world, { chunked: true }),
  },
  {
    id: 'http-1-0',
    title: 'HTTP/1.0',
    rules: [],
    does: 'Sends a request of HTTP/1.0, as nginx does unless it is told otherwise.',
    expects: 'The same answer as to HTTP/1.1.',
    needed: false,
    run: (world) => sameWith(world, { version: '1.0' }),
  },
  {
    id: 'slow-body',
    title: 'slow bodies',
    rules: [],
    does: 'Sends a body in four pieces, half a second apart.',
    expects: 'The same answer as to one that comes at once.',
    needed: true,
    run: (world) => sameWith(world, { pieces: 4 }, broken),
  },
  {
    id: 'others-meanwhile',
    title: 'others while a body is slow',
    rules: [],
    does: 'Leaves a body unfinished, and asks over another connection.',
    expects: 'The usual answer.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const [endpoint] = soundEndpoints(world);
      if (endpoint === undefined) return notTested(nothingAnswers);
      const request = endpoint.request();
      const slow = world.begin({ ...request, announcedBytes: (request.body ?? '').length + 1 });
      await slow.written;
      const other = world.begin(endpoint.request());
      // Less than the deadline of a request, with which the slow one ends.
      const reply = await Promise.race([other.reply, world.delay(patienceMs).then(() => undefined)]);
      other.close();
      slow.close();
      if (reply === undefined) return broken(`${endpoint.label}: no answer within ${patienceMs / 1000} s`);
      return isSuccess(reply) ? works() : broken(`${endpoint.label}: ${inWords(reply)}`);
    },
  },
];

/** Time for an answer while another body is not complete. */
const patienceMs = 2000;

const nothingAnswers = 'no request is answered with 200 here';

async function sameWith(
  world: AppserviceWorld,
  change: Partial<ProbeRequest>,
  fault: typeof broken = missing,
): Promise<CheckOutcome> {
  const [endpoint] = soundEndpoints(world);
  if (endpoint === undefined) return notTested(nothingAnswers);
  const reply = await world.send({ ...endpoint.request(), ...change });
  return isSuccess(reply) ? works() : fault(`${endpoint.label}: ${inWords(reply)}`);
}

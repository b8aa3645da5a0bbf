import { isJsonObject, own } from '../../../json-objects.js';
import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import { clientPath, saidBy } from '../homeserver-ask.js';
import { pingFaultOf } from '../ping-fault.js';
import { requireContact } from '../pushed-transactions.js';
import { askForPing, type HomeserverWorld } from '../homeserver-world.js';
import { broken, missing, NotTestedError, works } from '../../outcomes.js';

/** Checks of whether the two sides reach and know each other. */
export const connectionChecks: readonly Check<HomeserverWorld>[] = [
  {
    id: 'as-token',
    title: 'the as_token is accepted',
    rules: ['R7'],
    does: 'Asks `/account/whoami` with the `as_token`.',
    expects: 'The user ID of the `sender_localpart`, on the given server.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { ask, hide, users, facts } = world;
      const answer = await ask('GET', clientPath`account/whoami`);
      if (answer.status === 200) {
        const userId = own(answer.body, 'user_id');
        if (userId === users.sender) return works();
        world.stopped = 'the homeserver knows the registration by another sender';
        return broken(`it takes the appservice for ${hide(String(userId))}, not for ${users.sender}`);
      }
      world.stopped = 'the homeserver does not know the registration';
      if (answer.status !== 401 && answer.status !== 403) return broken(saidBy(answer, hide));
      const isSynapse = facts.homeserver?.configuration === 'homeserver.yaml';
      const line = 'app_service_config_files:\n  - the path of the registration file';
      return missing(`${saidBy(answer, hide)}; it has to load the registration, and may have to restart`, {
        ...(isSynapse ? { file: 'homeserver.yaml', line } : { file: 'the homeserver', line: 'the registration file' }),
      });
    },
  },
  {
    id: 'ping',
    title: 'it pings the appservice',
    rules: ['W1', 'R7'],
    proposal: 'MSC2659',
    does: 'Asks the homeserver to ping, with a transaction ID.',
    expects: 'A ping with that ID, and an answer that tells how long it took.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { appservice, registration, hide, unique } = world;
      const since = appservice.received.length;
      const refusedBefore = appservice.refusedTokens;
      const id = unique();
      const answer = await askForPing(world, id);
      if (answer.isUnknownRoute) return missing('it has none, as before Matrix 1.7');
      const came = appservice.received.slice(since);
      const ping = came.find(({ operation }) => operation === 'ping');
      if (ping === undefined) {
        const [other] = came;
        if (other !== undefined) return broken(`it asks ${other.method} ${hide(other.path)} instead`);
        const pinged = {
          name: 'this program',
          url: registration.url ?? '',
          refusedToken: appservice.refusedTokens > refusedBefore,
        };
        const { seen, remedy, isUnreached } = pingFaultOf(answer, pinged, hide);
        if (isUnreached) world.unreached = { why: seen, remedy };
        return broken(seen, remedy);
      }
      const { body } = ping;
      if (answer.status !== 200) return broken(`a ping came, and then ${saidBy(answer, hide)}`);
      if (!isJsonObject(body) || own(body, 'transaction_id') !== id) return broken('the ping lacks its transaction ID');
      return works(typeof own(answer.body, 'duration_ms') === 'number' ? undefined : 'without `duration_ms`');
    },
  },
  {
    id: 'hs-token',
    title: 'the hs_token comes in the header',
    rules: ['A1'],
    does: 'Looks at the requests that came so far.',
    expects: 'The `hs_token` as a bearer token, and not in the URL.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { appservice } = world;
      const { received } = appservice;
      // That it is not reached is said below.
      await requireContact(world).catch(() => undefined);
      if (received.length === 0) {
        if (appservice.refusedTokens > 0)
          return broken('another hs_token comes: the homeserver has to load the registration again');
        throw new NotTestedError('nothing came from the homeserver');
      }
      const inHeader = received.filter(({ tokenIn }) => tokenIn.includes('header')).length;
      const inQuery = received.filter(({ tokenIn }) => tokenIn.includes('query')).length;
      if (inHeader < received.length) {
        const seen = 'only as `access_token` in the URL, as before Matrix 1.4: let the appservice accept that';
        return { verdict: 'other-name', seen };
      }
      return works(inQuery > 0 ? 'and as `access_token` in the URL, which logs may keep' : undefined);
    },
  },
];

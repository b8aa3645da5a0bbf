import { isJsonObject, own } from '../../json-objects.js';
import type { CheckOutcome } from '../check.js';
import type { Check } from '../run-checks.js';
import { clientPath, saidBy } from './homeserver-ask.js';
import {
  askForPing,
  broken,
  type HomeserverWorld,
  missing,
  NotTestedError,
  wakeHomeserver,
  works,
} from './homeserver-world.js';

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
      const id = unique();
      const answer = await askForPing(world, id);
      if (answer.isUnknownRoute) return missing('it is older than Matrix 1.7');
      const pings = appservice.received.slice(since).filter(({ operation }) => operation === 'ping');
      if (pings.length === 0) {
        const code = String(own(answer.body, 'errcode'));
        const isUnreached = ['M_CONNECTION_FAILED', 'M_CONNECTION_TIMEOUT', 'M_BAD_STATUS'].includes(code);
        if (isUnreached) world.unreached = `nothing comes from the homeserver to ${hide(registration.url ?? '')}`;
        return broken(`no ping came: ${saidBy(answer, hide)}`, {
          file: 'the registration',
          line: 'url: an address of this program that the homeserver reaches',
        });
      }
      const [{ body }] = pings as [(typeof pings)[0]];
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
      const { received } = world.appservice;
      if (received.length === 0) await wakeHomeserver(world);
      if (received.length === 0) throw new NotTestedError('nothing came from the homeserver');
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

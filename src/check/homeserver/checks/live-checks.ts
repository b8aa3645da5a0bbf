import { isJsonObject, own } from '../../../json-objects.js';
import { understoodMasquerade } from '../../../registration/masquerade.js';
import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import { clientPath, saidBy, type AskHomeserver } from '../homeserver-ask.js';
import { broken, missing, NotTestedError, works } from '../../outcomes.js';
import { pingFaultOf } from '../ping-fault.js';
import type { HideSecrets } from '../../../hide-secrets.js';
import type { KnownFacts } from '../known-facts.js';

/** The things that checks of a registration in use need. */
export interface LiveWorld {
  readonly ask: AskHomeserver;
  readonly hide: HideSecrets;
  readonly facts: KnownFacts;
  readonly registrationId: string;
  /** URL of the registration. */
  readonly url: string | null;
  readonly senderLocalpart: string;
  /** User of the appservice whose devices are looked at. */
  readonly userId: string | undefined;
  /** A device of that user, once the list was seen. */
  deviceId?: string | undefined;
}

/** Checks that change nothing and refuse nothing, for a registration that a bridge is using. */
export const checksOfLiveHomeserver: readonly Check<LiveWorld>[] = [
  {
    id: 'live-as-token',
    title: 'the as_token is accepted',
    rules: ['R7'],
    does: 'Asks `/account/whoami` with the `as_token`.',
    expects: 'The user of the `sender_localpart`.',
    needed: true,
    async run({ ask, hide, senderLocalpart }: LiveWorld): Promise<CheckOutcome> {
      const answer = await ask('GET', clientPath`account/whoami`);
      if (answer.status === 401 || answer.status === 403) return missing(saidBy(answer, hide));
      if (answer.status !== 200) return broken(saidBy(answer, hide));
      const userId = String(own(answer.body, 'user_id'));
      return userId.startsWith(`@${senderLocalpart}:`) ? works(hide(userId)) : broken(`it is ${hide(userId)}`);
    },
  },
  {
    id: 'live-ping',
    title: 'it pings the appservice',
    rules: ['R7'],
    proposal: 'MSC2659',
    does: 'Asks the homeserver to ping the appservice, which has to be running.',
    expects: '200.',
    needed: false,
    async run({ ask, hide, registrationId, url }: LiveWorld): Promise<CheckOutcome> {
      const path = `/_matrix/client/v1/appservice/${encodeURIComponent(registrationId)}/ping`;
      const answer = await ask('POST', path, { body: {} });
      if (answer.isUnknownRoute) return missing('it has none, as before Matrix 1.7');
      if (answer.status === 200) return works();
      const { seen, remedy } = pingFaultOf(answer, { name: 'the bridge', url: url ?? '' }, hide);
      return broken(seen, remedy);
    },
  },
  {
    id: 'live-user',
    title: 'acting as the user',
    rules: ['G6'],
    does: 'Asks `/account/whoami` as the named user.',
    expects: 'That user.',
    needed: true,
    async run({ ask, hide, userId }: LiveWorld): Promise<CheckOutcome> {
      const answer = await ask('GET', clientPath`account/whoami`, { as: { userId: requireUser(userId) } });
      if (answer.status !== 200) return broken(saidBy(answer, hide));
      return own(answer.body, 'user_id') === userId ? works() : broken('`user_id` is ignored');
    },
  },
  {
    id: 'live-devices',
    title: 'devices of the user',
    rules: ['G7'],
    does: 'Lists the devices of the named user.',
    expects: 'At least one: without a device nothing can be encrypted for the user.',
    needed: true,
    async run(world: LiveWorld): Promise<CheckOutcome> {
      const answer = await world.ask('GET', clientPath`devices`, { as: { userId: requireUser(world.userId) } });
      if (answer.status !== 200) return broken(saidBy(answer, world.hide));
      const devices = own(answer.body, 'devices');
      const ids = (Array.isArray(devices) ? devices : []).flatMap((each: unknown) =>
        isJsonObject(each) && typeof each['device_id'] === 'string' ? [each['device_id']] : [],
      );
      world.deviceId = ids[0];
      if (ids.length === 0) return missing('the user has none');
      const shown = ids.slice(0, 3).join(', ') + (ids.length > 3 ? ` and ${(ids.length - 3).toString()} more` : '');
      return works(world.hide(shown));
    },
  },
  {
    id: 'live-device-masquerading',
    title: 'acting as a device',
    rules: ['G6'],
    proposal: 'MSC4326',
    does: 'Asks `/account/whoami` as the first of these devices.',
    expects: 'That device.',
    needed: true,
    async run({ ask, hide, facts, userId, deviceId }: LiveWorld): Promise<CheckOutcome> {
      if (deviceId === undefined) throw new NotTestedError('the user has no device');
      const as = { userId: requireUser(userId), deviceId };
      const answer = await ask('GET', clientPath`account/whoami`, { as });
      if (answer.status !== 200) return broken(saidBy(answer, hide));
      const owner = answer.body as { readonly user_id: `@${string}`; readonly device_id?: string };
      if (understoodMasquerade(owner, as) === 'all') return works();
      return missing('the device is ignored', facts.remedyFor('deviceMasquerading'));
    },
  },
];

function requireUser(userId: string | undefined): string {
  if (userId === undefined) throw new NotTestedError('it needs a user of the appservice: --user');
  return userId;
}

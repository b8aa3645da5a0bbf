import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import { type CheckDevice, createCheckDevice } from '../check-keys.js';
import { failingQueries, lossIn } from './failing-answer-checks.js';
import { type HomeserverWorld, isRegistered, registerCheckUser, wakeHomeserver } from '../homeserver-world.js';
import { broken, NotTestedError, works } from '../../outcomes.js';
import { answering, hasKeysOf, requireKeyQueries, servedDevice, watching } from './key-query-checks.js';
import { answerEntry, queryKeysAsThree, requireUploadedDevice } from './upload-checks.js';

/** A check of two appservices at once, and one of a user whom the homeserver did not ask for. */
export const mixedAnswerChecks: readonly Check<HomeserverWorld>[] = [
  {
    id: 'key-query-stranger',
    title: 'a query survives a user too many',
    rules: ['M3'],
    proposal: 'MSC3984',
    does: 'Answers with keys of a user who was not asked for.',
    expects: 'The keys that the homeserver holds itself, and none of that user.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      await requireKeyQueries(world);
      const { as, device } = await requireUploadedDevice(world);
      const { outsider } = world.users;
      const keys = { ...device.keys, user_id: outsider };
      const body = JSON.stringify({ device_keys: { [outsider]: { [as.deviceId]: keys } } });
      await wakeHomeserver(world);
      const { result: answer, requests } = await watching(world, 'queryKeys', () =>
        answering(
          world,
          () => ({ body }),
          () => failingQueries.ask(world, as),
        ),
      );
      if (requests.length === 0) throw new NotTestedError('the homeserver did not ask');
      if (!failingQueries.isWhole(answer, as)) return broken(lossIn(answer, world));
      return answerEntry(answer, 'device_keys', outsider) === undefined
        ? works()
        : broken('the keys of the other are given out');
    },
  },
  {
    id: 'key-query-two-appservices',
    title: 'keys of two appservices',
    rules: ['M2'],
    proposal: 'MSC3984',
    does: 'Queries a user of each of two appservices at once. It needs a second registration for checks.',
    expects: 'The devices of both.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { second } = world;
      if (second === undefined) throw new NotTestedError('it needs a second registration: --second');
      await requireKeyQueries(world);
      const own = await servedDevice(world);
      if (!isRegistered(await registerCheckUser(second.ask, second.users.two))) {
        throw new NotTestedError('the user of the second registration could not be registered');
      }
      world.staying.add(`the user ${second.users.two}`);
      const other = await createCheckDevice(second.users.two, 'SECOND', world.randomBytes);
      const bodyOf = ({ userId, deviceId, keys }: CheckDevice): string =>
        JSON.stringify({ device_keys: { [userId]: { [deviceId]: keys } } });
      await wakeHomeserver(world);
      const query = { [own.userId]: [own.deviceId], [other.userId]: [other.deviceId] };
      const answer = await answering(
        second,
        () => ({ body: bodyOf(other) }),
        () =>
          answering(
            world,
            () => ({ body: bodyOf(own) }),
            () => queryKeysAsThree(world, query),
          ),
      );
      const lost = [own, other].filter(({ userId, deviceId }) => !hasKeysOf(answer, userId, deviceId));
      return lost.length === 0 ? works() : broken(`the keys of ${lost.length === 1 ? 'one' : 'both'} are lost`);
    },
  },
];

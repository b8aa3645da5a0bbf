import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import { type AskedAnswer, isTimeout, saidBy } from '../homeserver-ask.js';
import { type HomeserverWorld, inSeconds, wakeHomeserver } from '../homeserver-world.js';
import { broken, NotTestedError, works } from '../../outcomes.js';
import { claimedKeyIds, claimKeyAsThree, requireKeyClaims } from './key-claim-checks.js';
import { answering, hasKeysOf, requireKeyQueries, watching } from './key-query-checks.js';
import { queryKeysAsThree, requireUploadedDevice } from './upload-checks.js';
import type { KeyAnswer } from '../watched-appservice.js';

/** A kind of request for keys, to which the appservice gives a bad answer. */
export interface KeyRequestKind {
  readonly id: 'key-query' | 'key-claim';
  readonly noun: 'query' | 'claim';
  readonly operation: 'queryKeys' | 'claimKeys';
  readonly proposal: 'MSC3984' | 'MSC3983';
  /** @throws {NotTestedError} if the homeserver makes no such requests. */
  readonly require: (world: HomeserverWorld) => Promise<void>;
  /** Asks for keys that the homeserver has itself. */
  readonly ask: (world: HomeserverWorld, as: Uploaded, timeoutMs?: number) => Promise<AskedAnswer>;
  readonly isWhole: (answer: AskedAnswer, as: Uploaded) => boolean;
  /** Bodies of the wrong shape. */
  readonly malformed: (userId: string) => readonly string[];
}

/** A device whose keys the homeserver holds itself. */
interface Uploaded {
  readonly userId: string;
  readonly deviceId: string;
}

/** Key queries. */
export const failingQueries: KeyRequestKind = {
  id: 'key-query',
  noun: 'query',
  operation: 'queryKeys',
  proposal: 'MSC3984',
  require: requireKeyQueries,
  // The other device makes it another query than the last one, whose answer may be reused for a second (G4).
  ask: (world, { userId, deviceId }, timeoutMs) =>
    queryKeysAsThree(world, { [userId]: [deviceId, world.unique()] }, timeoutMs),
  isWhole: (answer, { userId, deviceId }) => hasKeysOf(answer, userId, deviceId),
  malformed: (userId) => [
    '"no object"',
    '{"device_keys":[]}',
    JSON.stringify({ device_keys: { [userId]: null } }),
    JSON.stringify({ device_keys: { [userId]: ['no map'] } }),
  ],
};

const claims: KeyRequestKind = {
  id: 'key-claim',
  noun: 'claim',
  operation: 'claimKeys',
  proposal: 'MSC3983',
  require: requireKeyClaims,
  ask: claimKeyAsThree,
  isWhole: (answer, as) => answer.status === 200 && claimedKeyIds(answer, as).length > 0,
  malformed: (userId) => ['"no object"', JSON.stringify({ [userId]: null }), JSON.stringify({ [userId]: ['no map'] })],
};

/** Checks of what bad answers of the appservice do to the requests of others. */
export const failingAnswerChecks: readonly Check<HomeserverWorld>[] = [failingQueries, claims].flatMap((kind) => [
  ...checksOf(kind),
]);

function checksOf(kind: KeyRequestKind): Check<HomeserverWorld>[] {
  const { id, noun, proposal } = kind;
  const common = { proposal, needed: false, expects: `The ${noun} has the keys that the homeserver holds itself.` };
  return [
    {
      ...common,
      id: `${id}-malformed`,
      title: `a ${noun} survives a malformed answer`,
      rules: ['M4', 'N7'],
      does: 'Answers with JSON of several wrong shapes.',
      run: async (world) => {
        const { as } = await requireUploadedDevice(world);
        return survives(
          world,
          kind,
          kind.malformed(as.userId).map((body) => ({ body, what: body.replace(as.userId, '@…') })),
        );
      },
    },
    {
      ...common,
      id: `${id}-errors`,
      title: `a ${noun} survives errors`,
      rules: ['N7'],
      does: 'Answers with 500, with 403, and with text that is no JSON.',
      run: (world) =>
        survives(world, kind, [
          { status: 500, body: '{"errcode":"M_UNKNOWN"}', what: '500' },
          { status: 403, body: '{"errcode":"M_FORBIDDEN"}', what: '403' },
          { body: '<html>', what: '200 with HTML' },
        ]),
    },
    {
      ...common,
      id: `${id}-unknown-route`,
      title: `a ${noun} survives a 404`,
      rules: ['N2', 'N7'],
      does: 'Answers as an appservice that does not know the path.',
      run: (world) => survives(world, kind, [{ status: 404, body: unknownRoute, what: '404' }]),
    },
    {
      ...common,
      id: `${id}-back-off`,
      title: `no further ${noun} after a 404`,
      rules: ['N5'],
      does: 'Answers as an appservice that does not know the path, and asks again.',
      expects: 'No further request: an appservice that does not know the path will not know it a second later.',
      run: (world) => backsOff(world, kind),
    },
    {
      ...common,
      id: `${id}-hang`,
      title: `a ${noun} survives a hang`,
      rules: ['N7', 'N8'],
      does: 'Gives no answer.',
      expects: 'The keys that the homeserver holds itself, in less than 15 seconds.',
      run: (world) => survivesHang(world, kind),
    },
  ];
}

const unknownRoute = '{"errcode":"M_UNRECOGNIZED"}';

interface BadAnswer {
  readonly status?: number;
  readonly body: string;
  readonly what: string;
}

async function survives(
  world: HomeserverWorld,
  kind: KeyRequestKind,
  answers: readonly BadAnswer[],
): Promise<CheckOutcome> {
  await kind.require(world);
  const { as } = await requireUploadedDevice(world);
  const faults: string[] = [];
  const unseen: string[] = [];
  for (const bad of answers) {
    await wakeHomeserver(world);
    const { result, requests } = await watching(world, kind.operation, () =>
      answering(
        world,
        () => bad,
        () => kind.ask(world, as),
      ),
    );
    if (requests.length === 0) unseen.push(bad.what);
    else if (!kind.isWhole(result, as)) faults.push(`${bad.what}: ${lossIn(result, world)}`);
  }
  if (faults.length > 0) return broken(faults.join('; '));
  if (unseen.length > 0)
    throw new NotTestedError(`the homeserver did not ask, so this was not seen: ${unseen.join('; ')}`);
  return works();
}

/** Says what a request lost. */
export function lossIn(answer: AskedAnswer, world: HomeserverWorld): string {
  return answer.status === 200 ? 'keys are lost' : saidBy(answer, world.hide);
}

async function backsOff(world: HomeserverWorld, kind: KeyRequestKind): Promise<CheckOutcome> {
  await kind.require(world);
  const { as } = await requireUploadedDevice(world);
  await wakeHomeserver(world);
  const bad = (): KeyAnswer => ({ status: 404, body: unknownRoute });
  const ask = (): Promise<AskedAnswer> => kind.ask(world, as);
  const first = await watching(world, kind.operation, () => answering(world, bad, ask));
  const second = await watching(world, kind.operation, () => answering(world, bad, ask));
  await wakeHomeserver(world);
  if (first.requests.length === 0) throw new NotTestedError('the homeserver did not ask');
  return second.requests.length === 0 ? works() : broken('it asks again at once, each time');
}

async function survivesHang(world: HomeserverWorld, kind: KeyRequestKind): Promise<CheckOutcome> {
  await kind.require(world);
  const { as } = await requireUploadedDevice(world);
  await wakeHomeserver(world);
  let letGo = (): void => undefined;
  const hang = new Promise<never>((_, reject) => {
    letGo = () => {
      reject(new Error('no answer'));
    };
  });
  hang.catch(() => undefined);
  try {
    const { result, requests } = await watching(world, kind.operation, () =>
      answering(
        world,
        () => hang,
        () => kind.ask(world, as, world.times.hang),
      ),
    );
    if (requests.length === 0) throw new NotTestedError('the homeserver did not ask');
    if (!kind.isWhole(result, as)) return broken(lossIn(result, world));
    return works(`after ${inSeconds(result.durationMs)}`);
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return broken(`no answer within ${inSeconds(world.times.hang)}`);
  } finally {
    letGo();
    await wakeHomeserver(world);
  }
}

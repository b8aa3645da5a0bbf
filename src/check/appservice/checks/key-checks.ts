import type { Finding } from '../../../findings.js';
import { isJsonObject } from '../../../json-objects.js';
import { restrictKeyQuery } from '../../../keys/restrict-key-query.js';
import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import type { AppserviceWorld, ProbedRoute } from '../appservice-world.js';
import { claimedDevice, isServed, keyQueryOf } from '../endpoints.js';
import { broken, missing, notTested, works } from '../../outcomes.js';
import { inWords, isSuccess } from '../reply.js';
import { applicationServiceOperations as operations } from '../../../operations.js';

const { queryKeys, claimKeys } = operations;

/** Checks of key queries and key claims, under both paths, and of the answers. */
export const keyChecks: readonly Check<AppserviceWorld>[] = [
  {
    id: 'key-query-unstable',
    title: 'key queries',
    rules: ['W1', 'N2'],
    proposal: 'MSC3984',
    does: 'Asks for the keys of a user under the unstable path, which homeservers use today.',
    expects: '200 and a JSON object. An appservice that uploads its keys needs none.',
    needed: false,
    run: (world) => routeOf(world, queryKeys.unstablePath),
  },
  {
    id: 'key-query-stable',
    title: 'key queries, stable path',
    rules: ['W1', 'N2'],
    proposal: 'MSC3984',
    does: 'Asks for the keys of a user under the stable path.',
    expects: '200 and a JSON object.',
    needed: false,
    run: (world) => routeOf(world, queryKeys.stablePath),
  },
  {
    id: 'key-query-answer',
    title: 'answers to key queries',
    rules: ['M3', 'M4'],
    proposal: 'MSC3984',
    does: 'Reads the answers of both paths as a homeserver does.',
    expects: 'Keys of the user who was asked for, each filed under its own user and device.',
    needed: true,
    run: (world) =>
      answersOf(world, 'queryKeys', (json) => {
        const { findings } = restrictKeyQuery(json, keyQueryOf(world));
        return (
          wrapped(json, ['device_keys', 'master_keys', 'self_signing_keys', 'user_signing_keys']) ?? faultIn(findings)
        );
      }),
  },
  {
    id: 'key-claim-unstable',
    title: 'key claims',
    rules: ['W1', 'N2'],
    proposal: 'MSC3983',
    does: `Claims a key of a device that does not exist (${claimedDevice}), under the unstable path, which homeservers use today.`,
    expects: '200 and a JSON object. An appservice that uploads its keys needs none.',
    needed: false,
    run: (world) => routeOf(world, claimKeys.unstablePath),
  },
  {
    id: 'key-claim-stable',
    title: 'key claims, stable path',
    rules: ['W1', 'N2'],
    proposal: 'MSC3983',
    does: `Claims a key of a device that does not exist (${claimedDevice}), under the stable path.`,
    expects: '200 and a JSON object.',
    needed: false,
    run: (world) => routeOf(world, claimKeys.stablePath),
  },
  {
    id: 'key-claim-answer',
    title: 'answers to key claims',
    rules: ['C4'],
    proposal: 'MSC3983',
    does: 'Reads the answers of both paths as a homeserver does.',
    expects: 'No key: each key that nobody asked for is lost.',
    needed: true,
    run: (world) =>
      answersOf(world, 'claimKeys', (json) => {
        if (Object.hasOwn(json, 'one_time_keys')) return 'wrapped in one_time_keys';
        const devices = Object.values(json).flatMap((each) => (isJsonObject(each) ? Object.values(each) : [each]));
        if (!devices.every(isJsonObject)) return 'no map of users, devices and keys';
        return devices.some((keys) => Object.keys(keys).length > 0) ? 'a key that was not claimed' : undefined;
      }),
  },
];

function routeOf({ state }: AppserviceWorld, path: string | undefined): CheckOutcome {
  const endpoint = state.endpoints.find((each) => each.path === path);
  if (endpoint === undefined) return notTested('nothing was asked');
  if (isSuccess(endpoint.reply)) return works();
  const seen = inWords(endpoint.reply);
  return endpoint.reply.answered && !isServed(endpoint) ? missing(seen) : broken(seen);
}

/** Judges the answers of all paths of an operation. `faultOf` names a fault in a few words. */
function answersOf(
  { state }: AppserviceWorld,
  operationId: ProbedRoute['operationId'],
  faultOf: (json: Record<string, unknown>) => string | undefined,
): CheckOutcome {
  const replies = state.endpoints.filter((each) => each.operationId === operationId).map(({ reply }) => reply);
  const answers = replies.filter(isSuccess);
  if (answers.length === 0) return notTested('there is no answer');
  const faults = answers.flatMap(({ json }) => faultOf(json) ?? []);
  const [fault] = faults;
  return fault === undefined ? works() : broken(fault);
}

/** Names the most common mistake: an answer that is wrapped once more, or not at all. */
function wrapped(json: Record<string, unknown>, maps: readonly string[]): string | undefined {
  const names = Object.keys(json);
  if (names.some((name) => name.startsWith('@'))) return 'users are not wrapped in device_keys';
  return names.length > 0 && !names.some((name) => maps.includes(name)) ? 'none of the four maps of keys' : undefined;
}

/** The worst finding, by its code: its pointer has names from outside. */
function faultIn(findings: readonly Finding[]): string | undefined {
  const worst = findings.find(({ severity }) => severity !== 'info');
  return worst === undefined ? undefined : (faults[worst.code] ?? worst.code);
}

const faults: Partial<Record<Finding['code'], string>> = {
  'user-not-asked': 'keys of a user who was not asked for',
  'device-not-asked': 'keys of a device that was not asked for',
  'malformed-entry': 'malformed keys',
  'mismatched-id': 'keys filed under another user, device or role',
};

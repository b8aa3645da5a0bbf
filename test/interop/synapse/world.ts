import { fieldNames } from '../../../generated/names.js';
import { createClaimLedger } from '../../../src/appservice/index.js';
import { lintRegistration, readRegistration, type RegistrationFinding } from '../../../src/registration/index.js';
import type {
  AppserviceRegistration,
  CrossSigningKey,
  KeyQuery,
  KeyQueryResponse,
  Transaction,
  UserId,
} from '../../../src/types.js';
import { startAppservice, type Appservice } from './appservice.js';
import { createAsk, registerUser, type Ask, type User } from './client.js';
import { deviceKeysOf, oneTimeKeysOf } from './ghost-keys.js';
import { serverName, startSynapse, type Installation } from './synapse.js';

export const ghost: UserId = `@full_ann:${serverName}`;
export const bareGhost: UserId = `@bare_ann:${serverName}`;
/** Nobody, of whom the appservice knows keys when `tooMuch` is set. */
const stranger: UserId = `@stranger:${serverName}`;
/** The device of the ghost whose keys the appservice alone has. */
export const keptDevice = 'KEPT';
/** The device of the ghost that uploads its keys to the homeserver. */
export const uploadedDevice = 'UPLOADED';
export const masterKey: CrossSigningKey = { user_id: ghost, usage: ['master'], keys: { 'ed25519:MASTER': 'MASTER' } };

/** An appservice, what asks Synapse with its token, and what the linter says of its registration. */
export interface Registered {
  readonly appservice: Appservice;
  readonly ask: Ask;
  readonly findings: readonly RegistrationFinding[];
}

/** Synapse, with two appservices and a user. */
export interface World {
  /** Has every flag and setting that the linter asks for, the older ephemeral flag, and `io.element.msc4190`. */
  readonly full: Registered;
  /** Has no flag at all. */
  readonly bare: Registered;
  readonly bob: User;
  /** What `full` answers to a key query. */
  answerOf(query: KeyQuery): Promise<KeyQueryResponse>;
  /** Whether that has keys of a user in it who was not asked for. */
  tooMuch: boolean;
  /** The events and messages to devices that `full` has refused: each that says `refuse me once`, once, by its ID. */
  readonly refused: ReadonlySet<string>;
  /** Until it is fulfilled `full` does not end a delivery that has a message with the body `be slow`. */
  slowness: Promise<void>;
}

/** Starts all of it. What stops it is pushed to `stops`, each as soon as there is something to stop. */
export async function openWorld(installation: Installation, stops: (() => unknown)[]): Promise<World> {
  const ledger = createClaimLedger();
  const refused = new Set<string>();
  const state = { tooMuch: false, slowness: Promise.resolve() };
  const answerOf = async (query: KeyQuery): Promise<KeyQueryResponse> => {
    const users = state.tooMuch ? [...Object.keys(query), stranger] : Object.keys(query);
    const keys = users.map(async (user) => [user, { [keptDevice]: await deviceKeysOf(user, keptDevice) }] as const);
    return { device_keys: Object.fromEntries(await Promise.all(keys)), master_keys: { [ghost]: masterKey } };
  };
  const appservices = {
    full: await startAppservice(
      'hs-of-full',
      {
        queryKeys: answerOf,
        claimKeys: (claim) => ledger.claim(claim),
        transaction: async (transaction) => {
          refuseOnce(transaction, refused);
          if (transaction.to_device?.some(({ content }) => content['body'] === 'be slow')) await state.slowness;
        },
      },
      { deadlineMs: 3000 },
    ),
    bare: await startAppservice('hs-of-bare', {}),
  };
  stops.push(appservices.full.stop, appservices.bare.stop);

  const homeserver = { name: 'synapse', version: installation.version };
  const bareRegistration = registrationOf('bare', appservices.bare.url);
  const bareFindings = lintRegistration(bareRegistration, homeserver);
  const advised = bareFindings.flatMap(({ flags = [] }) => flags);
  const [oldFlag] = fieldNames.Registration.receive_ephemeral.unstable;
  const fullRegistration: AppserviceRegistration = {
    ...registrationOf('full', appservices.full.url),
    ...Object.fromEntries([...advised, oldFlag, 'io.element.msc4190'].map((flag) => [flag, true])),
  };
  const fullFindings = lintRegistration(fullRegistration, homeserver, { answers: ['keyQuery', 'keyClaim'] });
  const settings = fullFindings.flatMap((finding) => finding.settings ?? []);
  const url = await startSynapse(installation, [fullRegistration, bareRegistration], settings, stops);

  const full = {
    appservice: appservices.full,
    ask: createAsk(url, fullRegistration.as_token),
    findings: fullFindings,
  };
  const bare = {
    appservice: appservices.bare,
    ask: createAsk(url, bareRegistration.as_token),
    findings: bareFindings,
  };
  await registerGhost(full.ask, 'full_ann');
  await registerGhost(bare.ask, 'bare_ann');
  await ledger.add(ghost, keptDevice, await oneTimeKeysOf(ghost, keptDevice, ['a', 'b', 'c', 'd', 'e', 'f']));
  const bob = await registerUser(url, 'bob');
  return Object.assign(state, { full, bare, bob, answerOf, refused });
}

function registrationOf(id: string, url: string): AppserviceRegistration {
  return readRegistration({
    id,
    url,
    as_token: `as-of-${id}`,
    hs_token: `hs-of-${id}`,
    sender_localpart: `${id}_bot`,
    rate_limited: false,
    namespaces: { users: [{ exclusive: true, regex: `@${id}_.*:synapse\\.test` }] },
  }).registration;
}

async function registerGhost(ask: Ask, username: string): Promise<void> {
  const body = { type: 'm.login.application_service', username, inhibit_login: true };
  const answer = await ask('POST', '/_matrix/client/v3/register', { body });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer));
}

function refuseOnce({ events, to_device: toDevice = [] }: Transaction, refused: Set<string>): void {
  const asking = [...events, ...toDevice].filter(({ content }) => content['body'] === 'refuse me once');
  const ids = asking.map((each) => ('event_id' in each ? each.event_id : String(each.content['id'])));
  const id = ids.find((each) => !refused.has(each));
  if (id === undefined) return;
  refused.add(id);
  throw new Error('not now');
}

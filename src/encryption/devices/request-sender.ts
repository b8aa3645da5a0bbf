import { RequestType } from '@matrix-org/matrix-sdk-crypto-wasm';
import { createInOrder } from '../../async/in-order.js';
import { own, setOwn } from '../../json-objects.js';
import type { ClientKeyClaimResponse, KeyQuery, SingleKeyClaim, UserId } from '../../types.js';
import type { BackgroundWork } from '../background-work.js';
import type { DeviceIdentities } from './device-identities.js';
import { type EncryptionContext, ofStrangers } from '../encryption-context.js';
import { explainError, isToldAlready } from '../explain-error.js';
import type { KeyQueries } from './key-queries.js';
import type { KeyUploads } from './key-uploads.js';
import type { LibraryRequest } from '../machine/library-request.js';
import type { Machine } from '../machine/machine.js';
import { createMissingKeys } from './missing-keys.js';
import { repeatRequest } from '../repeat-request.js';
import { wellFormedJson } from '../machine/sendable.js';
import { createSessionRepair } from './session-repair.js';

/** Sends the requests of machines to the homeserver. */
export interface RequestSender {
  /**
   * Commits the machine, sends one of its requests, tells it the answer, and commits again (E6). A 429 and a lost connection are tried
   * again with the same transaction ID (E5).
   *
   * @throws {EncryptionError} `DEVICE_REPLACED` if the device must not be used any more (D7).
   */
  readonly send: (machine: Machine, request: LibraryRequest) => Promise<void>;
  /** Sends everything that a machine wants to send, until there is no more: keys, queries, claims of missing sessions (E3), messages. */
  readonly tend: (machine: Machine) => Promise<void>;
  /** Does that later, once for all calls in between; failures are reported and tried again. */
  readonly tendSoon: (userId: string, deviceId: string) => void;
  /** Runs work after all earlier uploads of a device, so that no older count comes after a newer one (D4). */
  readonly betweenUploads: <T>(machine: Machine, work: () => Promise<T>) => Promise<T>;
}

/** Rounds of requests that lead to further ones. No machine needs so many: it is a stop for one that asks for ever. */
const mostRounds = 20;

/** Makes the sender of machines' requests. */
export function createRequestSender(
  context: EncryptionContext,
  parts: {
    readonly queries: KeyQueries;
    readonly uploads: KeyUploads;
    readonly identities: DeviceIdentities;
    readonly background: BackgroundWork;
  },
): RequestSender {
  const { homeserver, machines, reportFailure } = context;
  const { queries, uploads, identities, background } = parts;
  const inOrder = createInOrder();
  const missingKeys = createMissingKeys(reportFailure);

  function betweenUploads<T>({ userId, deviceId }: Machine, work: () => Promise<T>): Promise<T> {
    return inOrder(JSON.stringify(['upload', userId, deviceId]), work);
  }

  /** Sends a request as it is, once it is sure that nothing of it can be taken back by a crash. */
  async function answerTo(machine: Machine, request: LibraryRequest): Promise<unknown> {
    const { userId, deviceId } = machine;
    const client = homeserver.as({ userId, deviceId });
    const { type, body } = request;
    const parsed = JSON.parse(body) as Record<string, unknown>; // as the library wrote it
    switch (type) {
      case RequestType.KeysUpload:
        return uploads.upload(machine, body);
      case RequestType.KeysQuery: {
        const asked = parsed['device_keys'] as KeyQuery;
        const answer = await queries.query(machine, asked);
        missingKeys.queried(asked, answer);
        return answer;
      }
      case RequestType.KeysClaim: {
        const asked = parsed['one_time_keys'] as SingleKeyClaim;
        // Not repeated but for a 429, which the client waits out: a claim whose fate is unknown may have taken keys (N3).
        const answer = await client.claimKeys({ one_time_keys: asked }, ofStrangers);
        // The library fails at all of an answer for one name that it does not take, of any server that was asked.
        const restricted = { ...answer, one_time_keys: keysAskedFor(asked, answer.one_time_keys) };
        missingKeys.claimed(asked, restricted);
        return restricted;
      }
      case RequestType.SignatureUpload:
        return repeatRequest(context, () => client.uploadCrossSigningSignatures(parsed as never));
      case RequestType.ToDevice: {
        const { event_type: eventType, txn_id: txnId } = request as ToDeviceRequestFields;
        return repeatRequest(context, () => client.sendToDevice({ eventType, txnId }, parsed as never));
      }
      case RequestType.RoomMessage: {
        const { room_id: roomId, event_type: eventType, txn_id: txnId } = request as RoomMessageFields;
        return repeatRequest(context, () => client.sendEvent({ roomId, eventType, txnId }, parsed));
      }
      default:
        throw new TypeError(`the library wants to send a request of an unknown type, ${String(type)}`);
    }
  }

  /** Sends one request of a machine. Whatever it was made from is in the store before (E6), and what its answer changes is after. */
  async function send(machine: Machine, request: LibraryRequest): Promise<void> {
    await identities.requireSound(machine);
    const work = async (): Promise<void> => {
      await machine.commit();
      const answer = await answerTo(machine, request);
      const { id, type } = request;
      if (id !== undefined) await machine.olm.markRequestAsSent(id, type, wellFormedJson(JSON.stringify(answer)));
      if (type === RequestType.KeysQuery || type === RequestType.KeysClaim) machine.toldCount += 1;
      await (type === RequestType.KeysUpload ? uploads.settle(machine) : machine.commit());
    };
    await (request.type === RequestType.KeysUpload ? betweenUploads(machine, work) : work());
  }

  const repairSessions = createSessionRepair(context, send);

  /**
   * Sends all requests of a machine, those too that answers lead to, and replaces wedged sessions. One that fails does not keep the
   * others from being sent.
   *
   * @rule E3
   */
  async function tend(machine: Machine): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      const all = await machine.olm.outgoingRequests();
      // It names wedged sessions here as well as where it is asked for them.
      const requests = all.filter(({ type }) => type !== RequestType.KeysClaim);
      const outcomes = [];
      for (const request of requests) outcomes.push(await settled(send(machine, request)));
      const claim = await settled(repairSessions(machine));
      const failure = [...outcomes, claim].find((outcome) => 'error' in outcome);
      if (failure) throw failure.error;
      if (requests.length === 0 && claim.value === false) break;
    }
    await machine.commit();
  }

  function tendInOrder(machine: Machine): Promise<void> {
    return inOrder(JSON.stringify(['tend', machine.userId, machine.deviceId]), () => tend(machine));
  }

  return {
    send,
    tend: tendInOrder,
    tendSoon: (userId, deviceId) => {
      const name = JSON.stringify(['tend', userId, deviceId]);
      background.soon(name, () => machines.use({ userId, deviceId }, tendInOrder), {
        onFailure: (error) => {
          if (isToldAlready(error)) return;
          reportFailure({
            message:
              `keys or messages of the device ${deviceId} of ${userId} could not be sent: ${explainError(error)}. ` +
              'Nothing is lost, and it is tried again; until then, others may be unable to read this user',
            error,
            userId: userId as `@${string}`,
          });
        },
      });
    },
    betweenUploads,
  };
}

type ClaimedKeys = ClientKeyClaimResponse['one_time_keys'];

/** Returns the keys of the devices and algorithms that were asked for. */
function keysAskedFor(asked: SingleKeyClaim, given: ClaimedKeys): ClaimedKeys {
  const keys: ClaimedKeys = {};
  for (const [userId, devices] of Object.entries(asked)) {
    const ofUser: ClaimedKeys[UserId] = {};
    for (const [deviceId, algorithm] of Object.entries(devices)) {
      const all = Object.entries(own(own(given, userId), deviceId) ?? {});
      setOwn(ofUser, deviceId, Object.fromEntries(all.filter(([keyId]) => keyId.startsWith(`${algorithm}:`))));
    }
    setOwn(keys, userId, ofUser);
  }
  return keys;
}

async function settled<T>(work: Promise<T>): Promise<{ value?: T; error?: unknown }> {
  try {
    return { value: await work };
  } catch (error) {
    return { error };
  }
}

interface ToDeviceRequestFields extends LibraryRequest {
  readonly event_type: string;
  readonly txn_id: string;
}

interface RoomMessageFields extends ToDeviceRequestFields {
  readonly room_id: string;
}

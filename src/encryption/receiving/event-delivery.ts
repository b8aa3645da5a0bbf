import type { InboxReceiver } from '../../appservice/deliveries.js';
import type { StoredEvent } from '../../appservice/inbox-store.js';
import { quietly } from '../../async/quietly.js';
import { own } from '../../json-objects.js';
import type { ClientEvent, UserId } from '../../types.js';
import type { Decryption } from './decrypt-event.js';
import { type DecryptionFailure, replayedEvent } from './decryption-failure.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { EncryptionOptions } from '../encryption-options.js';
import type { OwnUsers } from '../own-users.js';
import type { ReplayGuard } from './replay-guard.js';
import { longestPendingMs, type PendingEvents, sessionName } from './pending-events.js';
import type { RoomDiscovery } from '../rooms/room-discovery.js';
import { hasRoom, isOpenText, type KeptRoomEvent } from '../rooms/room-events.js';
import type { SessionIndex } from '../rooms/session-index.js';

/** Options of {@link createEventDelivery}. */
export interface EventDeliveryOptions extends Pick<EncryptionOptions, 'onEvent' | 'onUndecryptable'> {
  readonly context: Pick<EncryptionContext, 'time'>;
  readonly decrypt: (event: ClientEvent, attempts: number) => Promise<Decryption>;
  readonly pendingEvents: PendingEvents;
  readonly sessionIndex: SessionIndex;
  readonly ownUsers: OwnUsers;
  readonly replayGuard: Pick<ReplayGuard, 'earlierEvent'>;
  readonly roomDiscovery: Pick<RoomDiscovery, 'decrypted' | 'wasEncrypted'>;
  /** Is told that a room key is not there, and gets what tells later whether that is still so, and our users in the room. */
  readonly onMissingKey: (isStillMissing: () => boolean, receivers: readonly UserId[]) => void;
}

const dayMs = 24 * 3600 * 1000;

/** The attempts after which an event that is older than a day is given up. Starts are attempts, and may be many in an hour. */
const mostAttempts = 20;

/**
 * Makes the second stage (R2): gives each event to the application, decrypted where it is encrypted. One that cannot be decrypted yet
 * becomes pending.
 */
export function createEventDelivery(options: EventDeliveryOptions): InboxReceiver['receiveEvent'] {
  const { onEvent, onUndecryptable, decrypt, pendingEvents, sessionIndex, ownUsers, replayGuard, roomDiscovery } =
    options;
  const { time } = options.context;

  /** Returns our users whom an event concerns: those in its room, those who have its key, and its subject. */
  async function receiversOf({ room_id: roomId, state_key: subject, content }: ClientEvent): Promise<UserId[]> {
    const receivers = new Set<UserId>();
    if (typeof roomId === 'string') {
      for (const userId of await sessionIndex.membersOf(roomId)) receivers.add(userId);
      const sessionId = own(content, 'session_id');
      const holders = typeof sessionId === 'string' ? await sessionIndex.holdersOf(roomId, sessionId) : [];
      for (const userId of holders) receivers.add(userId);
    }
    if (typeof subject === 'string' && ownUsers.has(subject)) receivers.add(subject);
    return [...receivers];
  }

  async function giveUpOrWait(
    { seq, arrivedAtMs }: StoredEvent,
    event: ClientEvent,
    { reason, isFinal }: DecryptionFailure,
    name: string | undefined,
  ): Promise<typeof name> {
    const record = pendingEvents.recordOf(seq);
    const attempts = (record?.attempts ?? 0) + 1;
    const ageMs = time.epochMs() - arrivedAtMs;
    const isOld = ageMs > longestPendingMs || (attempts > mostAttempts && ageMs > dayMs);
    const isGivenUp = isOld || record?.isSurplus === true;
    const state = isFinal || isGivenUp || name === undefined ? 'final' : 'pending';
    const receivers = await receiversOf(event);
    if (onUndecryptable && (state === 'final' || record?.reason !== reason)) {
      quietly(() => onUndecryptable(event, { reason, state, receivers }));
    }
    if (state === 'pending') options.onMissingKey(() => pendingEvents.recordOf(seq) !== undefined, receivers);
    const roomId = typeof event.room_id === 'string' ? event.room_id : undefined;
    await pendingEvents.setRecord(
      seq,
      state === 'final' ? undefined : { attempts, reason, roomId, sender: event.sender },
    );
    return state === 'final' ? undefined : name;
  }

  return async (stored, delivery) => {
    const { event, isUnexpectedPlaintext: wasUnexpected = false } = JSON.parse(stored.body) as KeptRoomEvent; // as the first stage wrote it
    const { seq } = stored;
    const keysBefore = pendingEvents.keysCame();
    let delivered = event;
    let encryption: EventContextEncryption;
    if (isEncrypted(event)) {
      const decryption = await decrypt(event, pendingEvents.recordOf(seq)?.attempts ?? 0);
      if ('failure' in decryption) {
        const { failure, sessionId } = decryption;
        const name = sessionId === undefined ? undefined : sessionName(event.room_id, sessionId);
        const pendingFor = await giveUpOrWait(stored, event, failure, name);
        if (pendingFor === undefined) return undefined;
        const written = (): void => {
          if (pendingEvents.keysCame() !== keysBefore) pendingEvents.tryAgain(seq);
        };
        return { pendingFor, written };
      }
      const earlier = await replayGuard.earlierEvent(event);
      if (earlier !== undefined) {
        await giveUpOrWait(stored, event, replayedEvent(earlier), undefined);
        return undefined;
      }
      ({ event: delivered, encryption } = decryption);
      if (hasRoom(event)) await roomDiscovery.decrypted(event.room_id);
    }
    if (onEvent) {
      const isPlain = hasRoom(event) && isOpenText(event);
      const isUnexpectedPlaintext = wasUnexpected || (isPlain && (await roomDiscovery.wasEncrypted(event.room_id)));
      const receivers = await receiversOf(event);
      await onEvent(delivered, {
        encryption,
        receivers,
        isUnexpectedPlaintext,
        get signal() {
          return delivery.signal;
        },
      });
    }
    await pendingEvents.setRecord(seq, undefined);
    return undefined;
  };
}

type EventContextEncryption = Extract<Decryption, { readonly encryption: unknown }>['encryption'] | undefined;

/** Tells whether an event is to be decrypted. One that was redacted has nothing left in it. */
function isEncrypted({ type, state_key: stateKey, content }: ClientEvent): boolean {
  return type === 'm.room.encrypted' && typeof stateKey !== 'string' && Object.keys(content).length > 0;
}

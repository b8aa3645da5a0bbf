import { CollectStrategy, type ToDeviceRequest, type UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { createInOrder } from '../../async/in-order.js';
import type { HomeserverClient } from '../../client/homeserver-client.js';
import { EncryptionError } from '../../encryption-errors.js';
import { MatrixHttpError } from '../../errors.js';
import type { JsonObject } from '../../json-objects.js';
import type { DeviceIdentities } from '../devices/device-identities.js';
import type { DeviceListChanges } from '../devices/device-lists.js';
import type { EncryptionContext } from '../encryption-context.js';
import { refusesDevice } from '../explain-error.js';
import { libraryAnswer } from '../machine/library-answer.js';
import type { Machine } from '../machine/machine.js';
import type { DeviceName } from '../machine/device-name.js';
import { olmRoomId, olmUserIds } from '../machine/olm-ids.js';
import { repeatRequest } from '../repeat-request.js';
import type { RequestSender } from '../devices/request-sender.js';
import { encryptionSettings, megolm, type RoomEncryption } from './room-encryption.js';
import { reaction } from './room-events.js';
import type { RoomMembers, RoomMembersCache } from './room-members.js';
import type { RoomStates } from './room-state.js';
import { createSharedSessions, type ShareGrounds } from './shared-sessions.js';
import { requireWellFormed } from '../machine/sendable.js';

/** An event to send. */
export interface OutgoingEvent {
  readonly roomId: string;
  readonly type: string;
  readonly txnId: string;
  /** Makes the content, which may depend on whether the room is encrypted. */
  readonly contentFor: (isEncrypted: boolean) => JsonObject | Promise<JsonObject>;
}

/** Sends events into rooms, encrypted where the room is. */
export interface RoomEventSender {
  /** Tells whether a room is encrypted. @throws {EncryptionError} `ROOM_STATE` if that cannot be found out (E1). */
  readonly isEncrypted: (device: DeviceName, roomId: string) => Promise<boolean>;
  /** Sends an event, and returns its ID. */
  readonly send: (device: DeviceName, event: OutgoingEvent) => Promise<string>;
}

/** Options of {@link createRoomEventSender}. */
export interface RoomEventSenderOptions {
  readonly context: EncryptionContext;
  readonly identities: Pick<DeviceIdentities, 'requireSound' | 'compareAnew'>;
  readonly roomStates: RoomStates;
  readonly roomMembers: RoomMembersCache;
  readonly deviceLists: DeviceListChanges;
  readonly requestSender: Pick<RequestSender, 'send' | 'tend'>;
  readonly sharing: 'all' | 'cross-signed';
  /** Runs before a device begins a room session: what the homeserver still has for it may concern the room (D6). */
  readonly beforeSession: (device: DeviceName) => Promise<void>;
}

/** Makes the sender of room events. */
export function createRoomEventSender(options: RoomEventSenderOptions): RoomEventSender {
  const { context, identities, roomStates, roomMembers, deviceLists, requestSender, sharing } = options;
  const { homeserver, machines } = context;
  const inOrder = createInOrder();
  const sharedSessions = createSharedSessions(context.time);

  const clientOf = ({ userId, deviceId }: DeviceName): HomeserverClient => homeserver.as({ userId, deviceId });

  async function encryptionOf(device: DeviceName, roomId: string): Promise<RoomEncryption | undefined> {
    const encryption = await roomStates.encryptionOf(roomId, clientOf(device));
    if (encryption === undefined || encryption.algorithm === megolm) return encryption;
    const algorithm = encryption.algorithm === '' ? 'without naming an algorithm' : `with ${encryption.algorithm}`;
    const message = `the room ${roomId} is encrypted ${algorithm}, which cannot be done here, so nothing was sent`;
    throw new EncryptionError('ROOM_STATE', message);
  }

  /**
   * Sends one event after all earlier ones of its room. From asking who is in the room to the homeserver's answer nothing else happens in
   * it, so that a key never goes to an older list of members than the message.
   *
   * @rule E2
   */
  async function send(device: DeviceName, event: OutgoingEvent): Promise<string> {
    const { roomId, type, txnId } = event;
    for (const [kind, name] of Object.entries({ 'room ID': roomId, 'event type': type, txnId }))
      requireWellFormed(kind, name);
    machines.term();
    return await inOrder(event.roomId, async () => {
      try {
        // The machine of a device from before a `reset()` is gone, and must not be made anew.
        await identities.requireSound(device);
        const encryption = await encryptionOf(device, event.roomId);
        if (encryption === undefined || event.type === reaction)
          return await put(device, event, event.type, await event.contentFor(false));
        const content = await event.contentFor(true);
        return await machines.use(device, (machine) => sendEncrypted(machine, encryption, event, content));
      } catch (error) {
        // The user may have left the room without an event that said so.
        if (error instanceof MatrixHttpError && error.status === 403) roomMembers.forget(event.roomId);
        if (refusesDevice(error)) await identities.compareAnew(device);
        throw error;
      }
    });
  }

  async function sendEncrypted(
    machine: Machine,
    encryption: RoomEncryption,
    event: OutgoingEvent,
    content: JsonObject,
  ): Promise<string> {
    const roomId = olmRoomId(event.roomId);
    if (roomId === undefined) throw new RangeError(`${event.roomId} is not a room ID`);
    const since = context.time.epochMs();
    await shareSession(machine, encryption, event.roomId);
    const encrypting = machine.olm.encryptRoomEvent(roomId, event.type, JSON.stringify(content));
    const encrypted = JSON.parse(await libraryAnswer(context.time, encrypting)) as JsonObject; // as the library wrote it
    sharedSessions.noteEncrypted(machine, event.roomId, encrypted, since);
    await machine.commit();
    return put(machine, event, 'm.room.encrypted', encrypted);
  }

  /**
   * Brings the room key to all devices that are to have it and lack it. Resolves once the homeserver has taken it for each of them. Where
   * there is something to bring, the device catches up first: it may concern who is in the room, and which devices they have (D6, R8).
   */
  async function shareSession(machine: Machine, encryption: RoomEncryption, room: string): Promise<void> {
    await identities.requireSound(machine);
    const members = await membersOf(machine, room);
    if (sharedSessions.isShared(machine, room, groundsOf(machine, members, encryption))) return;
    const mayBeShared = !sharedSessions.seemsOver(machine, room, encryption);
    if (mayBeShared && (await shareWith(machine, encryption, room, 'if-nothing-is-new'))) return;
    await options.beforeSession({ userId: machine.userId, deviceId: machine.deviceId });
    // State resolution takes members away without an event: none of them is to get a new key.
    roomMembers.change(room);
    await shareWith(machine, encryption, room, 'all');
  }

  /** Shares the room session. Returns false where it was not to, since there is something new. */
  async function shareWith(
    machine: Machine,
    encryption: RoomEncryption,
    room: string,
    extent: 'all' | 'if-nothing-is-new',
  ): Promise<boolean> {
    const members = await membersOf(machine, room);
    const { joined, invited, historyVisibility } = members;
    // The lists have nobody in them who has left meanwhile.
    const recipients = (): UserId[] => olmUserIds([...joined, ...(historyVisibility === 'joined' ? [] : invited)]);
    await machine.olm.updateTrackedUsers(recipients());
    const changes = deviceLists.count();
    await deviceLists.tell(machine);
    await requestSender.tend(machine);
    return machine.alone(async () => {
      const grounds = { ...groundsOf(machine, members, encryption), changes };
      const claim = await machine.olm.getMissingSessions(recipients());
      if (claim) await requestSender.send(machine, claim);
      for (let requests = await share(); requests.length > 0; requests = await share()) {
        if (extent !== 'all') return false;
        for (const request of requests) await requestSender.send(machine, request);
      }
      sharedSessions.noteShared(machine, room, grounds);
      return true;
    });

    /**
     * Returns what is left to send. Where that is nothing the message is encrypted at once: the library panics, and ends the process, if a
     * session expires in between. So the device is looked at before, and not after: it may have been replaced meanwhile.
     */
    async function share(): Promise<ToDeviceRequest[]> {
      await identities.requireSound(machine);
      const settings = encryptionSettings(encryption, historyVisibility);
      settings.sharingStrategy =
        sharing === 'all' ? CollectStrategy.allDevices() : CollectStrategy.identityBasedStrategy();
      const roomId = olmRoomId(room);
      if (roomId === undefined) throw new RangeError(`${room} is not a room ID`);
      return machine.olm.shareRoomKey(roomId, recipients(), settings);
    }
  }

  function membersOf(machine: Machine, room: string): Promise<RoomMembers> {
    return roomMembers.membersOf(room, machine.userId, clientOf(machine));
  }

  function groundsOf(machine: Machine, members: RoomMembers, encryption: RoomEncryption): ShareGrounds {
    return { members, encryption, told: machine.toldCount, changes: deviceLists.count() };
  }

  async function put(
    device: DeviceName,
    { roomId, txnId }: OutgoingEvent,
    eventType: string,
    content: JsonObject,
  ): Promise<string> {
    const send = (): Promise<{ event_id: string }> => clientOf(device).sendEvent({ roomId, eventType, txnId }, content);
    return (await repeatRequest(context, send)).event_id;
  }

  return {
    isEncrypted: async (device, roomId) => (await encryptionOf(device, roomId)) !== undefined,
    send,
  };
}

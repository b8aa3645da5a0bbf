import { initAsync } from '@matrix-org/matrix-sdk-crypto-wasm';
import { createReceivingHandler } from '../appservice/handler.js';
import type { InboxReport } from '../appservice/deliveries.js';
import type { ReportContext } from '../appservice/handler-options.js';
import { isUnusable, systemTime as time, type Term } from '../appservice/leadership.js';
import { quietly } from '../async/quietly.js';
import { EncryptionError, StoreError, TimeoutError } from '../errors.js';
import type { Transaction } from '../types.js';
import { readRegistration } from '../registration/read-registration.js';
import { createDecryptEvent } from './receiving/decrypt-event.js';
import { createDeviceListChanges } from './devices/device-lists.js';
import { createDeviceServices } from './devices/device-services.js';
import { createEncryptedUser } from './rooms/create-encrypted-user.js';
import type { EncryptionContext } from './encryption-context.js';
import type { Encryption, EncryptionOptions } from './encryption-options.js';
import { createEntrance, throughEntrance } from './entrance.js';
import { createEventDelivery } from './receiving/event-delivery.js';
import { createFailureReports } from './receiving/failure-reports.js';
import { explainInboxError } from './explain-error.js';
import { createKeptMessages } from './receiving/kept-messages.js';
import { createMachines } from './machine/machines.js';
import { createMessageStage } from './receiving/message-stage.js';
import { createOwnUsers } from './own-users.js';
import { createIdentityWatch } from './devices/peer-identities.js';
import { createPoisonGuard } from './receiving/poison-guard.js';
import { createPendingEvents } from './receiving/pending-events.js';
import { requireUserText } from './require-arguments.js';
import { requireEncryptionOptions } from './setup/require-encryption-options.js';
import { createRoomDiscovery } from './rooms/room-discovery.js';
import { createRoomMembers } from './rooms/room-members.js';
import { createRoomEventSender } from './rooms/room-event-sender.js';
import { createRoomStates } from './rooms/room-state.js';
import { createReplayGuard, rememberingReplays } from './receiving/replay-guard.js';
import { createRowReader } from './row-reader.js';
import { createSessionIndex } from './rooms/session-index.js';
import { registrationFindings } from './setup/setup-advice.js';
import { requireWorkableKeys } from './setup/setup-checks.js';
import { createStartAndStop } from './setup/start-and-stop.js';
import { createStoreKeyCheck } from './machine/store-key-check.js';

/**
 * Creates the encryption of an appservice: it receives what the homeserver sends and gives it decrypted to the application, and sends as
 * the appservice's users, encrypted where the room is.
 *
 * Nothing happens before `start()`. Several processes may share a store; one at a time receives and sends (R5).
 *
 * @example
 * ```ts
 * const registration = { id: 'irc', url: null, as_token: 'a', hs_token: 'h', sender_localpart: 'bot', namespaces: {} };
 * const homeserver = createHomeserverClient({ url: 'http://127.0.0.1:8008', asToken: 'a' });
 * const storeKey = crypto.getRandomValues(new Uint8Array(32));
 * const required = { registration, serverName: 'example.org', homeserver, store: createMemoryStore(), storeKey };
 * const { handler } = createEncryption({ ...required, onEvent: ({ type, content }) => console.log(type, content) });
 * handler.serves('/_matrix/app/v1/transactions/1'); // true
 * ```
 * @throws {EncryptionError} `SETUP` for options that cannot work together (D2).
 * @throws {RegistrationError} if the registration cannot be used.
 * @throws {RangeError} for a value, and {TypeError} for a kind of option that is not allowed (S8).
 */
export function createEncryption(options: EncryptionOptions): Encryption {
  requireEncryptionOptions(options);
  const { serverName, homeserver, store, storeKey, onEvent, onUndecryptable, onFailure, onFinding } = options;
  const {
    keys = 'uploaded',
    federation = true,
    sharing = 'all',
    trust = 'any',
    receive = 'transactions',
    deliveryTimeoutMs = 600_000,
  } = options;
  requireWorkableKeys(keys, federation);
  const { registration, findings } = readRegistration(options.registration);
  const reportFinding: EncryptionContext['reportFinding'] = (finding) => {
    quietly(() => onFinding?.(finding));
  };
  const machines = createMachines({
    ...{ store, storeKey, maxOpenMachines: options.maxOpenMachines },
    whyAbsent: () => startAndStop.whyAbsent(),
    onOpen: createIdentityWatch(reportFinding),
  });
  const context: EncryptionContext = {
    ...{ homeserver, store, machines, keys, time, random: Math.random },
    reportFailure: createFailureReports(onFailure, time),
    reportFinding,
  };
  for (const finding of [...findings, ...registrationFindings(registration, serverName, receive !== 'transactions')]) {
    reportFinding(finding);
  }
  const wakeInbox = (): void => {
    inbox.wake();
  };

  const readRow = createRowReader(context.reportFailure);
  const keptMessages = createKeptMessages(store, readRow);
  const services = createDeviceServices(context, {
    ...{ registration, serverName, storeKey, receive, readRow, keptMessages, wakeInbox },
    onRoomKeys: () => pendingEvents.tryAllAgain(),
    deviceName: options.deviceName ?? registration.id,
  });
  const { sender: requestSender, catchUp, identities, missingFields } = services;
  const entrance = createEntrance(machines);
  const ownUsers = createOwnUsers(services.owns, store.devices);
  const deviceLists = createDeviceListChanges();
  const roomStates = createRoomStates(context, readRow);
  const roomDiscovery = createRoomDiscovery(context, { roomStates, background: services.background });
  const roomMembers = createRoomMembers(time, deviceLists.add);
  const sessionIndex = createSessionIndex(store.crypto, readRow);
  const pendingEvents = createPendingEvents({ store, time, readRow, wake: wakeInbox });

  const replayGuard = createReplayGuard(context);
  const poisonGuard = createPoisonGuard(context, readRow);

  const eventSender = createRoomEventSender({
    ...{ context, identities, roomStates, roomMembers, deviceLists, requestSender, sharing },
    beforeSession: catchUp.beforeSession,
  });
  const messageStage = createMessageStage({
    ...{ context, poisonGuard, pendingEvents, keptMessages, readRow, requestSender },
    knowledge: { roomStates, roomMembers, roomDiscovery, sessionIndex, deviceLists, ownUsers },
    onTransaction: noteTransaction,
    noteUse: catchUp.noteMessages,
    holdsBack: catchUp.holdsBack,
    takesEvents: (onEvent ?? onUndecryptable) !== undefined,
  });
  const receiveEvent = createEventDelivery({
    ...{ context, pendingEvents, sessionIndex, replayGuard, ownUsers, roomDiscovery, onEvent, onUndecryptable },
    decrypt: createDecryptEvent({ context, ownUsers, sessionIndex, requestSender, trust }),
    onMissingKey: missingFields.noteMissingKey,
  });

  /** Takes the counts as hints: which devices are ours is looked up where one of them is low. */
  function noteTransaction(transaction: Transaction, isFetched: boolean): void {
    if (isFetched) return;
    missingFields.noteTransaction(transaction);
    for (const [userId, devices] of Object.entries(transaction.device_one_time_keys_count ?? {})) {
      if (!ownUsers.has(userId)) continue;
      for (const [deviceId, counts] of Object.entries(devices)) services.levels.hint({ userId, deviceId }, counts);
    }
  }

  const storeKeyCheck = createStoreKeyCheck(store, storeKey);
  let wrongKey: EncryptionError | undefined;

  async function beginTerm(term: Term): Promise<() => Promise<void>> {
    await initAsync();
    for (const memory of [deviceLists, roomStates, roomMembers, roomDiscovery, sessionIndex, replayGuard])
      memory.clear();
    machines.begin(term);
    poisonGuard.begin();
    try {
      await storeKeyCheck.keep(term);
      await services.copyCheck.load();
      await keptMessages.load();
      await pendingEvents.begin(term);
    } catch (error) {
      await machines.end();
      // Another process with another key may have been the first.
      if (error instanceof EncryptionError) wrongKey = error;
      throw error;
    }
    services.begin(term);
    entrance.begin(term);
    startAndStop.leaderIsKnown();
    return async () => {
      messageStage.release();
      await entrance.end();
      await services.end();
      await machines.end();
    };
  }

  let lastFailed: InboxReport | undefined;

  function reportError(error: unknown, { transactionId }: ReportContext): void {
    const delivery = lastFailed?.error === error ? lastFailed : undefined;
    const of = delivery?.part === 'event' ? 'an event of ' : '';
    const what = transactionId === undefined ? 'a request or the inbox' : `${of}the transaction ${transactionId}`;
    const isOver = isUnusable(error) || error === wrongKey;
    const next = isOver ? 'Nothing is received or sent any more: start the process again' : 'It is tried again';
    context.reportFailure({
      message: `${what} failed: ${explainInboxError(error, delivery, deliveryTimeoutMs)}. ${next}`,
      error,
    });
    if (isOver) startAndStop.fail(error);
    // A transaction that could not be written down is refused, and comes again without its to-device messages (R1).
    if (transactionId !== undefined && delivery === undefined && isRefusal(error)) catchUp.allSoon();
  }

  const { handler, inbox } = createReceivingHandler(
    services.servedKeys.handlers,
    {
      beginTerm,
      standBy: () => {
        startAndStop.leaderIsKnown();
      },
      receiveTransaction: messageStage.receiveTransaction,
      receiveEvent: (...given) => entrance.deliver(() => receiveEvent(...given)),
    },
    {
      ...{ hsToken: registration.hs_token, store: rememberingReplays(store, replayGuard) },
      ...{ deliveryTimeoutMs, leaseMs: options.leaseMs },
      onInbox: (report) => {
        if (report.kind === 'failed') lastFailed = report;
      },
      onError: reportError,
      onFinding: reportFinding,
    },
  );

  const startAndStop = createStartAndStop({ inbox, checks: services.checks, checkStore: storeKeyCheck.requireRight });

  return {
    handler,
    start: startAndStop.start,
    stop: startAndStop.stop,
    user: async (userId) => {
      requireUserText(userId);
      return entrance.enter(async () => {
        const { deviceId } = await services.life.device(userId);
        const resetDevice = services.life.reset;
        const parts = { context, eventSender, roomStates, roomMembers, roomDiscovery, resetDevice };
        return throughEntrance(createEncryptedUser(userId as `@${string}`, deviceId, parts), entrance);
      });
    },
  };
}

/** Tells a failure to write a transaction down from that of a request. */
function isRefusal(error: unknown): boolean {
  return error instanceof StoreError || error instanceof TimeoutError;
}

import type { Term } from '../../appservice/leadership.js';
import type { Cancellation } from '../../async/cancellation.js';
import { EncryptionError } from '../../errors.js';
import { createSecretHider } from '../../hide-secrets.js';
import { createNamespaces } from '../../registration/namespaces.js';
import type { AppserviceRegistration } from '../../types.js';
import { createBackgroundWork, type BackgroundWork } from '../background-work.js';
import { createCatchUp, type CatchUp, type CatchUpParts } from '../catching-up/catch-up.js';
import { createCopyCheck, type CopyCheck } from './copy-check.js';
import { createCrossSigningIdentities } from './cross-signing-identity.js';
import { createSecretBox } from '../machine/cross-signing-secrets.js';
import type { DeviceName } from '../machine/device-name.js';
import { createDeviceIdentities, type DeviceIdentities } from './device-identities.js';
import { createDeviceLife, type DeviceLife } from './device-life.js';
import { createDeviceRecords } from './device-records.js';
import { createDeviceRegistration } from './device-registration.js';
import { createDeviceReplacement } from './device-replacement.js';
import type { EncryptionContext } from '../encryption-context.js';
import { explainError } from '../explain-error.js';
import { createKeySupply, type KeySupply } from './key-supply.js';
import { createKeyQueries } from './key-queries.js';
import { createKeyUploads } from './key-uploads.js';
import { createMissingFields, type MissingFields } from '../setup/missing-fields.js';
import { createRequestSender, type RequestSender } from './request-sender.js';
import type { RowReader } from '../row-reader.js';
import { createServedKeys, type ServedKeys } from '../setup/served-keys.js';
import { createSetupAdvice } from '../setup/setup-advice.js';
import { createSetupChecks, type SetupChecks } from '../setup/setup-checks.js';

/** Everything that concerns our users' devices, and not rooms or events. */
export interface DeviceServices {
  readonly sender: RequestSender;
  readonly levels: KeySupply;
  readonly life: DeviceLife;
  readonly catchUp: CatchUp;
  readonly identities: DeviceIdentities;
  readonly copyCheck: CopyCheck;
  readonly missingFields: MissingFields;
  readonly servedKeys: ServedKeys;
  readonly checks: SetupChecks;
  readonly background: BackgroundWork;
  /** Tells whether a user belongs to the appservice (G1). */
  readonly owns: (userId: string) => boolean;
  /** Begins a term, after the machines: catches up, and takes up what was begun. Resolves at once; work is in the background. */
  readonly begin: (term: Term) => void;
  /** Ends the term, before the machines: waits for work in progress. */
  readonly end: () => Promise<void>;
}

/** Options of {@link createDeviceServices}, with all defaults filled in. */
export interface DeviceServicesOptions {
  readonly registration: AppserviceRegistration;
  readonly serverName: string;
  readonly storeKey: Uint8Array;
  readonly deviceName: string;
  readonly receive: 'transactions' | 'sync';
  readonly readRow: RowReader;
  readonly keptMessages: CatchUpParts['keptMessages'];
  /** Is told that a machine has got room keys otherwise than by a message. */
  readonly onRoomKeys: () => Promise<void>;
  /** Wakes the inbox, after something was written into it. */
  readonly wakeInbox: () => void;
}

const minuteMs = 60_000;

/** Makes the services of our users' devices. */
export function createDeviceServices(context: EncryptionContext, options: DeviceServicesOptions): DeviceServices {
  const { registration, serverName, deviceName, receive, wakeInbox } = options;
  const isSyncing = receive !== 'transactions';
  const namespaces = createNamespaces([registration], serverName);
  const owns = (userId: string): boolean => namespaces.ownerOf(userId) !== undefined;
  const advice = createSetupAdvice(registration);
  const background = createBackgroundWork(context);
  const senderId = `@${registration.sender_localpart}:${serverName}`;
  const copyCheck = createCopyCheck(context, { senderId, readRow: options.readRow });
  const identities = createDeviceIdentities(context, copyCheck);
  const uploads = createKeyUploads(context, identities);
  const queries = createKeyQueries(context);
  const sender = createRequestSender(context, { queries, uploads, identities, background });
  const levels = createKeySupply(context, { uploads, sender, background });
  const servedKeys = createServedKeys(
    context.store,
    context.keys,
    levels.claimed,
    copyCheck.claimable,
    context.reportFailure,
  );
  const missingFields = createMissingFields(context, {
    advice,
    isSyncing,
    catchUp: () => {
      catchUp.allSoon();
    },
    catchUpUsers: (userIds) => {
      for (const userId of userIds) {
        const ask = (device: DeviceName | undefined): void => {
          if (device) catchUp.soon(device);
        };
        // A store that fails has failed elsewhere, too.
        life.current(userId).then(ask, () => undefined);
      }
    },
  });
  const catchUp = createCatchUp(context, {
    background,
    isContinuous: isSyncing,
    senderId,
    readRow: options.readRow,
    keptMessages: options.keptMessages,
    wakeInbox,
    hint: levels.hint,
    onMessages: missingFields.noteFetchedMessages,
  });
  const life = createDeviceLife(context, {
    records: createDeviceRecords(context, copyCheck),
    registration: createDeviceRegistration(context, { advice, deviceName }),
    identities,
    uploads,
    sender,
    crossSigning: createCrossSigningIdentities(context, {
      sender,
      secretBox: createSecretBox(options.storeKey),
      advice,
    }),
    replacement: createDeviceReplacement(context, { catchUp, onRoomKeys: options.onRoomKeys }),
    background,
    owns,
    namespaces: describeNamespaces(registration),
    onUse: catchUp.noteUse,
  });
  const checks = createSetupChecks(context, { registration, serverName, isSyncing, servedKeys, advice });

  let looking: Promise<void> | undefined;

  /** Does something for the whole term, in the background. */
  function inBackground(name: string, work: () => Promise<void>): void {
    background.soon(name, work, {
      onFailure: (error) => {
        const message = `${name} failed: ${explainError(error)}${error instanceof EncryptionError ? '' : '. It is tried again'}`;
        context.reportFailure({ message, error });
      },
    });
  }

  async function lookEveryMinute(until: Cancellation): Promise<void> {
    while (!until.cancelled) {
      inBackground('looking for devices whose keys another process gives out', levels.fillUpElsewhere);
      await context.time.wait(minuteMs, until);
    }
  }

  return {
    sender,
    levels,
    life,
    catchUp,
    identities,
    copyCheck,
    missingFields,
    servedKeys,
    checks,
    background,
    owns,
    begin: (term) => {
      copyCheck.begin(term.ending);
      background.begin(term);
      inBackground('checking the homeserver', () => checks.proceed(term.ending));
      inBackground('taking up what was begun', life.takeUp);
      inBackground('looking for devices that run out of keys', levels.fillUpAll);
      if (context.keys !== 'uploaded') looking = lookEveryMinute(term.ending);
      inBackground('catching up with messages', async () => {
        life.announceAgain(await catchUp.begin(term));
      });
    },
    end: async () => {
      await Promise.all([background.end(), catchUp.end(), copyCheck.end(), looking]);
    },
  };
}

/** The most namespaces that are listed. */
const mostNamespaces = 10;

/** Says which users an appservice may have, to one who has named another. */
function describeNamespaces({ namespaces, as_token: asToken, hs_token: hsToken }: AppserviceRegistration): string {
  const all = (namespaces.users ?? []).filter(({ exclusive }) => exclusive).map(({ regex }) => `\`${regex}\``);
  if (all.length === 0) return 'its registration has no exclusive user namespace, so add one under `namespaces.users`';
  const shown = all.slice(0, mostNamespaces).join(', ');
  const rest = all.length > mostNamespaces ? `, and ${String(all.length - mostNamespaces)} others` : '';
  return createSecretHider([asToken, hsToken])(`its exclusive user namespaces are ${shown}${rest}`);
}

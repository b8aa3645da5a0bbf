import { serverNameOf } from '../../identifiers.js';
import { own } from '../../json-objects.js';
import type { ClientKeyClaimResponse, KeyQuery, KeyQueryResponse, SingleKeyClaim } from '../../types.js';
import type { EncryptionContext } from '../encryption-context.js';

/** Tells the operator whose keys cannot be had, so that they cannot read what is sent: once, until they can be had again. */
export interface MissingKeys {
  /** Takes note of a query's answer: of servers that failed, and of those that work again. */
  readonly queried: (asked: KeyQuery, answer: KeyQueryResponse) => void;
  /** Takes note of a claim's answer, of devices without keys as well. */
  readonly claimed: (asked: SingleKeyClaim, answer: ClientKeyClaimResponse) => void;
}

/** The most servers and devices that are remembered as reported. Others are not reported. */
const mostReported = 10_000;

/** The most devices that one report names. */
const mostNamed = 5;

/** Makes the reports of missing keys. */
export function createMissingKeys(reportFailure: EncryptionContext['reportFailure']): MissingKeys {
  const reported = new Set<string>();

  /** Returns true for a name that has begun to fail. */
  function isNew(name: string, fails: boolean): boolean {
    if (!fails) reported.delete(name);
    if (!fails || reported.has(name) || reported.size >= mostReported) return false;
    reported.add(name);
    return true;
  }

  function noteServers(kind: string, userIds: readonly string[], failures: KeyQueryResponse['failures']): void {
    const servers = new Set(userIds.flatMap((userId) => serverNameOf(userId) ?? []));
    for (const server of servers) {
      if (!isNew(`${kind} ${server}`, own(failures, server) !== undefined)) continue;
      const message =
        `the ${kind} of the users of ${server} could not be had, since the homeserver did not reach that server. ` +
        'Messages go to all others, and it is tried again with later ones. If that server is up, the log of the homeserver has the reason';
      reportFailure({ message });
    }
  }

  return {
    queried: (asked, { failures }) => {
      noteServers('device keys', Object.keys(asked), failures);
    },
    claimed: (asked, { one_time_keys: keys, failures }) => {
      noteServers('one-time keys', Object.keys(asked), failures);
      const without: string[] = [];
      for (const [userId, devices] of Object.entries(asked)) {
        // Nothing is known of the devices of a server that failed.
        if (own(failures, serverNameOf(userId) ?? '') !== undefined) continue;
        for (const deviceId of Object.keys(devices)) {
          const found = Object.keys(own(own(keys, userId), deviceId) ?? {});
          const device = `${deviceId} of ${userId}`;
          if (isNew(`device ${device}`, found.length === 0)) without.push(device);
        }
      }
      if (without.length === 0) return;
      const more = without.length > mostNamed ? ` and ${String(without.length - mostNamed)} more` : '';
      const message =
        `there are no one-time keys left of devices: ${without.slice(0, mostNamed).join(', ')}${more}. They cannot read the messages that ` +
        'are sent now. Often they are out of use; a client that is opened makes new keys';
      reportFailure({ message });
    },
  };
}

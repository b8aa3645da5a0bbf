import { untilCancelled, type Cancellation } from '../async/cancellation.js';
import { nextTurn } from '../async/turns.js';
import type { Ed25519Options } from '../federation/ed25519.js';
import { invalid, type Verdict } from '../federation/verdict.js';
import { verifyDeviceKeys } from '../federation/verify-device-keys.js';
import { FindingCollector, jsonPointer, type Finding, type FindingSink } from '../findings.js';
import { hideNothing, type HideSecrets } from '../hide-secrets.js';
import { setOwn } from '../json-objects.js';
import type { RestrictedKeyQuery } from '../keys/restrict-key-query.js';
import { RecentResults } from '../recent-results.js';
import type { DeviceKeys, DeviceKeysByUser, UserId } from '../types.js';

/** The least number of devices whose verdicts are cached. */
const rememberedDevices = 1000;

/** The longest JSON of a device whose verdict is cached, in characters. Few have a thousand. */
const longestRemembered = 4096;

/**
 * The number of devices after which other work gets a turn: early failures wait for nothing, and a deadline is a timer.
 */
const devicesPerTurn = 100;

/** The longest reason that is shown, in characters: it may quote names of any length. */
const longestReason = 300;

/**
 * Drops the devices of an appservice's answer that neither they nor their impersonators have signed, each with a
 * finding (M7a, M8).
 *
 * Rejects with the reason of a cancellation as soon as there is one. `hide` removes secrets from the findings; by
 * default, none.
 */
export type DeviceVerifier = (
  answer: RestrictedKeyQuery,
  cancellation: Cancellation,
  hide?: HideSecrets,
) => Promise<RestrictedKeyQuery>;

/**
 * Creates a check of devices' own signatures. It caches verdicts, since the same devices come again and again, and one
 * signature takes longer than the rest of a query.
 *
 * If the runtime has no ed25519, and none was passed in, no device passes.
 */
export function createDeviceVerifier(options: Ed25519Options): DeviceVerifier {
  const verdicts = new RecentResults(rememberedDevices, (text: string) => check(JSON.parse(text) as DeviceKeys));

  async function check(device: DeviceKeys): Promise<Verdict> {
    try {
      return await verifyDeviceKeys(device, { userId: device.user_id, deviceId: device.device_id }, options);
    } catch {
      return invalid('this runtime cannot check ed25519 signatures');
    }
  }

  function verdictOn(device: DeviceKeys): Promise<Verdict> {
    const text = JSON.stringify(device);
    return text.length > longestRemembered ? check(device) : verdicts.get(text);
  }

  async function verified(
    devices: DeviceKeysByUser,
    refused: FindingSink,
    cancellation: Cancellation,
    hide: HideSecrets,
  ) {
    const sound: DeviceKeysByUser = {};
    let count = 0;
    for (const [userId, devicesOfUser] of Object.entries(devices) as [UserId, Record<string, DeviceKeys>][]) {
      const soundOfUser: Record<string, DeviceKeys> = {};
      // One after the other, so that very many devices do not block other work.
      for (const [deviceId, device] of Object.entries(devicesOfUser)) {
        if (++count % devicesPerTurn === 0) await nextTurn();
        const verdict = await verdictOn(device);
        cancellation.throwIfCancelled();
        // Clients find out an impersonator's real keys themselves, since they ask for them anyway (M7a).
        if (verdict.valid || verdict.selfAsserted === true) setOwn(soundOfUser, deviceId, device);
        else refused.push(unsigned(userId, deviceId, hide(verdict.reason)));
      }
      setOwn(sound, userId, soundOfUser);
    }
    return sound;
  }

  return async ({ answer, findings }, cancellation, hide = hideNothing) => {
    const { device_keys: devices } = answer;
    if (devices === undefined) return { answer, findings };
    const refused = new FindingCollector(hide);
    const sound = await untilCancelled(cancellation, () => verified(devices, refused, cancellation, hide));
    return { answer: { ...answer, device_keys: sound }, findings: [...findings, ...refused.list()] };
  };
}

function unsigned(userId: string, deviceId: string, reason: string): Finding {
  const shown = reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason;
  const pointer = jsonPointer('device_keys', userId, deviceId);
  return {
    code: 'invalid-signature',
    severity: 'error',
    pointer,
    message: `not signed by the device itself or its impersonator: ${shown}`,
  };
}

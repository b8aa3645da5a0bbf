import { DeviceId, DeviceLists, OlmMachine, RequestType, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it, onTestFinished } from 'vitest';

const algorithm = 'signed_curve25519';

interface Homeserver {
  readonly oneTimeKeys: Set<string>;
  readonly fallbackKeys: Set<string>;
  /** One-time keys that were uploaded, whether or not they are left. */
  uploaded: number;
}

/** A machine that has uploaded its first keys, and what the homeserver has of them. */
async function openDevice(): Promise<{ machine: OlmMachine; homeserver: Homeserver }> {
  const machine = await OlmMachine.initialize(new UserId('@irc_ann:example.org'), new DeviceId('GHOST'));
  onTestFinished(() => {
    machine.close();
  });
  const homeserver = { oneTimeKeys: new Set<string>(), fallbackKeys: new Set<string>(), uploaded: 0 };
  await upload(machine, homeserver);
  return { machine, homeserver };
}

/** Uploads what the machine wants to have uploaded, and gives it the answer. */
async function upload(machine: OlmMachine, homeserver: Homeserver): Promise<void> {
  for (const { type, id, body } of await machine.outgoingRequests()) {
    if (type !== RequestType.KeysUpload || id === undefined) continue;
    const keys = JSON.parse(body) as { one_time_keys?: object; fallback_keys?: object };
    for (const keyId of Object.keys(keys.one_time_keys ?? {})) {
      homeserver.oneTimeKeys.add(keyId);
      homeserver.uploaded += 1;
    }
    for (const keyId of Object.keys(keys.fallback_keys ?? {})) homeserver.fallbackKeys.add(keyId);
    await machine.markRequestAsSent(
      id,
      type,
      JSON.stringify({ one_time_key_counts: Object.fromEntries(countsOf(homeserver)) }),
    );
  }
}

const countsOf = ({ oneTimeKeys }: Homeserver): Map<string, number> => new Map([[algorithm, oneTimeKeys.size]]);

describe('a machine', { timeout: 60_000 }, () => {
  it('makes 50 keys and one fallback key in 200 transactions if it is given no counts, and an empty set of fallback types (D4)', async () => {
    const { machine, homeserver } = await openDevice();
    for (let n = 0; n < 200; n++) {
      await machine.receiveSyncChangesMsc4186('[]', new DeviceLists(), new Map(), new Set());
      await upload(machine, homeserver);
    }
    expect(homeserver.uploaded).toBe(50);
    expect(homeserver.fallbackKeys.size).toBe(1);
  });

  it.each([
    [50, 'no counts', new Map<string, number>()],
    [20, 'a count that is out of date', new Map([[algorithm, 30]])],
  ])('makes %i more keys with each transaction if `receiveSyncChanges` is given %s (D4)', async (each, _, counts) => {
    const { machine, homeserver } = await openDevice();
    for (let n = 1; n <= 4; n++) {
      await machine.receiveSyncChanges('[]', new DeviceLists(), new Map(counts), new Set());
      await upload(machine, homeserver);
      expect(homeserver.uploaded).toBe(50 + n * each);
    }
  });

  it('makes as many keys as were claimed if it is given the counts that an empty upload answers with (D4)', async () => {
    const { machine, homeserver } = await openDevice();
    const claimed = [...homeserver.oneTimeKeys].slice(0, 12);
    for (const keyId of claimed) homeserver.oneTimeKeys.delete(keyId);
    await machine.receiveSyncChangesMsc4186('[]', new DeviceLists(), countsOf(homeserver), new Set());
    await upload(machine, homeserver);
    expect(homeserver.uploaded).toBe(62);
    expect(homeserver.oneTimeKeys.size).toBe(50);
  });

  it.each([
    ['an empty set', new Set<string>(), 1],
    ['a set that has the algorithm', new Set([algorithm]), 1],
    ['no set', undefined, 0],
  ])(
    'that is given %s of unused fallback types makes its first fallback key where there is a set (D4)',
    async (_, types, made) => {
      const { machine, homeserver } = await openDevice();
      await machine.receiveSyncChangesMsc4186('[]', new DeviceLists(), new Map(), types);
      await upload(machine, homeserver);
      expect(homeserver.fallbackKeys.size).toBe(made);
    },
  );
});

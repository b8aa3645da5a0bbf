import { RequestType } from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/appservice/memory-store.js';
import type { AppserviceStore } from '../../src/appservice/store.js';
import { NotLeaderError } from '../../src/encryption-errors.js';
import { createMachines, type DeviceName, type Machines } from '../../src/encryption/machines.js';
import { takeTerm } from '../helpers/terms.js';

const storeKey = new Uint8Array(32).fill(7);

function deviceOf(n: number): DeviceName {
  return { userId: `@irc_${n}:example.org`, deviceId: 'GHOST' };
}

async function begin(store: AppserviceStore, maxOpenMachines?: number): Promise<Machines> {
  const machines = createMachines({ store, storeKey, maxOpenMachines });
  machines.begin(await takeTerm(store));
  return machines;
}

/** Makes the keys of a device, and commits them. */
async function makeDevice(machines: Machines, device: DeviceName): Promise<string> {
  return machines.use(device, async (machine) => {
    const requests = await machine.olm.outgoingRequests();
    expect(requests.some(({ type }) => type === RequestType.KeysUpload)).toBe(true);
    await machine.commit();
    return machine.identityKeys.ed25519;
  });
}

describe('machines', () => {
  it('are found as they were committed', async () => {
    const store = createMemoryStore();
    const machines = await begin(store);
    const key = await makeDevice(machines, deviceOf(1));
    await machines.end();

    const later = await begin(store);
    await later.use(deviceOf(1), ({ identityKeys, isNew }) => {
      expect({ key: identityKeys.ed25519, isNew }).toEqual({ key, isNew: false });
      return Promise.resolve();
    });
    await later.end();
  });

  it('are open at most as many as the option says, and the least recently used one is closed', async () => {
    const machines = await begin(createMemoryStore(), 2);
    for (const n of [1, 2, 1, 3]) await makeDevice(machines, deviceOf(n));
    expect(machines.open()).toEqual([deviceOf(1), deviceOf(3)]);
    await machines.end();
    expect(machines.open()).toEqual([]);
  });

  it('are used in terms alone (R5)', async () => {
    const store = createMemoryStore();
    const machines = createMachines({ store, storeKey });
    const use = (): Promise<void> => machines.use(deviceOf(1), () => Promise.resolve());
    await expect(use()).rejects.toThrow(NotLeaderError);
    const term = await takeTerm(store);
    machines.begin(term);
    await use();
    term.lost.cancel(new Error('lost'));
    await expect(use()).rejects.toThrow(NotLeaderError);
    expect(() => machines.term()).toThrow(NotLeaderError);
  });
});

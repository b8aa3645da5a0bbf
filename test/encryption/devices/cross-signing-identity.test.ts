import { describe, expect, it, onTestFinished } from 'vitest';
import { databaseNames } from '../../../src/encryption/database-names.js';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import { createSecretBox } from '../../../src/encryption/machine/cross-signing-secrets.js';
import type { KeyMode } from '../../../src/encryption/encryption-options.js';
import { faults } from '../../helpers/fake-homeserver.js';
import {
  createDeviceWorld,
  ghost,
  storeKey,
  type DeviceWorld,
  type Process,
  type ProcessOptions,
} from '../device-world.js';

async function prepared(options?: ProcessOptions): Promise<{ world: DeviceWorld; process: Process }> {
  const world = createDeviceWorld();
  const process = await world.start(options);
  onTestFinished(process.stop);
  return { world, process };
}

describe('cross-signing keys', () => {
  it.each<KeyMode>(['uploaded', 'one-time-keys-served', 'served'])(
    'are uploaded with keys %s, and the device’s signature by them (rule D3)',
    async (keys) => {
      const { world, process } = await prepared({ keys });
      const { deviceId } = await process.life.device(ghost);
      const account = world.homeserver.state.accounts.get(ghost);
      expect([...(account?.crossSigningKeys.keys() ?? [])]).toEqual([
        'master_keys',
        'self_signing_keys',
        'user_signing_keys',
      ]);
      const [selfSigning = ''] = Object.keys(account?.crossSigningKeys.get('self_signing_keys')?.keys ?? {});
      const upload = world.homeserver.calls.find(({ name }) => name === 'uploadCrossSigningSignatures')?.body;
      expect(upload).toMatchObject({
        [ghost]: { [deviceId]: { signatures: { [ghost]: { [selfSigning]: expect.any(String) as unknown } } } },
      });
    },
  );

  it('are in the store, encrypted and apart from the machine, before they are uploaded (D7)', async () => {
    const { world, process } = await prepared();
    let rows = 0;
    world.homeserver.onCall = async ({ name }) => {
      if (name === 'uploadCrossSigningKeys')
        rows = (await world.store.crypto.load(databaseNames.crossSigning(ghost))).length;
      return undefined;
    };
    const device = await process.life.device(ghost);
    expect(rows).toBe(1);
    const [row] = await world.store.crypto.load(databaseNames.crossSigning(ghost));
    const exported = await process.machines.use(device, ({ olm }) => olm.exportCrossSigningKeys());
    expect(exported?.masterKey).toBeTypeOf('string');
    expect(row?.value).not.toContain(exported?.masterKey ?? '-');
  });

  it('are never made anew for a user who has some, whatever becomes of the machine (D7)', async () => {
    const { world, process } = await prepared();
    world.homeserver.fail('uploadCrossSigningSignatures', faults.status(500), 1);
    await expect(process.life.device(ghost)).rejects.toMatchObject({ status: 500 });
    await process.background.end();
    const account = world.homeserver.state.accounts.get(ghost);
    const master = account?.crossSigningKeys.get('master_keys')?.keys;
    const device = await process.life.current(ghost);
    await process.stop();
    await world.store.crypto.remove(databaseNames.machine(device ?? { userId: '', deviceId: '' }));
    // The homeserver, too, was restored.
    account?.crossSigningKeys.clear();
    const second = await world.start();
    onTestFinished(second.stop);
    await second.life.device(ghost);
    await second.life.reset(ghost);
    expect(account?.crossSigningKeys.get('master_keys')?.keys).toEqual(master);
  });

  it('stay the same where the homeserver does not tell them to a reset, which is taken up later (D7)', async () => {
    const { world, process } = await prepared();
    await process.life.device(ghost);
    const account = world.homeserver.state.accounts.get(ghost);
    const master = account?.crossSigningKeys.get('master_keys')?.keys;
    world.homeserver.onCall = ({ name }) =>
      name === 'queryKeys' ? { answer: () => Response.json({ device_keys: {} }), afterEffect: false } : undefined;
    await expect(process.life.reset(ghost)).rejects.toThrow('it lacks the cross-signing keys');
    world.homeserver.onCall = undefined;
    await process.life.device(ghost);
    expect(account?.crossSigningKeys.get('master_keys')?.keys).toEqual(master);
    expect(process.findings).toEqual([]);
  });

  it('need no password: where the homeserver asks for one, the line to add is named', async () => {
    const { world, process } = await prepared();
    world.homeserver.onCall = ({ name }) =>
      name === 'uploadCrossSigningKeys'
        ? {
            answer: () => Response.json({ flows: [{ stages: ['m.login.password'] }] }, { status: 401 }),
            afterEffect: false,
          }
        : undefined;
    await expect(process.life.device(ghost)).rejects.toMatchObject({
      code: 'SETUP',
      message: expect.stringContaining('asks for a password') as unknown,
    });
  });

  it('whose signature of the device is refused are tried again', async () => {
    const { world, process } = await prepared();
    world.homeserver.onCall = ({ name, body }) => {
      if (name !== 'uploadCrossSigningSignatures') return undefined;
      const [deviceId = ''] = Object.keys((body as Record<string, object>)[ghost] ?? {});
      const failures = { [ghost]: { [deviceId]: { errcode: 'M_INVALID_SIGNATURE' } } };
      return { answer: () => Response.json({ failures }), afterEffect: false };
    };
    await expect(process.life.device(ghost)).rejects.toThrow(
      /refused the signature of the device .*M_INVALID_SIGNATURE/,
    );
    world.homeserver.onCall = undefined;
    await process.life.device(ghost);
  });
});

describe('the box of secrets', () => {
  const secrets = { master: 'a', selfSigning: 'b', userSigning: 'c' };

  it('opens with the key and for the user that it was closed with, and with no other', async () => {
    const box = createSecretBox(storeKey);
    const row = await box.close(ghost, secrets);
    expect(await box.open(ghost, [row])).toEqual(secrets);
    expect(await box.open(ghost, [])).toBeUndefined();
    expect((await box.close(ghost, secrets)).value).not.toBe(row.value);
    const other = createSecretBox(new Uint8Array(32).fill(8));
    await expect(other.open(ghost, [row])).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    await expect(box.open('@irc_ben:example.org', [row])).rejects.toThrow(/call reset\(\) of this user/i);
    await expect(box.open(ghost, [{ ...row, value: 'nonsense' }])).rejects.toThrow(/call reset\(\) of this user/i);
  });

  it('is kept by every store', async () => {
    const store = createMemoryStore();
    const box = createSecretBox(storeKey);
    await store.crypto.write(databaseNames.crossSigning(ghost), [await box.close(ghost, secrets)]);
    expect(await box.open(ghost, await store.crypto.load(databaseNames.crossSigning(ghost)))).toEqual(secrets);
  });
});

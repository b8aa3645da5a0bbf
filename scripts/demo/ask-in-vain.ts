import assert from 'node:assert/strict';
import { BackingOffError, UnrecognizedEndpointError } from 'matrix-encrypted-appservice';
import { queryDevices } from './query-devices.js';
import { deviceIds, type World } from './world.js';

/** Lets Bob ask twice for the ghost's devices, which the appservice cannot tell. */
export async function askInVain(world: World): Promise<void> {
  const { report, exchanges, homeserver } = world;
  const requests = (): number => exchanges.filter(({ to }) => to === 'appservice').length;
  const lastError = (): unknown => homeserver.failures.at(-1)?.error;
  const olderOnly = { [deviceIds.atHomeserver]: 'homeserver' };

  await report.step('Bob asks for the devices of the ghost', async (note) => {
    assert.deepEqual(await queryDevices(world, note), olderOnly, 'Bob does not see the older device');
    assert.equal(requests(), 2, 'the appservice was not asked on both paths');
    assert.ok(lastError() instanceof UnrecognizedEndpointError, 'the unknown routes were not reported');
  });

  await report.step('Bob asks again, and the appservice is not asked', async (note) => {
    assert.deepEqual(await queryDevices(world, note), olderOnly, 'Bob does not see the older device');
    assert.equal(requests(), 2, 'the appservice was asked again');
    assert.ok(lastError() instanceof BackingOffError, 'no back-off was reported');
  });
}

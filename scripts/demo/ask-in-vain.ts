import assert from 'node:assert/strict';
import { BackingOffError } from 'matrix-encrypted-appservice';
import { olderDevice, queryDevices, type World } from './world.js';

/** Lets Bob ask for the ghost's devices, of which the appservice cannot tell, as the homeserver knows by now. */
export async function askInVain(world: World): Promise<void> {
  const { report, exchanges, homeserver, deviceId } = world;
  const requests = (): number => exchanges.filter(({ to }) => to === 'appservice').length;
  assert.equal(deviceId, undefined, 'the appservice has started');

  await report.step('Bob asks for the devices of the ghost, and the appservice is not asked', async (note) => {
    const before = requests();
    const olderOnly = { [olderDevice]: 'homeserver' };
    assert.deepEqual(await queryDevices(world, note), olderOnly, 'Bob does not see the older device');
    assert.equal(requests(), before, 'the appservice was asked again');
    assert.ok(homeserver.failures.at(-1)?.error instanceof BackingOffError, 'no back-off was reported');
  });
}

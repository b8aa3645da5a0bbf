import assert from 'node:assert/strict';
import { writeTransaction } from 'matrix-encrypted-appservice';
import { queryDevices } from './query-devices.js';
import { deviceIds, ghostId, originOf, roomId, type World } from './world.js';

const text = 'Hello, ghost! Nobody between us can read this.';

/** Lets Bob send an encrypted message, which the appservice reads. */
export async function deliverMessage(world: World): Promise<void> {
  const { report, bob, login, appservice, homeserver } = world;

  await report.step('Bob asks for the devices of the ghost', async (note) => {
    const origins = { [deviceIds.atAppservice]: 'appservice', [deviceIds.atHomeserver]: 'homeserver' };
    assert.deepEqual(await queryDevices(world, note), origins, 'Bob does not see one device from each side');
  });

  await report.step('Bob claims a one-time key of each device', async (note) => {
    const { [ghostId]: devices = {} } = await bob.claimKeys(ghostId);
    for (const deviceId of Object.values(deviceIds)) {
      const keyIds = Object.keys(devices[deviceId] ?? {});
      note('merged for Bob', `${keyIds.join(', ')} of ${deviceId} from the ${originOf(world, deviceId)}`);
      assert.equal(keyIds.length, 1, `Bob got ${keyIds.length} keys of ${deviceId}`);
    }
  });

  await report.step('Bob encrypts a message and sends it', async (note) => {
    await bob.send(roomId, ghostId, text);
    note('Bob writes', text);
  });

  await report.step('The homeserver delivers it, and the appservice decrypts it', async (note) => {
    const transaction = await homeserver.deliver();
    note('in the transaction', Object.keys(writeTransaction(transaction, 'unstable')).join(', '));
    for (const message of appservice.inbox) note('the ghost reads', `${message.text} (${message.sender})`);
    assert.deepEqual(appservice.inbox, [{ sender: login.userId, text }], 'the ghost does not read what Bob wrote');
  });
}

import { describe, expect, it } from 'vitest';
import { describeConversation, describeTalk } from './conversation.js';
import { describeWorld } from './field.js';
import { describeMembers } from './members.js';
import { describeRemoteServer } from './remote-server.js';
import { given, notDecrypted, openRoom } from './world.js';

describe.each(['uploaded', 'one-time-keys-served'] as const)('people on another server', (keys) => {
  describeWorld({ options: { keys }, isFederated: true }, (world) => {
    describeTalk(world);
    describeConversation(world, keys);
    describeMembers(world);
    describeRemoteServer(world);
  });
});

// An encryption that was told wrongly that its homeserver does not federate.
describeWorld({ options: { keys: 'served', federation: false }, isFederated: true }, (world) => {
  describe('device keys that are only served (D2)', () => {
    it('are given to a server that asks for the first time', async () => {
      const { clients, ghost } = world();
      const roomId = await openRoom(world());
      await clients.send('bob', roomId, 'I have just asked for your keys');
      await given(world(), 'I have just asked for your keys');
      expect((await clients.trust('bob', ghost)).devices).toHaveLength(1);
    });

    it('are lost there after a change of devices, and what is said there cannot be read any more', async () => {
      const { appservice, clients, ghost } = world();
      const roomId = await openRoom(world());
      // The other server asks for the keys of a new device. An announcement that follows takes their place, unless the two overlap.
      const steps = ['reset', 'rename', 'rename'];
      const devicesAfterStep = async (): Promise<readonly unknown[]> => {
        const step = steps.shift() ?? '';
        steps.push(step);
        await appservice.ask(step, { userId: ghost, body: 'announced' });
        return (await clients.trust('bob', ghost)).devices;
      };
      await expect.poll(devicesAfterStep, { interval: 3000, timeout: 90_000 }).toEqual([]);
      await clients.ask('forgetSession', 'bob', { roomId });
      await clients.send('bob', roomId, 'I know no device of yours');
      expect(await notDecrypted(world(), 'bob')).toMatch(/key/);
    });
  });
});

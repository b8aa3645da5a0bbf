import { beforeAll, describe, expect, it } from 'vitest';
import type { ShownEvent } from '../clients/clients.js';
import { given, membershipTold, openRoom, say, type World } from './world.js';

/** Who can read what is said: the machine of each is a client's own. */
export function describeMembers(world: () => World): void {
  describe('a member', () => {
    let carol = '';

    beforeAll(async () => {
      carol = await world().clients.register('carol');
    });

    const join = async (roomId: string): Promise<void> => {
      await world().clients.ask('invite', 'bob', { roomId, userId: carol });
      await world().clients.ask('join', 'carol', { roomId });
    };
    /** What Carol's client makes of an event, which Bob may fetch. */
    const tryAsCarol = async (roomId: string, eventId: unknown): Promise<ShownEvent> => {
      const event = await world().clients.ask('rawEvent', 'bob', { roomId, eventId });
      return (await world().clients.ask('decrypt', 'carol', { event })) as ShownEvent;
    };

    it('who joins later reads what is said from then on', async () => {
      const roomId = await openRoom(world());
      const early = await say(world(), roomId, 'before Carol came');
      await join(roomId);
      await world().clients.send('carol', roomId, 'I am Carol');
      await given(world(), 'I am Carol');
      await say(world(), roomId, 'welcome, Carol');
      await world().clients.shows('carol', 'welcome, Carol');
      expect(await tryAsCarol(roomId, early)).toHaveProperty('failure');
    });

    it('who has left cannot read what is said afterwards', async () => {
      const roomId = await openRoom(world());
      await join(roomId);
      await world().clients.send('carol', roomId, 'I do not stay');
      await given(world(), 'I do not stay');
      await say(world(), roomId, 'a pity');
      await world().clients.shows('carol', 'a pity');
      await world().clients.ask('leave', 'carol', { roomId });
      await membershipTold(world(), carol, 'leave');
      const later = await say(world(), roomId, 'now she is gone');
      await world().clients.shows('bob', 'now she is gone');
      expect(await tryAsCarol(roomId, later)).toHaveProperty('failure');
    });

    it('who is only invited can read what is said, as the room’s history may be read by them', async () => {
      const roomId = await openRoom(world());
      await world().clients.ask('invite', 'bob', { roomId, userId: carol });
      await membershipTold(world(), carol, 'invite');
      const eventId = await say(world(), roomId, 'for the invited');
      await world().clients.shows('bob', 'for the invited');
      // Her client may get the room key after Bob's gets the event.
      const tried = expect.poll(() => tryAsCarol(roomId, eventId), { timeout: 30_000 });
      await tried.toMatchObject({ content: { body: 'for the invited' } });
    });

    it('who is only invited cannot read what is said where history is for those who have joined', async () => {
      const joined = { type: 'm.room.history_visibility', state_key: '', content: { history_visibility: 'joined' } };
      const roomId = await openRoom(world(), { initial_state: [joined] });
      await world().clients.ask('invite', 'bob', { roomId, userId: carol });
      await membershipTold(world(), carol, 'invite');
      const eventId = await say(world(), roomId, 'not for the invited');
      await world().clients.shows('bob', 'not for the invited');
      expect(await tryAsCarol(roomId, eventId)).toHaveProperty('failure');
    });
  });
}

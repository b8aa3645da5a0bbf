import { afterAll, beforeAll, describe, vi } from 'vitest';
import { jsSdk } from '../clients/clients.js';
import { describeConversation, describeTalk } from './conversation.js';
import type { AppserviceOrder } from './appservice-process.js';
import { describeMembers } from './members.js';
import { describeRoomStates } from './room-states.js';
import { ghost, missing, openWorld, type World } from './world.js';

/** Runs all that two sides can go through, with options of the encryption, on Synapse and with matrix-js-sdk. */
export function describeField(options: AppserviceOrder['options']): void {
  // A homeserver and two processes start, on a busy machine.
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });
  const why = missing(jsSdk);

  describe.skipIf(why !== undefined)(`keys: '${options.keys ?? 'uploaded'}' (${why ?? jsSdk.name})`, () => {
    let opened: World | undefined;
    const world = (): World => {
      if (opened === undefined) throw new Error('the world is not open');
      return opened;
    };

    beforeAll(async () => {
      opened = await openWorld({ options });
      await opened.clients.register('bob');
      await opened.appservice.ask('user', { userId: ghost });
    });

    afterAll(() => opened?.close());

    describeTalk(world);
    describeConversation(world, options.keys ?? 'uploaded');
    describeMembers(world);
    describeRoomStates(world);
  });
}

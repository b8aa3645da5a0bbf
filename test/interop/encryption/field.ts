import { afterAll, beforeAll, describe, vi } from 'vitest';
import { jsSdk } from '../clients/clients.js';
import type { AppserviceOrder } from './appservice-process.js';
import { describeConversation, describeTalk } from './conversation.js';
import { describeMembers } from './members.js';
import { describeRoomStates } from './room-states.js';
import { missing, openWorld, type World, type WorldOptions } from './world.js';

/** Opens a world in which Bob has a client and the ghost a device, for tests that are skipped where something is missing. */
export function describeWorld(
  { isCrossSigned = true, ...made }: WorldOptions & { readonly isCrossSigned?: boolean },
  describeTests: (world: () => World) => void,
): void {
  // A homeserver or two and two processes start, on a busy machine.
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });
  const { options, client = jsSdk, isFederated = false } = made;
  const why = missing(client);
  const name = `keys: '${options?.keys ?? 'uploaded'}'${isFederated ? ', federated' : ''} (${why ?? client.name})`;

  describe.skipIf(why !== undefined)(name, () => {
    let opened: World | undefined;
    const world = (): World => {
      if (opened === undefined) throw new Error('the world is not open');
      return opened;
    };

    beforeAll(async () => {
      opened = await openWorld(made);
      await opened.clients.register('bob', { isCrossSigned });
      await opened.appservice.ask('user', { userId: opened.ghost });
    });

    afterAll(() => opened?.close());

    describeTests(world);
  });
}

/** Runs all that two sides can go through, with options of the encryption, on Synapse and with matrix-js-sdk. */
export function describeField(options: AppserviceOrder['options']): void {
  describeWorld({ options }, (world) => {
    describeTalk(world);
    describeConversation(world, options.keys ?? 'uploaded');
    describeMembers(world);
    describeRoomStates(world, options.keys === 'uploaded');
  });
}

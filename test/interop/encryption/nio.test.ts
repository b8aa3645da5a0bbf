import { afterAll, beforeAll, describe, vi } from 'vitest';
import { nio } from '../clients/clients.js';
import { describeTalk } from './conversation.js';
import { ghost, missing, openWorld, type World } from './world.js';

// A homeserver and two processes start, on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });
const why = missing(nio);

describe.skipIf(why !== undefined)(`keys: 'uploaded' (${why ?? nio.name})`, () => {
  let opened: World | undefined;
  const world = (): World => {
    if (opened === undefined) throw new Error('the world is not open');
    return opened;
  };

  beforeAll(async () => {
    opened = await openWorld({ client: nio });
    // nio makes no cross-signing keys.
    await opened.clients.register('bob', { isCrossSigned: false });
    await opened.appservice.ask('user', { userId: ghost });
  });

  afterAll(() => opened?.close());

  describeTalk(world, 'not-cross-signed');
});

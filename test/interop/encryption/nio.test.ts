import { describe } from 'vitest';
import { nio } from '../clients/clients.js';
import { describeTalk } from './conversation.js';
import { describeWorld } from './field.js';
import type { WorldOptions } from './world.js';

const modes: readonly NonNullable<WorldOptions['options']>[] = [
  { keys: 'uploaded' },
  { keys: 'one-time-keys-served' },
  { keys: 'served', federation: false },
];

describe.each(modes)('with keys: $keys', (options) => {
  // nio makes no cross-signing keys.
  describeWorld({ options, client: nio, isCrossSigned: false }, (world) => {
    describeTalk(world, 'not-cross-signed');
  });
});

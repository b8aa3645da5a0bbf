import { nio } from '../clients/clients.js';
import { describeTalk } from './conversation.js';
import { describeWorld } from './field.js';

// nio makes no cross-signing keys.
describeWorld({ client: nio, isCrossSigned: false }, (world) => {
  describeTalk(world, 'not-cross-signed');
});

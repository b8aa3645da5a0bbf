import type { Command } from '../command.js';
import { checkAppserviceCommand } from './check-appservice.js';
import { checkHomeserverCommand } from './check-homeserver.js';
import { claim } from './claim.js';
import { generateRegistration } from './generate-registration.js';
import { lint } from './lint.js';
import { merge } from './merge.js';
import { ping } from './ping.js';
import { proxyCommand } from './proxy.js';
import { query } from './query.js';
import { readTransactionCommand } from './read-transaction.js';
import { store } from './store.js';
import { validate } from './validate.js';

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  lint,
  generateRegistration,
  validate,
  readTransactionCommand,
  merge,
  ping,
  query,
  claim,
  checkAppserviceCommand,
  checkHomeserverCommand,
  store,
  proxyCommand,
];

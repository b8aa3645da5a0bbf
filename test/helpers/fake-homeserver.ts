// The demo's homeserver is that of the tests, too: both need one that behaves as Synapse was measured.
export { createPlainClient, type PlainClient, type ReceivedEvent } from '../../scripts/demo/plain-client.js';
export type { Login } from '../../scripts/demo/homeserver/authenticate.js';
export type { Call } from '../../scripts/demo/homeserver/calls.js';
export { faults, type Fault } from '../../scripts/demo/homeserver/faults.js';
export {
  createFakeHomeserver,
  type FakeHomeserver,
  type FakeHomeserverOptions,
} from '../../scripts/demo/homeserver/homeserver.js';
export type { SentTransaction } from '../../scripts/demo/homeserver/transactions.js';

export { createUndiciTransport, type UndiciTransportOptions } from './undici-transport.js';
export type {
  UndiciController,
  UndiciDispatcher,
  UndiciHandler,
  UndiciHeaders,
  UndiciRequest,
} from './undici-dispatcher.js';

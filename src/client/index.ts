export { createAppserviceClient, type AppserviceClient } from './appservice-client.js';
export type { AnswerLimitOptions, AppserviceClientOptions, CallOptions, SendTransactionOptions } from './options.js';
export { createFederationClient, type FederationClient } from './federation-client.js';
export type { FederationClientOptions } from './options.js';
export {
  createHomeserverClient,
  type HomeserverClient,
  type HomeserverClientOptions,
  type HomeserverRequestOptions,
} from './homeserver-client.js';
export type {
  DownloadedMedia,
  HomeserverCallOptions,
  HomeserverHttpClient,
  HomeserverMethods,
  HomeserverOperation,
} from './homeserver-client-types.js';
export type { FederationHttpClient } from './federation-raw-client.js';
export type { AppserviceHttpClient, HttpAnswer, HttpMethod, HttpRequest } from './raw-client-types.js';
export type { Fetch } from './fetch.js';
export { createPathMemory } from '../paths/path-memory.js';
export type { NegotiationTarget, PathMemory, PathMemoryOptions, PathOutcome } from '../paths/path-memory.js';
export type { BackOff } from '../paths/back-off.js';
export type { PathMemoryEntry, PathMemorySnapshot } from '../paths/path-memory-snapshot.js';

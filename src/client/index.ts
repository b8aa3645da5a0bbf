export { createAppserviceClient, type AppserviceClient } from './appservice-client.js';
export type {
  AnswerLimitOptions,
  AppserviceClientOptions,
  CallOptions,
  SendTransactionOptions,
} from './client-options.js';
export { createFederationClient, type FederationClient } from './federation-client.js';
export type { FederationClientOptions } from './federation-client-options.js';
export type { FederationHttpClient } from './federation-http-client.js';
export type { AppserviceHttpClient, HttpAnswer, HttpMethod, HttpRequest } from './http-client.js';
export type { Fetch } from './fetch.js';
export { createPathMemory } from '../paths/path-memory.js';
export type { NegotiationTarget, PathMemory, PathMemoryOptions, PathOutcome } from '../paths/path-memory.js';
export type { BackOff } from '../paths/back-off.js';
export type { PathMemoryEntry, PathMemorySnapshot } from '../paths/path-memory-snapshot.js';

/** Finds out what homeservers and appservices do. */

export {
  type CheckDescription,
  type CheckReport,
  type CheckResult,
  type CheckSelection,
  type CheckVerdict,
  type Remedy,
} from './check.js';
export {
  checkHomeserver,
  type CheckHomeserverOptions,
  homeserverChecks,
  type ServeAppservice,
} from './homeserver/check-homeserver.js';
export {
  checkLiveHomeserver,
  type CheckLiveHomeserverOptions,
  liveHomeserverChecks,
} from './homeserver/check-live-homeserver.js';
export type { CheckSurroundings } from './homeserver/check-surroundings.js';
export { type CheckRegistrationOptions, createCheckRegistration } from './homeserver/check-registration.js';
export type { CheckTimes } from './homeserver/homeserver-world.js';
export { type SupportEntry, supportEntryOf } from './homeserver/support-entry.js';
export { writeJunit } from './junit.js';
export { appserviceChecks, checkAppservice, type AppserviceCheckOptions } from './appservice/check-appservice.js';
export type { ObservedApplication } from './appservice/appservice-world.js';
export type { ByteConnection, Connect, Delay } from './appservice/byte-connection.js';

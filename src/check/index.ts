/** Finds out what homeservers and appservices do. */

export { type CheckDescription, type CheckReport, type CheckResult, type CheckVerdict, type Remedy } from './check.js';
export { writeJunit } from './junit.js';
export { appserviceChecks, checkAppservice, type AppserviceCheckOptions } from './appservice/check-appservice.js';
export type { ObservedApplication } from './appservice/appservice-world.js';
export type { ByteConnection, Connect, Delay } from './appservice/byte-connection.js';

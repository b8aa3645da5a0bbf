/** Finds out what homeservers and appservices do. */

export { type CheckDescription, type CheckReport, type CheckResult, type CheckVerdict, type Remedy } from './check.js';
export { writeJunit } from './junit.js';

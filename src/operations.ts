export type { Operation } from '../generated/operation.js';
export { applicationServiceOperations, operations, serverServerOperations } from '../generated/operations.js';

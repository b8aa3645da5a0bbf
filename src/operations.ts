export type { Operation } from '../generated/operation.js';
export {
  applicationServiceOperations,
  clientServerMessagingOperations,
  operations,
  serverServerOperations,
} from '../generated/operations.js';

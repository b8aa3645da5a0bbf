export { createNodeListener } from './listener.js';
export type { NodeListener, NodeListenerOptions } from './listener.js';
export { readRegistrationFile } from './registration-file.js';

export { createNodeListener } from './listener.js';
export type { NodeListener, NodeListenerOptions } from './listener.js';
export { createNodeTransport } from './transport.js';
export type { NodeTransport, NodeTransportOptions } from './transport.js';
export { connectSocket } from './connect-socket.js';
export { readRegistrationFile } from './registration-file.js';
export { publishDiagnostics, publishInboxDiagnostics } from './publish-diagnostics.js';
export type { DiagnosticsObservers, InboxObserver, KeyProxyFindingMessage } from './publish-diagnostics.js';

import { Appservice, LogLevel, LogService, MemoryStorageProvider } from '@vector-im/matrix-bot-sdk';

export const peer = '@vector-im/matrix-bot-sdk';

/** The SDK's own express application, with nobody listening to its events. */
export function createListener({ hsToken }) {
  LogService.setLevel(LogLevel.ERROR);
  const appservice = new Appservice({
    port: 0,
    bindAddress: '127.0.0.1',
    homeserverName: 'example.org',
    homeserverUrl: 'http://127.0.0.1:9',
    storage: new MemoryStorageProvider(),
    registration: {
      id: 'bench',
      as_token: 'as-token',
      hs_token: hsToken,
      sender_localpart: 'bench',
      url: 'http://127.0.0.1:9',
      namespaces: {
        users: [{ exclusive: true, regex: '@_bridge_.*:example\\.org' }],
        aliases: [],
        rooms: [],
      },
    },
  });
  return appservice.expressAppInstance;
}

import { SimpleFsStorageProvider } from '@vector-im/matrix-bot-sdk';

export const peer = '@vector-im/matrix-bot-sdk';

/** Its storage for transaction IDs in a file. By default it keeps twenty of them in memory. */
export function createStorage(path) {
  const storage = new SimpleFsStorageProvider(path, false);
  return { complete: (id) => storage.setTransactionCompleted(id) };
}

import { AppService } from 'matrix-appservice';

export const peer = 'matrix-appservice';

/** Its own express application, with nobody listening to its events. */
export function createListener({ hsToken }) {
  return new AppService({ homeserverToken: hsToken, httpMaxSizeBytes: 64 * 1024 * 1024 }).expressApp;
}

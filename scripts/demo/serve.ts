import { once } from 'node:events';
import { operations } from 'matrix-encrypted-appservice';
import { ghostId, olderDevice, type World } from './world.js';

/** Prints requests to try, and waits for Ctrl-C. */
export async function serve({ files, homeserver, homeserverUrl, login, deviceId }: World): Promise<void> {
  const interrupted = once(process, 'SIGINT');
  const { registration } = files;
  const toAppservice = { token: registration.hs_token, url: registration.url ?? '' };
  const toHomeserver = { token: login.accessToken, url: `${homeserverUrl}/_matrix/client/v3` };
  const wantedKeys = { [ghostId]: { [deviceId ?? olderDevice]: 'signed_curve25519' } };
  const serves = deviceId !== undefined && homeserver.state.device(ghostId, deviceId)?.keys === undefined;
  const appserviceQuery = `
# the homeserver asks the appservice
${curl(toAppservice, operations.applicationService.queryKeys.stablePath, { [ghostId]: [] })}
`;

  console.log(`
Both are still running, until Ctrl-C. Try:
${serves ? appserviceQuery : ''}
# Bob asks the homeserver${serves ? ', which asks the appservice' : ''}
${curl(toHomeserver, '/keys/query', { device_keys: { [ghostId]: [] } })}

# Bob claims a one-time key, another one each time
${curl(toHomeserver, '/keys/claim', { one_time_keys: wantedKeys })}
`);
  await interrupted;
}

/** Writes a shell line in single quotes: none of its parts has any. */
function curl({ url, token }: { url: string; token: string }, path: string, body: object): string {
  return `curl -sS ${url}${path} -H 'Authorization: Bearer ${token}' -d '${JSON.stringify(body)}'`;
}

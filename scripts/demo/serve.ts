import { once } from 'node:events';
import { operations } from 'matrix-encrypted-appservice';
import { deviceIds, ghostId, type World } from './world.js';

/** Prints requests to try, and waits for Ctrl-C. */
export async function serve({ appservice, homeserver, login }: World): Promise<void> {
  const interrupted = once(process, 'SIGINT');
  const toAppservice = { token: appservice.registration.hs_token, url: appservice.url };
  const toHomeserver = { token: login.accessToken, url: `${homeserver.url}/_matrix/client/v3` };
  const wantedKeys = { [ghostId]: { [deviceIds.atAppservice]: 'signed_curve25519' } };

  console.log(`
Both are still running, until Ctrl-C. Try:

# the homeserver asks the appservice
${curl(toAppservice, operations.applicationService.queryKeys.stablePath, { [ghostId]: [] })}

# Bob asks the homeserver, which asks the appservice
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

import { describe, expect, it } from 'vitest';
import { answering, ircBridge } from '../irc-bridge.js';
import { fixture, runCli } from '../run-cli.js';

const file = fixture('registration.yaml');

describe('ping', () => {
  it('says that the appservice runs and takes the token', async () => {
    const { status, stdout } = await runCli(['ping', file], { fetch: ircBridge() });
    expect(status).toBe(0);
    expect(stdout).toBe(
      'irc at http://127.0.0.1:29333\n\n  200  8 ms  POST /_matrix/app/v1/ping\n\nok: it is running, and accepts the token\n',
    );
  });

  it.each([
    [ircBridge({}, 'another'), 'the hs_token was refused (403 M_FORBIDDEN)'],
    [answering(404), 'it has no ping (Matrix 1.7)'],
  ])('ends with exit status 1 otherwise, and says why', async (fetch, reason) => {
    const { status, stdout } = await runCli(['ping', file], { fetch });
    expect(status).toBe(1);
    expect(stdout.replaceAll('\n', ' ')).toContain(reason);
  });
});

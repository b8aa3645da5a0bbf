import { describe, expect, it } from 'vitest';
import { checkAppservice } from '../../../src/check/appservice/check-appservice.js';
import type { Connect } from '../../../src/check/appservice/byte-connection.js';
import type { CheckReport } from '../../../src/check/check.js';
import { writeJunit } from '../../../src/check/junit.js';
import { turnsAsDelay } from './in-process.js';

const registration = { url: 'http://as.example/below/', hs_token: 'hs-secret', as_token: 'as-secret' };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Connects to a server that answers every request with the same pieces, whatever it is, and closes. */
function alwaysAnswers(pieces: readonly (string | Uint8Array)[], sent: string[] = []): Connect {
  return () =>
    Promise.resolve({
      write: (chunk) => {
        sent.push(new TextDecoder().decode(chunk));
        return Promise.resolve();
      },
      // oxlint-disable-next-line typescript/require-await -- as a socket is read
      received: (async function* () {
        for (const piece of pieces) yield typeof piece === 'string' ? bytes(piece) : piece;
      })(),
      close: () => undefined,
    });
}

function checked(connect: Connect, given: Partial<typeof registration> = {}): Promise<CheckReport> {
  let time = 0;
  return checkAppservice(
    { ...registration, ...given },
    {
      connect,
      delay: turnsAsDelay,
      now: () => (time += 1),
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      timeoutMs: 1000,
    },
  );
}

const http = (status: string, body: string): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

describe('a server that', () => {
  it.each<[what: string, pieces: readonly (string | Uint8Array)[], fine: readonly string[], seen: string]>([
    ['closes without an answer', [], [], 'the connection was closed without an answer'],
    ['speaks another protocol', ['SSH-2.0-OpenSSH_9.6\r\n'], [], 'an answer that is not HTTP'],
    [
      'answers without end',
      ['HTTP/1.1 200 OK\r\n\r\n', new Uint8Array(5 * 2 ** 20)],
      [],
      'an answer of more than 4 MiB',
    ],
    ['fails', [http('500 Internal Server Error', '{"errcode":"M_UNKNOWN"}')], ['server-answers'], '500 M_UNKNOWN'],
    [
      'knows no route',
      [http('404 Not Found', '{"errcode":"M_UNRECOGNIZED"}')],
      ['server-answers', 'unknown-route'],
      '404 M_UNRECOGNIZED',
    ],
    [
      'refuses the token',
      [http('403 Forbidden', '{"errcode":"M_FORBIDDEN"}')],
      ['server-answers'],
      '403 M_FORBIDDEN; it was',
    ],
  ])('%s passes for no more than it does, and no token is shown', async (_, pieces, fine, seen) => {
    const report = await checked(alwaysAnswers(pieces));
    const works = report.results.filter(({ check, verdict }) => check.needed && verdict === 'works');
    expect(works.map(({ check }) => check.id)).toEqual(fine);
    expect(report.results.map((result) => result.seen ?? '').filter((each) => each.startsWith(seen))).not.toEqual([]);
    expect(JSON.stringify(report)).not.toMatch(/hs-secret|as-secret/);
  });

  it.each([
    ['its errcode', http('403 Forbidden', '{"errcode":"hs.secret.0123"}')],
    ['the type of its body', 'HTTP/1.1 502 Bad\r\ncontent-type: as.secret.0123/hs.secret.0123\r\n\r\nx'],
    ['its reason', http('403 hs.secret.0123', '{"errcode":"M_FORBIDDEN \\u001b[2Jhs.secret.0123"}')],
    [
      'its body',
      http('200 OK', '{"device_keys":{"@a:b":{"hs.secret.0123":{"\\u001b[2J":1}}},"@a:b":"as.secret.0123"}'),
    ],
  ])('sends tokens back in %s shows none of them (S5)', async (_, answer) => {
    const report = await checked(alwaysAnswers([answer]), {
      ...{ url: registration.url, hs_token: 'hs.secret.0123', as_token: 'as.secret.0123' },
    });
    const all = `${JSON.stringify(report)}${writeJunit('check-appservice', report)}`;
    expect(all).not.toContain('secret.0123');
    expect(all).not.toContain('u001b');
  });

  it('says yes to everything is no appservice: it accepts any token', async () => {
    const report = await checked(alwaysAnswers([http('200 OK', '{}')]));
    const broken = report.results.filter(({ verdict }) => verdict === 'broken').map(({ check }) => check.id);
    expect(broken).toEqual(expect.arrayContaining(['wrong-token', 'no-token']));
  });

  it('listens at a path, or at a unix socket, is asked there', async () => {
    const sent: string[] = [];
    await checked(alwaysAnswers([], sent));
    expect(sent[0]).toMatch(/^POST \/below\/_matrix\/app\/v1\/ping HTTP\/1\.1\r\nhost: as\.example\r\n/i);
    const local: string[] = [];
    await checked(alwaysAnswers([], local), { url: 'unix:///run/as.sock' });
    expect(local[0]).toMatch(/^POST \/_matrix\/app\/v1\/ping HTTP\/1\.1\r\nhost: localhost\r\n/i);
  });

  it('has no usable address is not asked', async () => {
    const connect = alwaysAnswers([]);
    await expect(checked(connect, { url: '' })).rejects.toThrow('a homeserver calls no appservice without one');
    await expect(checked(connect, { url: 'ftp://as.example' })).rejects.toThrow('url');
  });
});

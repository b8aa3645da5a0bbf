import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceKeysOf, registrationOf } from '../helpers/appservices.js';
import { echoedTokens, partOf, poisoned, tokens } from '../helpers/secrets.js';
import { temporaryFolder } from '../node/temporary-folder.js';
import { fixture, runCli, type CliSurroundings } from './run-cli.js';

const path = temporaryFolder();
const runs = Number(process.env['SECRETS_RUNS'] ?? 15);
const timeout = 20_000 + 500 * runs;
const ann = '@irc_ann:example.org';
const fields = [
  ...[ann, 'D', 'device_keys', 'master_keys', 'keys', 'signatures', 'user_id', 'usage', 'unsigned', 'errcode', 'error'],
  ...['id', 'as_token', 'namespaces', 'users', 'regex', 'exclusive', 'protocols'],
];

/** All that a run prints, also with the escapes of JSON undone. */
async function printedBy(args: readonly string[], surroundings: CliSurroundings = {}): Promise<string> {
  const plain = await runCli(args, surroundings);
  const asJson = await runCli([...args, '--json'], surroundings);
  const strings: string[] = [];
  JSON.parse(asJson.stdout, (name, value: unknown) => {
    strings.push(name, typeof value === 'string' ? value : '');
    return value;
  });
  return [plain.stdout, plain.stderr, asJson.stdout, asJson.stderr, ...strings].join('\n');
}

describe('no part of a token is printed', () => {
  it('whatever an appservice answers (S5, S7)', { timeout }, async () => {
    const file = path('registration.json');
    const answers = echoedTokens().chain(({ token, written }) =>
      fc.record({
        token: fc.constant(token),
        written: fc.constant(written),
        status: fc.constantFrom(200, 200, 404, 403, 500),
        body: fc.oneof(
          poisoned(written, fields),
          poisoned(written, fields).map((keys) => ({
            device_keys: { [ann]: { D: { ...deviceKeysOf(ann, 'D'), keys } } },
          })),
          fc.constant({ device_keys: { [ann]: { D: { ...deviceKeysOf(ann, 'D'), [written]: 1.5 } } } }),
          fc.constant({ errcode: 'M_UNKNOWN', error: `${'-'.repeat(470)} ${written}` }),
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(answers, fc.boolean(), async ({ token, written, status, body }, isInUrl) => {
        const url = isInUrl ? `http://irc.test/${encodeURIComponent(token)}` : 'http://irc.test';
        const changes = { id: `irc ${written}`, url, as_token: token, hs_token: `hs${token}` };
        writeFileSync(file, JSON.stringify(registrationOf('irc', changes)));
        const fetch = (): Promise<Response> => Promise.resolve(Response.json(body, { status }));
        for (const args of [
          ['query', file, ann],
          ['claim', file, ann, 'D'],
          ['ping', file],
          ['lint', file],
        ]) {
          expect(partOf(token, await printedBy(args, { fetch }))).toBeUndefined();
        }
      }),
      { numRuns: runs },
    );
  });

  it('of a registration that is refused (S5, S7)', { timeout }, async () => {
    const file = path('refused.json');
    const registrations = echoedTokens().chain(({ token, written }) =>
      poisoned(written, fields).map((changes) => ({
        token,
        text: JSON.stringify({ ...registrationOf('irc', { as_token: token }), ...changes }),
      })),
    );
    const refusals = fc.oneof(
      registrations,
      tokens(20, 64).map((token) => ({
        token,
        text: JSON.stringify(registrationOf('irc', { as_token: `${token} ` })),
      })),
      tokens(20, 64).map((token) => ({ token, text: JSON.stringify({ ...registrationOf('irc'), hs_token: [token] }) })),
    );
    await fc.assert(
      fc.asyncProperty(refusals, async ({ token, text }) => {
        writeFileSync(file, text);
        for (const args of [
          ['lint', file],
          ['ping', file],
          ['validate', 'Registration', file],
        ]) {
          const fetch = (): Promise<Response> => Promise.resolve(Response.json({}));
          expect(partOf(token, await printedBy(args, { fetch }))).toBeUndefined();
        }
      }),
      { numRuns: runs },
    );
  });

  it('of a file that is broken beside it (S5, S7)', { timeout }, async () => {
    const file = path('broken');
    const signs = fc.constantFrom(
      '',
      '"',
      "'",
      '[',
      '{',
      '!',
      '!!',
      '!<',
      '&',
      '*',
      '%',
      '@',
      '`',
      '|',
      '>',
      '? ',
      ': ',
      '- ',
      '#',
      '\t',
      '\u0000',
      '\\x',
      ',',
      ']',
    );
    const breaks = fc.tuple(
      tokens(20, 64),
      signs,
      signs,
      fc.constantFrom('as_token: ', '"as_token": ', '', 'x: y: ', '%TAG ', 'a: "', '  '),
    );
    await fc.assert(
      fc.asyncProperty(breaks, async ([token, before, after, name]) => {
        const line = `${name}${before}${token}${after}`;
        for (const text of [`id: irc\n${line}\nhs_token: b\n`, `{"id": "irc", ${line}}`, `[1, ${line}`, line]) {
          writeFileSync(file, text);
          for (const args of [
            ['lint', file],
            ['validate', 'Registration', file],
            ['merge', fixture('answer.json'), file],
          ]) {
            const { status, stdout } = await runCli(args);
            // What is fine may be printed.
            if (status === 0) expect(stdout).not.toContain('not JSON');
            else expect(partOf(token, await printedBy(args))).toBeUndefined();
          }
          const { status } = await runCli(['read-transaction', file]);
          expect(status).toBe(1);
          expect(partOf(token, await printedBy(['read-transaction', file]))).toBeUndefined();
        }
      }),
      { numRuns: runs },
    );
  });
});

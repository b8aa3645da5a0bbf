import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPointer } from '../src/findings.js';
import { createSecretHider, hideNothing } from '../src/hide-secrets.js';
import { partOf, spellingsOf, tokens } from './helpers/secrets.js';
import { processorMs } from './helpers/processor-time.js';

const runs = Number(process.env['SECRETS_RUNS'] ?? 300);
const timeout = 20_000 + runs * 100;

describe('createSecretHider', () => {
  it.each([
    ['a text without them', ['as-secret', 'hs-secret'], 'a text', 'a text'],
    ['several of them', ['as-secret', 'hs-secret'], 'as-secret hs-secret as-secret', '[hidden] [hidden] [hidden]'],
    ['one that is a part of the other', ['secret', 'secret-2'], 'secret-2, secret', '[hidden], [hidden]'],
    ['overlapping ones', ['abcdef', 'defghi'], '-abcdefghi-', '-[hidden]-'],
    ['one that overlaps itself', ['abab'], '-ababab-', '-[hidden]-'],
    ['one that is a part of what stands in its place', ['hidden', 'idde'], 'hidden idde', '[hidden] [hidden]'],
    ['one with the signs of expressions', ['a.*b($'], 'a.*b($ axxb', '[hidden] axxb'],
    ['one beyond ASCII, which is no token', ['gehéim🙂'], 'gehéim🙂!', '[hidden]!'],
    ['one that was read as a form', ['q1w2+e3r4'], 'access_token=q1w2 e3r4', 'access_token=[hidden]'],
    ['backslashes, however often doubled', ['ab\\\\cd'], 'ab\\\\cd ab\\\\\\\\cd', '[hidden] [hidden]'],
    ['a short one as a word alone', ['a', 'h'], 'a hash "h" /a/b a1 _h', '[hidden] hash "[hidden]" /[hidden]/b a1 _h'],
    ['one of four letters inside a word as well', ['abcd'], 'xabcdx', 'x[hidden]x'],
    ['one whose case was changed, as in a host name', ['As/Secret'], 'as/secret AS%2fSECRET', '[hidden] [hidden]'],
    ['nothing where the only secret is empty', ['', undefined], 'a text', 'a text'],
  ])('hides %s (S5)', (_, secrets, text, shown) => {
    expect(createSecretHider(secrets)(text)).toBe(shown);
  });

  it('gives the same each time it is asked', () => {
    const hide = createSecretHider(['secret']);
    expect([hide('secret'), hide('a secret'), hide('secret')]).toEqual(['[hidden]', 'a [hidden]', '[hidden]']);
  });

  it('leaves nothing of a token, however it is written and whatever stands beside it (S5)', { timeout }, () => {
    const beside = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(tokens(20, 64), fc.nat(), beside, beside, (token, spelling, before, after) => {
        const all = spellingsOf(token);
        const written = all[spelling % all.length] ?? token;
        const shown = createSecretHider([token])(`${before} ${written}${after}`);
        expect(partOf(token, shown)).toBeUndefined();
        expect(shown).toContain('[hidden]');
      }),
      { numRuns: runs },
    );
  });

  it('finds a token of several steps of a pointer, as it is and escaped (S7)', () => {
    const hide = createSecretHider(['abcdef/~ghijkl']);
    expect(hide(jsonPointer('abcdef', '~ghijkl'))).toBe('/[hidden]');
    expect(hide(jsonPointer('x', 'abcdef/~ghijkl'))).toBe('/x/[hidden]');
  });

  it('takes a time that grows with the text alone, also where the token is made of what may be escaped', () => {
    const hide = createSecretHider([
      '\\'.repeat(30) + '"',
      '%25'.repeat(10),
      '~0'.repeat(15),
      '/'.repeat(30),
      "'".repeat(30),
    ]);
    const startedMs = processorMs();
    for (const sign of ['\\', '%25', '~0', '~01', '/', "'", '\\/', '%']) hide(`${sign.repeat(2000 / sign.length)}!`);
    expect(processorMs() - startedMs).toBeLessThan(2000);
  });

  it('takes no longer where each sign of a token could be read in several ways (S9)', () => {
    const startedMs = processorMs();
    for (const [token, text] of [
      ['\\-', '\\\\\\\\-'],
      ["\\'", "\\\\\\\\''"],
      ['\\u005c', '\\u005c'],
      ['\\-', '\\u005c\\u002d'],
      ["'-", "''-"],
    ] as const) {
      createSecretHider([`${token.repeat(30)}z`])(`${text.repeat(200)}y`);
    }
    expect(processorMs() - startedMs).toBeLessThan(2000);
  });

  it.each(['\\u005cabc', 'ab\\u005c\\u005c', '\\\\\\\\u005c', 'a\\-b\\', 'a\\u002db'])(
    'hides the token %s, which looks like an escape itself (S5)',
    (token) => {
      const inJson = JSON.stringify(token).slice(1, -1);
      const texts = [token, inJson, JSON.stringify(inJson).slice(1, -1), encodeURIComponent(token)];
      for (const text of texts) expect(createSecretHider([token])(`"${text}"`)).toMatch(/^"\[hidden\]\\*"$/);
    },
  );
});

describe('hideNothing', () => {
  it('leaves a text as it is', () => {
    expect(hideNothing('secret')).toBe('secret');
  });
});

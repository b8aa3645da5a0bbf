import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { dump } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RegistrationError } from '../../src/errors.js';
import { readRegistrationFile, readRegistrationSource } from '../../src/node/registration-file.js';
import { readExample } from '../helpers/read-example.js';
import { hasSpecialFiles, specialFiles } from './special-files.js';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'registration-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function fileWith(content: string | Uint8Array): Promise<string> {
  const path = join(directory, 'bridge.yaml');
  await writeFile(path, content);
  return path;
}

async function refusalOf(content: string | Uint8Array): Promise<RegistrationError> {
  const outcome: unknown = await readRegistrationFile(await fileWith(content)).catch((error: unknown) => error);
  if (outcome instanceof RegistrationError) return outcome;
  throw new Error(`the file was not refused: ${inspect(outcome)}`);
}

const valid = dump(readExample('registration'));

describe('readRegistrationFile', () => {
  it('reads a registration from YAML, and from JSON, which is YAML too', async () => {
    const expected = { registration: readExample('registration'), findings: [] };
    expect(await readRegistrationFile(await fileWith(valid))).toEqual(expected);
    expect(await readRegistrationFile(await fileWith(JSON.stringify(expected.registration)))).toEqual(expected);
    expect(await readRegistrationFile(await fileWith(`\ufeff${valid}`))).toEqual(expected);
  });

  it('passes on what is found', async () => {
    const { findings } = await readRegistrationFile(
      await fileWith(valid.replace('rate_limited: false', 'rate_limited:')),
    );
    expect(findings).toMatchObject([{ code: 'malformed-field', pointer: '/rate_limited' }]);
  });

  it('names the file where it cannot be read', async () => {
    const path = join(directory, 'missing.yaml');
    await expect(readRegistrationFile(path)).rejects.toMatchObject({ code: 'ENOENT', path });
  });

  it('keeps the message of a refused registration, with the file before it, in the stack too', async () => {
    const refusal = await refusalOf(valid.replace(/^hs_token:.*$/m, 'hs_token: 0123456789'));
    expect(refusal.field).toBe('hs_token');
    const expected = `${join(directory, 'bridge.yaml')}: hs_token: must be string, but is a number: put it in quotes`;
    expect(refusal.message).toBe(expected);
    expect(refusal.stack).toContain(`RegistrationError: ${expected}`);
  });

  it.each([
    ['an indentation that is wrong', 'id: a\n as_token: secret: secret\n', 'line 2, column 11'],
    ['a quote that is never closed', 'id: a\nas_token: "secret\n', 'line 3, column 1'],
    ['a duplicate key', 'as_token: secret\nas_token: secret\n', 'line 2, column 1'],
    ['a token that is an alias', 'id: a\nhs_token: *secret\n', 'line 2, column 11'],
    ['a token that is a tag', 'id: a\nhs_token: !secret x\n', 'line 2, column 11'],
    ['a token that is an undeclared tag', 'id: a\nhs_token: !secret!secret x\n', 'line 2, column 11'],
    ['a token that is a tag with odd characters', 'id: a\nhs_token: !se^secret\n', 'line 2, column 11'],
    ['a tag that is badly encoded', 'id: a\nhs_token: !%ffsecret x\n', 'line 2, column 11'],
    ['an escape that is unknown', 'hs_token: "\\qsecret"\n', 'line 1, column'],
  ])('says the file, line and reason of %s, and nothing of its content (S5)', async (_case, text, place) => {
    const refusal = await refusalOf(text);
    expect(refusal.message).toContain(
      `${join(directory, 'bridge.yaml')}: registration: the file is not valid YAML: line`,
    );
    expect(refusal.message).toContain(place.split(',')[0]);
    expect(inspect(refusal, { showHidden: true, depth: null })).not.toContain('secret');
  });

  it.each(['', '# nothing\n', '--- a\n--- b\n'])('refuses %j, which is not one document', async (text) => {
    expect((await refusalOf(text)).message).toContain('document');
  });

  it('refuses bytes that are not UTF-8', async () => {
    expect((await refusalOf(Uint8Array.of(0x69, 0x64, 0x3a, 0x20, 0xff))).message).toContain('not valid UTF-8');
  });

  it('refuses a file that nests without end, and one that is no mapping', async () => {
    expect((await refusalOf('['.repeat(10_000))).message).toContain('not valid YAML');
    expect((await refusalOf('- a\n')).message).toContain('must be an object');
  });

  it('reads booleans as homeservers do, which is YAML 1.1 (G9)', async () => {
    const text = valid.replace(/exclusive: \w+/g, 'exclusive: yes').replace('rate_limited: false', 'rate_limited: no');
    const { registration, findings } = await readRegistrationFile(await fileWith(text));
    expect(registration).toMatchObject({ rate_limited: false, namespaces: { users: [{ exclusive: true }] } });
    expect(findings).toEqual([]);
  });

  it.each(['id', 'as_token', 'hs_token', 'sender_localpart'])(
    'refuses an unquoted `#text` as %s, and says that it is a comment (G8)',
    async (field) => {
      const refusal = await refusalOf(valid.replace(new RegExp(`^${field}:.*$`, 'm'), `${field}: #sometoken`));
      expect(refusal.field).toBe(field);
      expect(refusal.message).toContain('an unquoted `#` begins a comment');
      expect(refusal.message).not.toContain('sometoken');
    },
  );

  it.each(['1:30', '0777', '0x1F', '12.5', '2024-01-31', 'yes', '0123456789'])(
    'refuses %s without quotation marks as a token (G8)',
    async (word) => {
      const refusal = await refusalOf(valid.replace(/^as_token:.*$/m, `as_token: ${word}`));
      expect(refusal.field).toBe('as_token');
      expect(refusal.message).toMatch(/: put it in quotes$/);
      expect(refusal.message).not.toContain(word);
    },
  );

  it('reads a url that is null for a comment’s sake, and warns where the comment looks like a URL (G8)', async () => {
    const withUrl = (line: string): Promise<string> => fileWith(valid.replace(/^url:.*$/m, line));
    const { registration, findings } = await readRegistrationFile(await withUrl('url: #http://localhost:9000'));
    expect(registration.url).toBe(null);
    expect(findings).toMatchObject([{ code: 'malformed-field', severity: 'warning', pointer: '/url' }]);
    for (const line of ['url: # none', 'url: null #none', 'url:', 'url: ""  #none', 'url: http://a #none']) {
      expect((await readRegistrationFile(await withUrl(line))).findings, line).toEqual([]);
    }
  });

  it('keeps unknown fields, with dates as text (W4)', async () => {
    const { registration } = await readRegistrationFile(await fileWith(`${valid}\norg.example.since: 2024-01-31\n`));
    expect(registration).toHaveProperty(['org.example.since'], '2024-01-31');
  });

  it.each([
    ['a cycle', 'org.example.x: &x [*x]', 'org.example.x[0]: must not contain itself'],
    ['a cycle of the whole', 'org.example.x: {<<: {}, a: [&y {b: *y}]}', 'must not contain itself'],
    ['aliases that unfold to more values than any memory holds', bomb(), 'must not hold more than 100,000 values'],
  ])('refuses %s at once (G8)', async (_kind, line, message) => {
    expect((await refusalOf(`${valid}\n${line}\n`)).message).toContain(message);
  });

  it.skipIf(!hasSpecialFiles).each(specialFiles)('refuses %s, and names it', async (_kind, reason, make) => {
    const file = make(join(directory, 'special'));
    const refusal: unknown = await readRegistrationFile(file).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RegistrationError);
    expect(String(refusal)).toContain(`RegistrationError: ${file}: registration: ${reason}`);
    if (file.startsWith(directory)) await rm(file, { recursive: true });
  });
});

describe('readRegistrationSource', () => {
  it('parses the file as homeservers do, each in its version of YAML, once it has been read (G9)', async () => {
    const text = `${valid.replace('rate_limited: false', 'rate_limited: no')}\na: &a {b: y}\nc: {<<: *a}\n`;
    const { registration, parsedAs } = await readRegistrationSource(await fileWith(text));
    expect(registration.rate_limited).toBe(false);
    expect(parsedAs('1.1')).toMatchObject({ rate_limited: false, c: { b: 'y' } });
    expect(parsedAs('1.2')).toMatchObject({ rate_limited: 'no', c: { '<<': { b: 'y' } } });
  });

  it('has nothing where another version of YAML is not valid', async () => {
    const text = `${valid}\na: &a {b: y}\nc:\n  <<: *a\n  <<: *a\n`;
    const { parsedAs } = await readRegistrationSource(await fileWith(text));
    expect(parsedAs('1.1')).toMatchObject({ c: { b: 'y' } });
    expect(parsedAs('1.2')).toBeUndefined();
  });
});

/** Ten lists in ten lists, and so on. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, i) => `  - &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`);
  return ['org.example.x:', '  - &l0 [lol]', ...levels].join('\n');
}

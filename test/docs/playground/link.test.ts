import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase64Url } from '../../../scripts/docs/playground/base64-url.js';
import { readLink, writeLink } from '../../../scripts/docs/playground/link.js';
import { removeTokens } from '../../../scripts/docs/playground/remove-tokens.js';

describe('a link of the playground', () => {
  it('holds what the fields hold, and is no longer than it has to be', async () => {
    const values = {
      schema: 'KeyQuery',
      payload: JSON.stringify({ '@ä:example.org': ['A&B=#?'] }).repeat(50),
      empty: '',
    };
    const fragment = await writeLink('validate', values);
    expect(fragment).toMatch(/^#validate\?z=[\w-]+$/);
    expect(fragment.length).toBeLessThan(150);
    const { empty: _, ...filled } = values;
    expect(await readLink(fragment)).toEqual({ tool: 'validate', values: filled, example: undefined });
    expect(await writeLink('read', { transaction: '' })).toBe('#read');
  });

  it('survives any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (text) => {
        expect((await readLink(await writeLink('read', { transaction: text }))).values).toEqual({ transaction: text });
      }),
      { numRuns: 50 },
    );
  });

  it('can be written by hand', async () => {
    expect(await readLink('#read')).toEqual({ tool: 'read', values: {}, example: undefined });
    expect(await readLink('#lint?homeserver=Synapse&registration=id%3A%20a%0A')).toEqual({
      tool: 'lint',
      values: { homeserver: 'Synapse', registration: 'id: a\n' },
      example: undefined,
    });
    expect((await readLink('#read?example=nothing-arrives')).example).toBe('nothing-arrives');
  });

  it.each(['#read?z=AAAA', '#read?z=%%%', '#read?z=', `#read?z=${'A'.repeat(99)}`])(
    'that is damaged is refused: %s',
    async (link) => {
      await expect(readLink(link)).rejects.toThrow('The link is damaged');
    },
  );

  it('that would unpack to more than a page can hold is refused', async () => {
    const fragment = await writeLink('read', { transaction: ' '.repeat(9 * 2 ** 20) });
    expect(fragment.length).toBeLessThan(20_000);
    await expect(readLink(fragment)).rejects.toThrow('more than 8 MB');
  });

  it('that holds no fields is refused', async () => {
    const stream = new Blob(['[1]', ' ', '3'].slice(2)).stream().pipeThrough(new CompressionStream('deflate-raw'));
    const packed = encodeBase64Url(new Uint8Array(await new Response(stream).arrayBuffer()));
    await expect(readLink(`#read?z=${packed}`)).rejects.toThrow('The link is damaged');
  });
});

describe('removing tokens from a link', () => {
  it.each([
    ['{"as_token": "s3cret-1", "id": "s3cret-1"}', '{"as_token": "removed", "id": "removed"}'],
    ["as_token: s3cret-1\nhs_token: 's3cret-2'\nid: x\n", "as_token: removed\nhs_token: 'removed'\nid: x\n"],
    ['"hs_token": "s3cret-1', '"hs_token": "removed'],
    ['{"as_tok\\u0065n": "s3cr\\u0065t-1", "\\\\u0061": 1}', '{"as_token": "removed", "\\\\u0061": 1}'],
    [
      '{"a": {"access_token": "s3cret-1", "password": "s3cret-2"}}',
      '{"a": {"access_token": "removed", "password": "removed"}}',
    ],
    ['Authorization: Bearer s3cret-1\n', 'Authorization: Bearer removed\n'],
    ['PUT /transactions/1?access_token=s3cret-1&a=b', 'PUT /transactions/1?access_token=removed&a=b'],
    ['{"session_key": "s3cret-1", "session_id": "s"}', '{"session_key": "removed", "session_id": "s"}'],
  ])('takes them out of %s', (text, expected) => {
    expect(removeTokens([text]).texts).toEqual([expected]);
  });

  it('takes a token out of every field once one names it, and counts them', () => {
    const { texts, count } = removeTokens(['as_token: s3cret-1', 'https://example.org/s3cret-1', 'x']);
    expect(texts).toEqual(['as_token: removed', 'https://example.org/removed', 'x']);
    expect(count).toBe(1);
  });

  it.each([
    '{"as_token": null, "keys": {"ed25519:A": "XGX0JRS2Af3be3knz2fBiRbApjm2Dh61gXDJA8kcJNI"}}',
    'X-Matrix origin="a.example",destination="b.example",key="ed25519:1",sig="c2ln"',
    'as_token: removed\nnamespaces: {}\n',
    'as_token:\nhs_token: null\n',
  ])('leaves everything else as it is: %s', (text) => {
    expect(removeTokens([text])).toEqual({ texts: [text], count: 0 });
  });
});

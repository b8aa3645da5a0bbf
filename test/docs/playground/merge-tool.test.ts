import { describe, expect, it } from 'vitest';
import { mergeTool } from '../../../scripts/docs/playground/merge-tool.js';
import { codeOf, remarksOf, rowsOf } from './outcomes.js';

const ann = '@ann:example.org';
const device = (id: string, key: string): object => ({
  user_id: ann,
  device_id: id,
  algorithms: [],
  keys: { [`ed25519:${id}`]: key },
  signatures: { [ann]: { [`ed25519:${id}`]: 'c2ln' }, '@bob:example.org': { 'ed25519:X': 'c2ln' } },
});

describe('the playground’s merge of answers', () => {
  it('says of each key where it comes from, and what a viewer sees of it (M1, M7)', async () => {
    const homeserver = JSON.stringify({
      device_keys: { [ann]: { PHONE: device('PHONE', 'a'), OLD: device('OLD', 'b') } },
    });
    const appservice = JSON.stringify({
      device_keys: { [ann]: { PHONE: device('PHONE', 'c') }, '@eve:example.org': {} },
    });
    const query = JSON.stringify({ [ann]: [] });
    const values = { of: 'query', homeserver, appservice, query };
    const outcome = await mergeTool.run({ ...values, viewer: '@bob:example.org' });
    expect(rowsOf(outcome)).toEqual([
      [`\`${ann}\``, 'device `PHONE`', 'the appservice; both have it', 'shown, but cut'],
      [`\`${ann}\``, 'device `OLD`', 'the homeserver', 'shown, but cut'],
    ]);
    expect(outcome.summary).toBe('Merged: 2 keys. 1 entry was dropped.');
    expect(remarksOf(outcome)[0]).toMatchObject({
      pointer: '/device_keys/@eve:example.org',
      place: { field: 'appservice' },
    });
    expect(codeOf(outcome, 'The merged answer')).not.toContain('ed25519:X');
    expect(codeOf(await mergeTool.run(values), 'The merged answer')).toContain('ed25519:X');
  });

  it('gives the homeserver’s one-time keys first, then the appservice’s, and a fallback key only for what is missing (C1)', async () => {
    const key = (value: string, isFallback = false): object => ({
      key: value,
      ...(isFallback ? { fallback: true } : {}),
      signatures: {},
    });
    const answer = (keys: object): string => JSON.stringify({ [ann]: { PHONE: keys } });
    const homeserver = answer({ 'signed_curve25519:A': key('a'), 'signed_curve25519:H': key('h', true) });
    const appservice = answer({ 'signed_curve25519:B': key('b'), 'signed_curve25519:F': key('f', true) });
    const claim = (count: number): string =>
      JSON.stringify({ [ann]: { PHONE: Array.from({ length: count }, () => 'signed_curve25519') } });
    const merged = async (count: number, includeFallback = ''): Promise<string[]> =>
      rowsOf(await mergeTool.run({ of: 'claim', homeserver, appservice, query: claim(count), includeFallback })).map(
        (row) => row.slice(2).join(' from '),
      );
    expect(await merged(1)).toEqual(['`signed_curve25519:A` from the homeserver']);
    expect(await merged(2)).toEqual([
      '`signed_curve25519:A` from the homeserver',
      '`signed_curve25519:B` from the appservice',
    ]);
    expect(await merged(3)).toEqual([
      '`signed_curve25519:A` from the homeserver',
      '`signed_curve25519:B` from the appservice',
      '`signed_curve25519:F`, a fallback key from the appservice',
    ]);
    expect(await merged(1, 'yes')).toEqual([
      '`signed_curve25519:A` from the homeserver',
      '`signed_curve25519:H`, a fallback key from the homeserver',
    ]);
  });

  it('reports a key that is lost because both have one of its ID (C4)', async () => {
    const answer = (key: string): string =>
      JSON.stringify({ [ann]: { PHONE: { 'signed_curve25519:A': { key, signatures: {} } } } });
    const query = JSON.stringify({ [ann]: { PHONE: ['signed_curve25519', 'signed_curve25519'] } });
    const outcome = await mergeTool.run({ of: 'claim', homeserver: answer('a'), appservice: answer('b'), query });
    expect(outcome.state).toBe('bad');
    expect(remarksOf(outcome)).toMatchObject([
      { severity: 'error', message: 'The homeserver gives another key under this ID.' },
    ]);
  });

  it('claims every key of both answers without a claim, under any name (M6)', async () => {
    const homeserver = '{"@a:b": {"__proto__": {"curve25519:A": "a"}}}';
    const outcome = await mergeTool.run({
      of: 'claim',
      homeserver,
      appservice: '{"@a:b": {"P": {"curve25519:B": "b"}}, "x": {}}',
    });
    expect(rowsOf(outcome).map(([, device = '', key = '']) => device + key)).toEqual([
      '`__proto__``curve25519:A`',
      '`P``curve25519:B`',
    ]);
  });

  it.each([
    [{ homeserver: '', appservice: ' ' }, 'note', /Paste two answers/],
    [{ homeserver: '', appservice: '{}' }, 'good', /Merged: 0 keys/],
    [{ homeserver: '{', appservice: '{}' }, 'bad', /not JSON/],
    [{ homeserver: '{\n"device_keys": 3}', appservice: '{}' }, 'bad', /see line 2/],
    [{ homeserver: '{}', appservice: '{}', query: '{"device_keys": {}}' }, 'bad', /key query of a client/],
    [{ homeserver: '{}', appservice: '{}', viewer: '@bob' }, 'bad', /The viewer @bob is not a user ID/],
    [{ of: 'claim', homeserver: '[]', appservice: '{}' }, 'bad', /see line 1/],
    [{ of: 'claim', homeserver: '{}', appservice: '{}', query: '{"@a:b": []}' }, 'bad', /see line 1/],
  ])('answers %j', async (values, state, summary) => {
    const outcome = await mergeTool.run(values);
    expect(outcome.summary).toMatch(summary);
    expect(outcome.state).toBe(state);
  });
});

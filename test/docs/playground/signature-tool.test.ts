import { describe, expect, it } from 'vitest';
import { signatureExamples } from '../../../scripts/docs/playground/signature-examples.js';
import { signatureTool } from '../../../scripts/docs/playground/signature-tool.js';
import { linesOf, rowsOf } from './outcomes.js';

function example(id: string): Record<string, string> {
  return { ...signatureExamples.find((each) => each.id === id)?.values };
}

describe('the playground’s check of signatures', () => {
  it('checks all keys in an answer to a key query (M8)', async () => {
    const outcome = await signatureTool.run(example('key-query'));
    expect(outcome).toMatchObject({ state: 'good', summary: '4 signatures hold.' });
    expect(rowsOf(outcome).map(([what, by, holds]) => [what, by, holds].join(' '))).toEqual([
      'master key of `@alice:example.org` none is needed yes',
      'self-signing key of `@alice:example.org` the master key yes',
      'device `GHOSTDEV` of `@alice:example.org` itself yes',
      'device `GHOSTDEV` of `@alice:example.org` the self-signing key yes',
    ]);
  });

  it('tells a device that was changed from one that is as it was signed', async () => {
    const { object = '' } = example('changed-device');
    const outcome = await signatureTool.run({ of: 'keys', object });
    expect(outcome).toMatchObject({ state: 'bad', summary: '1 signature does not hold.' });
    expect(rowsOf(outcome)[0]?.slice(2)).toEqual(['no', 'The signature does not hold.']);
    const device = object.replace(
      '"m.olm.v1.curve25519-aes-sha2"',
      '"m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"',
    );
    expect(await signatureTool.run({ of: 'keys', object: device })).toMatchObject({
      state: 'good',
      summary: '1 signature holds.',
    });
  });

  it('finds the key of a cross-signing signature in its ID', async () => {
    const outcome = await signatureTool.run(example('self-signing-key'));
    expect(outcome.state).toBe('good');
    expect(rowsOf(outcome)[0]?.[0]).toBe('the self-signing key');
  });

  it('takes other public keys, with their IDs or without', async () => {
    const key = 'ypOsFwUYcHHWe4PH/w7+gQjo7EUwV113JoeTM9vavnw';
    const object = JSON.stringify({
      one: 1,
      signatures: {
        domain: {
          'ed25519:1': 'xTfI9XcI06t1gNVEhz24EzPot+b6Hwib1BDDYUDIpEwaIANDHiwYY4TTkBu0ysNr/HNN31EUOXXbcFzqp7NzAQ',
        },
      },
    });
    expect(await signatureTool.run({ object })).toMatchObject({
      state: 'note',
      summary: '1 signature cannot be checked.',
    });
    for (const publicKeys of [key, `ed25519:1 ${key}`, `"ed25519:1": "${key}",`]) {
      expect(await signatureTool.run({ object, publicKeys })).toMatchObject({ state: 'good' });
    }
    expect((await signatureTool.run({ object, publicKeys: 'ed25519:1 short' })).state).toBe('bad');
  });

  it('checks a request between homeservers, and says what does not fit (F2)', async () => {
    const values = example('x-matrix');
    const outcome = await signatureTool.run(values);
    expect(outcome).toMatchObject({ state: 'good', summary: 'The signature holds: remote.example sent this request.' });
    expect(rowsOf(outcome)[2]).toEqual(['key ID', '`ed25519:1`']);
    const failing = await signatureTool.run({ ...values, target: '/other' });
    expect(failing).toMatchObject({ state: 'bad', summary: 'The signature does not hold.' });
    expect(linesOf(failing).join(' ')).toContain('401 `M_UNAUTHORIZED`');
    const elsewhere = await signatureTool.run({ ...values, serverName: 'elsewhere.example' });
    expect(linesOf(elsewhere)[0]).toContain('meant for another server');
    const withName = { ...values, authorization: `Authorization: ${values['authorization'] ?? ''}`, serverName: '' };
    expect((await signatureTool.run(withName)).state).toBe('good');
  });

  it.each([
    [{ of: 'keys', object: '' }, 'note', /Paste signed keys/],
    [{ of: 'keys', object: '[]' }, 'bad', /Only an object/],
    [{ of: 'keys', object: '{' }, 'bad', /not JSON/],
    [
      { of: 'keys', object: '{"signatures": {"__proto__": {"ed25519:1": 3}}}' },
      'note',
      /^1 signature cannot be checked\.$/,
    ],
    [{ of: 'keys', object: '{"signatures": 3}' }, 'bad', /no signature/],
    [{ of: 'keys', object: '{"user_id": "@a:b", "device_id": "A"}' }, 'bad', /^1 signature does not hold\.$/],
    [{ of: 'keys', object: '{"device_keys": {"@a:b": {"A": 3}}}' }, 'bad', /^1 signature does not hold\.$/],
    [{ of: 'request', authorization: '' }, 'note', /Paste an Authorization header/],
    [{ of: 'request', authorization: 'Bearer x' }, 'bad', /not a valid X-Matrix header/],
    [
      { of: 'request', authorization: 'X-Matrix origin=a.b,key="ed25519:1",sig="x"' },
      'note',
      /Give the key ed25519:1 of a\.b/,
    ],
  ])('answers %j', async (values, state, summary) => {
    const outcome = await signatureTool.run(values);
    expect(outcome.summary).toMatch(summary);
    expect(outcome.state).toBe(state);
  });
});
